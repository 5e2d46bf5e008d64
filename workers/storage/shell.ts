/** The versions of the shell in Cache Storage: one for the service worker that runs, and earlier ones for their tabs. */

import { checkedCopy, fetchShellFile, hashOf, isIntact, type ShellFile, withoutHash } from './shell-files.ts';
import { SHELL_PREFIX } from './shells.ts';
import { within } from './within.ts';

/** A tab that was never closed over so many updates loses its files. */
const MAX_EARLIER = 3;
/** How long a file of the shell is waited for before the network is asked. Milliseconds. */
const PATIENCE_MS = 2000;
/** How long it is waited for if the network fails. */
const LAST_PATIENCE_MS = 20_000;

export interface ShellOptions {
  /** The folder of the app, an absolute URL. */
  scope: string;
  files: readonly ShellFile[];
  /** Ids of the open pages of the app. */
  openPages(): Promise<string[]>;
  /** Whether another version of the service worker is being installed, or waits. */
  isUpdating(): boolean;
}

/** One version of the shell. */
export class Shell {
  readonly #options: ShellOptions;
  readonly #files: ReadonlyMap<string, ShellFile>;
  /** Other copies of the app may share the origin. */
  readonly #prefix: string;
  /** The folder of the files whose names change with the content. */
  readonly #assets: string;
  /** In the cache; never fetched. */
  readonly #earlierPagesUrl: string;
  /** In the cache; never fetched. */
  readonly #acceptedUrl: string;
  /** Each version has a separate cache, and the one in use is never touched. */
  readonly #name: Promise<string>;
  /** Cache Storage did not answer in time, and has not answered since. */
  #stalled = false;

  constructor(options: ShellOptions) {
    const { scope, files } = options;
    this.#options = options;
    this.#prefix = `${SHELL_PREFIX}${scope} `;
    this.#assets = new URL('assets/', scope).href;
    this.#earlierPagesUrl = new URL('stored/earlier-pages', scope).href;
    this.#acceptedUrl = new URL('stored/accepted', scope).href;
    this.#files = new Map(files.map((file) => [new URL(file.url, scope).href, file]));
    const list = [...this.#files].map(([url, { sha256 }]) => `${url} ${sha256}`).join('\n');
    this.#name = hashOf(new TextEncoder().encode(list)).then((hash) => this.#prefix + hash.slice(0, 16));
  }

  /**
   * Stores this version. What is cached of other versions is not fetched again. Files on demand are stored if another
   * version has them, as it was or as another build of it: what was used once works offline after an update too.
   * @throws if a file cannot be had as it was built; then nothing of this version stays.
   */
  async install(): Promise<void> {
    const name = await this.#name;
    const isNew = !(await caches.has(name));
    try {
      const cache = await caches.open(name);
      const store = async (url: string, file: ShellFile) =>
        cache.put(url, (await this.#find(url)) ?? (await fetchShellFile(url, file)));
      const used = await this.#usedNames();
      const wanted = [...this.#files].filter(([url, file]) => !file.onDemand || used.has(withoutHash(url)));
      await Promise.all(wanted.map(([url, file]) => store(url, file)));
    } catch (error) {
      if (isNew) await caches.delete(name);
      throw error;
    }
  }

  /** Records the pages that an earlier version opened: until they are closed, its files stay. */
  async takeOver(): Promise<void> {
    const pages = await this.#options.openPages();
    const cache = await caches.open(await this.#name);
    await cache.put(this.#earlierPagesUrl, Response.json(pages));
    for (const name of [await this.#name, ...(await this.#otherNames())])
      await this.#setAccepted(name, false);
    await this.dropEarlier();
  }

  /** Records that the person accepted this version, which waits until the running one has ended. */
  async accept(): Promise<void> {
    await this.#setAccepted(await this.#name, true);
  }

  /**
   * Whether a page is of this version, and was opened because the person accepted it. It may be of the running one
   * all the same, if Cache Storage did not answer in time.
   * @param script the address of the page's script, which the build named by its content
   */
  async opened(script: string): Promise<boolean> {
    if (!this.#files.has(script)) return false;
    return (await within(PATIENCE_MS, this.#readAccepted(await this.#name))) === true;
  }

  /**
   * A page of the version that was accepted and waits; undefined without one. Browsers let the running version end only
   * when nobody has asked it for anything for half a minute, so it opens the next version's pages until then.
   */
  async acceptedPage(url: string): Promise<Response | undefined> {
    if (!this.#options.isUpdating() || this.#stalled) return undefined;
    return within(PATIENCE_MS, this.#findAccepted(url));
  }

  /** Deletes earlier versions that no page needs; the cache of a version that is being installed stays. */
  async dropEarlier(): Promise<void> {
    if (this.#options.isUpdating()) return;
    const others = await this.#otherNames();
    if (others.length === 0) return;
    const unused = (await this.#hasEarlierPages()) ? others.slice(0, -MAX_EARLIER) : others;
    await Promise.all(unused.map((name) => caches.delete(name)));
  }

  /**
   * Whether this or an earlier version may have stored a file. The runtime's wasm files and the models are not of the
   * shell: a download of theirs is left to the browser, since an event that lasts holds up the next version.
   */
  mayHave(url: string): boolean {
    return this.#files.has(url) || (url.startsWith(this.#assets) && !url.endsWith('.wasm'));
  }

  /**
   * Answers from the cache. The network answers what is not cached or is damaged, and everything while Cache Storage
   * fails or hangs.
   * @param url the file's address, without what a navigation adds to it
   * @throws what `fetch` throws
   */
  async answer(request: Request, url: string): Promise<Response> {
    const lookup = this.#find(url);
    const cached = await this.#soon(lookup);
    if (cached) return cached;
    try {
      const response = await fetch(request);
      // The host may have only the files of the next version.
      const late = response.ok ? undefined : await within(LAST_PATIENCE_MS, lookup);
      return late ?? this.#repaired(url, response);
    } catch (error) {
      const late = await within(LAST_PATIENCE_MS, lookup);
      if (late) return late;
      throw error;
    }
  }

  /** Stores what is missing of this version, without waiting for it. */
  #repaired(url: string, response: Response): Response {
    const file = this.#files.get(url);
    if (file && response.ok && !this.#stalled) void this.#repair(url, file, response.clone());
    return response;
  }

  async #soon(lookup: Promise<Response | undefined>): Promise<Response | undefined> {
    let pending = true;
    const settle = () => {
      pending = false;
      this.#stalled = false;
    };
    lookup.then(settle, settle);
    if (this.#stalled) return undefined;
    const found = await within(PATIENCE_MS, lookup);
    if (pending) this.#stalled = true;
    return found;
  }

  /** The network may have another version already, and the storage may be full. */
  async #repair(url: string, file: ShellFile, response: Response): Promise<void> {
    try {
      const cache = await caches.open(await this.#name);
      await cache.put(url, await checkedCopy(response, url, file));
    } catch {
      // The next answer comes from the network too.
    }
  }

  /** A file as some version stored it, if it is intact and the same in each version that may ask for it. */
  async #find(url: string): Promise<Response | undefined> {
    const sha256 = this.#files.get(url)?.sha256;
    if (!sha256 && !url.startsWith(this.#assets)) return undefined;
    const own = await intactIn(await this.#name, url, sha256);
    if (own) return own;
    for (const name of await this.#otherNames()) {
      const found = await intactIn(name, url, sha256);
      if (found) return found;
    }
    return undefined;
  }

  async #findAccepted(url: string): Promise<Response | undefined> {
    for (const name of await this.#otherNames()) {
      if (await this.#readAccepted(name)) return intactIn(name, url);
    }
    return undefined;
  }

  async #readAccepted(cacheName: string): Promise<boolean> {
    const record = await caches.match(this.#acceptedUrl, { cacheName });
    return record ? record.json() : false;
  }

  async #setAccepted(cacheName: string, accepted: boolean): Promise<void> {
    await (await caches.open(cacheName)).put(this.#acceptedUrl, Response.json(accepted));
  }

  /** Oldest first. */
  async #otherNames(): Promise<string[]> {
    const own = await this.#name;
    return (await caches.keys()).filter((name) => name.startsWith(this.#prefix) && name !== own);
  }

  /** Addresses, without hashes, of all that other versions have stored. */
  async #usedNames(): Promise<Set<string>> {
    const stored = (await this.#otherNames()).map(async (name) => (await caches.open(name)).keys());
    return new Set((await Promise.all(stored)).flat().map(({ url }) => withoutHash(url)));
  }

  async #hasEarlierPages(): Promise<boolean> {
    const record = await caches.match(this.#earlierPagesUrl, { cacheName: await this.#name });
    const earlier: string[] = record ? await record.json() : [];
    const open = await this.#options.openPages();
    return earlier.some((id) => open.includes(id));
  }
}

async function intactIn(cacheName: string, url: string, sha256?: string): Promise<Response | undefined> {
  const stored = await caches.match(url, { cacheName });
  return stored && (await isIntact(stored, sha256)) ? stored : undefined;
}

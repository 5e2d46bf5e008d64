import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Shell } from './shell.ts';
import type { ShellFile } from './shell-files.ts';
import { FakeCacheStorage } from './testing/fake-cache-storage.ts';

const SCOPE = 'https://a.test/app/';
const PAGE = `${SCOPE}index.html`;

let storage: FakeCacheStorage;
/** What the host sends, by path in the scope; a number is a status without a file. */
let host: Record<string, string | number>;
let fetched: string[];
/** Open pages of the app. */
let open: string[];
let updating: boolean;

beforeEach(() => {
  storage = new FakeCacheStorage();
  [host, fetched, open, updating] = [{}, [], [], false];
  vi.stubGlobal('caches', storage);
  vi.stubGlobal('fetch', async (input: string | Request) => {
    const url = typeof input === 'string' ? input : input.url;
    const path = url.slice(SCOPE.length);
    fetched.push(path);
    const body = host[path];
    if (body === undefined) throw new TypeError('Failed to fetch');
    return typeof body === 'number' ? new Response('', { status: body }) : new Response(body);
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** A version of the app, as the build lists it. */
function version(files: Record<string, string>, scope = SCOPE): Shell {
  const listed = Object.entries(files).map(([url, text]): ShellFile => {
    const sha256 = createHash('sha256').update(text).digest('hex');
    const onDemand = url.startsWith('assets/rare-');
    return { url, revision: url.startsWith('assets/') ? null : sha256.slice(0, 8), sha256, onDemand };
  });
  return new Shell({ scope, files: listed, openPages: async () => open, isUpdating: () => updating });
}

const FIRST = { 'index.html': 'page 1', 'assets/a-1.js': 'a 1', 'assets/same.js': 'same' };
const SECOND = { 'index.html': 'page 2', 'assets/a-2.js': 'a 2', 'assets/same.js': 'same' };

/** Publishes a version, installs it and has it take over. */
async function release(files: Record<string, string>): Promise<Shell> {
  host = files;
  const shell = version(files);
  await shell.install();
  await shell.takeOver();
  return shell;
}

const answer = async (shell: Shell, path: string) => {
  const url = SCOPE + path;
  return (await shell.answer(new Request(url), url)).text();
};

test('once installed it answers without a network, by the bytes that were built', async () => {
  const shell = await release(FIRST);
  host = {};
  expect(await answer(shell, 'index.html')).toBe('page 1');
  expect(await answer(shell, 'assets/a-1.js')).toBe('a 1');
  await expect(answer(shell, 'assets/other.js')).rejects.toThrow('Failed to fetch');
});

test.each<[string, Record<string, string | number>]>([
  ['its start page for a script', { ...SECOND, 'assets/a-2.js': '<!doctype html>' }],
  ['part of a file', { ...SECOND, 'assets/a-2.js': 'a' }],
  ['the page of another version', { ...SECOND, 'index.html': 'page 1' }],
  ['no such file', { ...SECOND, 'assets/a-2.js': 404 }],
])('a host that sends %s: the new version is not installed, and the old one stays', async (_, sent) => {
  const old = await release(FIRST);
  const before = await storage.keys();
  host = sent;
  await expect(version(SECOND).install()).rejects.toThrow(/answered with/);
  expect(await storage.keys()).toEqual(before);
  host = {};
  expect(await answer(old, 'index.html')).toBe('page 1');
});

test('a bad answer in the cache of the browser is fetched past, for names that change with the content', async () => {
  const modes: (string | undefined)[] = [];
  vi.stubGlobal('fetch', async (_: string, init?: RequestInit) => {
    modes.push(init?.cache);
    return new Response(init?.cache === 'reload' ? 'a 1' : 'stale');
  });
  await version({ 'assets/a-1.js': 'a 1' }).install();
  expect(modes).toEqual([undefined, 'reload']);
});

test('what an earlier version stored is not fetched again, unless it is damaged', async () => {
  await release(FIRST);
  fetched = [];
  await release(SECOND);
  expect(fetched.sort()).toEqual(['assets/a-2.js', 'index.html']);
  const [name = ''] = await storage.keys();
  await (await storage.open(name)).put(`${SCOPE}assets/same.js`, new Response('torn'));
  fetched = [];
  await release({ ...SECOND, 'index.html': 'page 3' });
  expect(fetched.sort()).toEqual(['assets/same.js', 'index.html']);
});

test('files of an earlier version are answered while one of its pages is open, and deleted after it', async () => {
  await release(FIRST);
  open = ['old tab'];
  const shell = await release(SECOND);
  open = ['old tab', 'new tab'];
  await shell.dropEarlier();
  host = {};
  expect(await answer(shell, 'assets/a-1.js')).toBe('a 1');
  expect(await answer(shell, 'index.html')).toBe('page 2');
  open = ['new tab'];
  await shell.dropEarlier();
  expect(await storage.keys()).toHaveLength(1);
  await expect(answer(shell, 'assets/a-1.js')).rejects.toThrow('Failed to fetch');
});

test('without open pages the earlier version goes at once', async () => {
  await release(FIRST);
  await release(SECOND);
  expect(await storage.keys()).toHaveLength(1);
});

test('a page that stays open over many updates does not keep them all', async () => {
  open = ['old tab'];
  for (let number = 1; number <= 6; number++) await release({ 'index.html': `page ${number}` });
  expect(await storage.keys()).toHaveLength(4);
});

test('the cache of a version that is being installed stays', async () => {
  const shell = await release(FIRST);
  host = SECOND;
  await version(SECOND).install();
  updating = true;
  await shell.dropEarlier();
  expect(await storage.keys()).toHaveLength(2);
});

test('going back to an earlier version while its tab is open takes nothing from that tab', async () => {
  await release(FIRST);
  open = ['old tab'];
  await release(SECOND);
  host = { ...FIRST, 'assets/a-1.js': 404 };
  const again = version(FIRST);
  await again.install();
  await again.takeOver();
  expect(await answer(again, 'assets/a-1.js')).toBe('a 1');
  expect(await answer(again, 'assets/a-2.js')).toBe('a 2');
});

test('a damaged file of an earlier version is not answered', async () => {
  await release(FIRST);
  const [name = ''] = await storage.keys();
  open = ['old tab'];
  const shell = await release(SECOND);
  const stored = await storage.match(`${SCOPE}assets/a-1.js`, { cacheName: name });
  await (await storage.open(name)).put(`${SCOPE}assets/a-1.js`, new Response('torn', stored));
  await expect(answer(shell, 'assets/a-1.js')).rejects.toThrow('Failed to fetch');
});

test.each([
  ['text/javascript', 'old'],
  ['text/html', null],
])('version 0.1 stored no hashes: %s under the name of a script', async (type, text) => {
  open = ['old tab'];
  const cache = await storage.open(`blipscope-shell ${SCOPE} of-version-1`);
  const url = `${SCOPE}assets/old.js`;
  await cache.put(url, new Response('old', { headers: { 'Content-Type': type } }));
  const shell = await release(FIRST);
  host = {};
  expect(await answer(shell, 'assets/old.js').catch(() => null)).toBe(text);
});

test('a file that was evicted comes from the network and is stored again, if it is the one', async () => {
  const shell = await release(FIRST);
  const [name = ''] = await storage.keys();
  storage.evict(name, PAGE);
  host = SECOND;
  expect(await answer(shell, 'index.html')).toBe('page 2');
  expect(storage.urls(name)).not.toContain(PAGE);
  host = FIRST;
  expect(await answer(shell, 'index.html')).toBe('page 1');
  await expect.poll(() => storage.urls(name)).toContain(PAGE);
  host = {};
  expect(await answer(shell, 'index.html')).toBe('page 1');
});

describe('a file on demand', () => {
  const RARE = 'assets/rare-11111111.js';
  const WITH_RARE = { ...FIRST, [RARE]: 'rare 1' };

  /** Asks for it, and waits until it is stored. */
  async function use(shell: Shell): Promise<void> {
    expect(await answer(shell, RARE)).toBe('rare 1');
    await expect.poll(async () => storedFiles()).toContain(RARE);
  }
  const storedFiles = async () =>
    (await storage.keys()).flatMap((name) => storage.urls(name)).map((url) => url.slice(SCOPE.length));

  test('is stored when it is first used, not with the shell', async () => {
    const shell = await release(WITH_RARE);
    expect(fetched).not.toContain(RARE);
    await use(shell);
    host = {};
    expect(await answer(shell, RARE)).toBe('rare 1');
  });

  test('is not to be had offline before it was used', async () => {
    const shell = await release(WITH_RARE);
    host = {};
    await expect(answer(shell, RARE)).rejects.toThrow('Failed to fetch');
  });

  test('is not stored if the host sends something else', async () => {
    const shell = await release(WITH_RARE);
    host = { [RARE]: '<!doctype html>' };
    await answer(shell, RARE);
    host = {};
    await expect(answer(shell, RARE)).rejects.toThrow('Failed to fetch');
  });

  test('that was used is kept by an update, and its next build is fetched', async () => {
    await use(await release(WITH_RARE));
    fetched = [];
    const second = await release({ ...SECOND, [RARE]: 'rare 1' });
    expect(fetched).not.toContain(RARE);
    host = {};
    expect(await answer(second, RARE)).toBe('rare 1');
    const next = 'assets/rare-22222222.js';
    const third = await release({ ...SECOND, [next]: 'rare 2' });
    host = {};
    expect(await answer(third, next)).toBe('rare 2');
  });

  test('that was not used is not fetched by an update', async () => {
    await release(WITH_RARE);
    await release({ ...SECOND, 'assets/rare-22222222.js': 'rare 2' });
    expect(await storedFiles()).toEqual(expect.not.arrayContaining([expect.stringContaining('rare')]));
  });
});

test('a full storage answers all the same', async () => {
  const shell = await release(FIRST);
  const [name = ''] = await storage.keys();
  storage.evict(name, PAGE);
  storage.full = true;
  expect(await answer(shell, 'index.html')).toBe('page 1');
});

test('a Cache Storage that fails leaves everything to the network', async () => {
  const shell = await release(FIRST);
  storage.trouble = 'fails';
  host = SECOND;
  expect(await answer(shell, 'index.html')).toBe('page 2');
});

test('a Cache Storage that hangs is waited for once, then the network is asked at once', async () => {
  const shell = await release(FIRST);
  vi.useFakeTimers();
  storage.trouble = 'hangs';
  host = SECOND;
  const first = answer(shell, 'index.html');
  await vi.advanceTimersByTimeAsync(2000);
  expect(await first).toBe('page 2');
  expect(await answer(shell, 'index.html')).toBe('page 2');
});

test('a slow Cache Storage is waited for where the host has other files by then', async () => {
  const shell = await release(FIRST);
  host = { 'assets/a-1.js': 404 };
  vi.useFakeTimers();
  const { match } = storage;
  storage.match = async (...call) => {
    await new Promise((resolve) => setTimeout(resolve, 6000));
    return match(...call);
  };
  const outcome = answer(shell, 'assets/a-1.js');
  await vi.advanceTimersByTimeAsync(10_000);
  expect(await outcome).toBe('a 1');
});

test('without a network a slow Cache Storage is waited for longer, but not for ever', async () => {
  const shell = await release(FIRST);
  vi.useFakeTimers();
  storage.trouble = 'hangs';
  host = {};
  const outcome = answer(shell, 'index.html').catch((error: Error) => error.message);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(await outcome).toBe('Failed to fetch');
});

test('other copies of the app on the origin keep their caches', async () => {
  const other = version({ 'index.html': 'theirs' }, `${SCOPE}copy/`);
  host = { 'copy/index.html': 'theirs' };
  await other.install();
  await other.takeOver();
  await release(FIRST);
  await release(SECOND);
  expect((await storage.keys()).filter((name) => name.includes('/copy/ '))).toHaveLength(1);
});

describe('a version that was accepted and waits', () => {
  const page = async (shell: Shell) => (await shell.acceptedPage(PAGE))?.text();

  test('its pages are opened by the running one, whose files stay', async () => {
    const old = await release(FIRST);
    [host, updating] = [SECOND, true];
    const next = version(SECOND);
    const script = `${SCOPE}assets/a-2.js`;
    await next.install();
    expect([await next.opened(script), await page(old)]).toEqual([false, undefined]);
    await next.accept();
    host = {};
    expect([await next.opened(script), await page(old)]).toEqual([true, 'page 2']);
    // It may have been opened before, or while Cache Storage hung.
    expect(await next.opened(`${SCOPE}assets/a-1.js`)).toBe(false);
    expect(await answer(old, 'assets/a-2.js')).toBe('a 2');
    expect(await answer(old, 'assets/a-1.js')).toBe('a 1');
  });

  test('after it has taken over, a later version is not mistaken for one that was accepted', async () => {
    await release(FIRST);
    host = SECOND;
    const second = version(SECOND);
    await second.install();
    await second.accept();
    open = ['old tab'];
    await second.takeOver();
    const third = await release({ ...SECOND, 'index.html': 'page 3' });
    updating = true;
    expect(await page(third)).toBeUndefined();
  });

  test('a Cache Storage that hangs opens the page of the running one', async () => {
    vi.useFakeTimers();
    const old = await release(FIRST);
    updating = true;
    storage.trouble = 'hangs';
    const opened = page(old);
    await vi.advanceTimersByTimeAsync(2000);
    expect(await opened).toBeUndefined();
  });
});

test('downloads of the runtime and of models are not held up by the service worker, nor do they hold it up', () => {
  const shell = version(FIRST);
  const may = ['index.html', 'assets/a-1.js', 'assets/of-an-earlier-version.js'];
  const not = ['models/demo/text_decoder.bin', 'assets/ort.wasm', 'other'];
  expect(may.map((path) => shell.mayHave(SCOPE + path))).toEqual([true, true, true]);
  expect(not.map((path) => shell.mayHave(SCOPE + path))).toEqual([false, false, false]);
});

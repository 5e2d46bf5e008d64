import { beforeEach, expect, test, vi } from 'vitest';
import { type BundleManifest, MANIFEST_FILE } from '../../core/manifest/manifest.ts';
import { sha256 } from '../../core/sha256.ts';
import { exampleManifest } from '../../model-export/testing/manifest.ts';
import { openBundle, persistBundle } from './bundle.ts';
import { FakeCache, fakeCaches } from './testing/fake-cache.ts';

const FOLDER = 'https://example.test/models/demo/wasm/';

/** A network with one folder. Records every fetch. */
class FakeNetwork {
  readonly files = new Map<string, Uint8Array<ArrayBuffer>>();
  readonly fetched: string[] = [];
  online = true;
  /** A response instead of the server's, e.g. a captive portal's page. */
  instead: (() => Response) | null = null;

  fetch = async (url: string, { signal }: RequestInit = {}): Promise<Response> => {
    signal?.throwIfAborted();
    if (!this.online) throw new TypeError('Failed to fetch');
    this.fetched.push(url.slice(url.lastIndexOf('/') + 1));
    if (this.instead) return this.instead();
    const bytes = this.files.get(url);
    return bytes ? new Response(bytes) : new Response('not found', { status: 404 });
  };

  /** Publishes a bundle of these files. Returns the SHA-256 of its manifest. */
  async publish(files: Record<string, string>, folder = FOLDER): Promise<string> {
    const entries: BundleManifest['files'] = {};
    for (const [name, text] of Object.entries(files)) {
      const bytes = new TextEncoder().encode(text);
      this.files.set(folder + name, bytes);
      entries[name] = { bytes: bytes.byteLength, sha256: await sha256(bytes) };
    }
    const example = exampleManifest();
    const [tokenizer] = Object.keys(files);
    const manifest = { ...example, graphs: {}, files: entries, text: { ...example.text, tokenizer } };
    const bytes = new TextEncoder().encode(JSON.stringify(manifest));
    this.files.set(folder + MANIFEST_FILE, bytes);
    return sha256(bytes);
  }
}

let network: FakeNetwork;
let cache: FakeCache;
/** The versions of the app that are cached. */
let shells: string[];
let quota: number;

beforeEach(() => {
  network = new FakeNetwork();
  cache = new FakeCache();
  shells = [];
  quota = 1000;
  vi.stubGlobal('location', new URL('https://example.test/app/'));
  vi.stubGlobal('fetch', network.fetch);
  vi.stubGlobal('caches', fakeCaches(cache, shells));
  vi.stubGlobal('navigator', { storage: { estimate: async () => ({ usage: 0, quota }) } });
});

async function read(name: string, manifestSha256?: string): Promise<string> {
  const bundle = await openBundle(FOLDER, { manifestSha256 });
  return new TextDecoder().decode(await bundle.read(name));
}

test('fetches a file once and persists it', async () => {
  await network.publish({ 'a.bin': 'weights' });
  expect(await read('a.bin')).toBe('weights');
  expect(await read('a.bin')).toBe('weights');
  expect(network.fetched).toEqual([MANIFEST_FILE, 'a.bin', MANIFEST_FILE]);
});

test('reads everything from the store without a connection', async () => {
  await network.publish({ 'a.bin': 'weights' });
  await read('a.bin');
  network.online = false;
  expect(await read('a.bin')).toBe('weights');
});

const PAGE = { headers: { 'content-type': 'text/html' } };

test.each([
  ['a server in trouble', () => new Response('busy', { status: 503 })],
  ['a page that asks to log in', () => new Response('<!doctype html>', PAGE)],
  ['such a page that calls itself something else', () => new Response('<!doctype html>')],
  ['a server that has lost it', () => new Response('gone', { status: 404 })],
])('%s in place of the manifest: uses the persisted copy', async (_, instead) => {
  await network.publish({ 'a.bin': 'weights' });
  await read('a.bin');
  network.instead = instead;
  expect(await read('a.bin')).toBe('weights');
});

test('a failing server without a persisted copy is an "offline" error', async () => {
  network.instead = () => new Response('busy', { status: 503 });
  await expect(read('a.bin')).rejects.toMatchObject({ code: 'offline' });
});

test('no connection and no persisted copy is an "offline" error', async () => {
  network.online = false;
  await expect(read('a.bin')).rejects.toMatchObject({ name: 'StorageError', code: 'offline' });
});

test('fetches a file again if the persisted copy is damaged', async () => {
  await network.publish({ 'a.bin': 'weights' });
  await read('a.bin');
  for (const [url, bytes] of cache.entries) if (!url.endsWith(MANIFEST_FILE)) bytes[0]! ^= 1;
  expect(await read('a.bin')).toBe('weights');
  expect(network.fetched.filter((name) => name === 'a.bin')).toHaveLength(2);
});

test.each([
  ['another content', 'Weights'],
  ['a missing end', 'weig'],
])('a download with %s is refused and not persisted', async (_, text) => {
  await network.publish({ 'a.bin': 'weights' });
  network.files.set(`${FOLDER}a.bin`, new TextEncoder().encode(text));
  await expect(read('a.bin')).rejects.toMatchObject({ code: 'model-corrupt' });
  expect([...cache.entries.keys()].filter((url) => !url.endsWith(MANIFEST_FILE))).toEqual([]);
});

test('reports a missing model, also if the server answers with its start page', async () => {
  await expect(read('a.bin')).rejects.toMatchObject({ code: 'model-missing' });
  const page = new Response('<!doctype html>', { headers: { 'content-type': 'text/html; charset=utf-8' } });
  vi.stubGlobal('fetch', async () => page);
  await expect(read('a.bin')).rejects.toMatchObject({ code: 'model-missing' });
});

test('does not fetch a file that the manifest does not list', async () => {
  await network.publish({ 'a.bin': 'weights' });
  network.files.set(`${FOLDER}b.bin`, new Uint8Array(1));
  await expect(read('b.bin')).rejects.toMatchObject({ code: 'model-corrupt' });
  expect(network.fetched).toEqual([MANIFEST_FILE]);
});

test('does not fetch from other sites', async () => {
  await expect(openBundle('https://elsewhere.test/models/')).rejects.toMatchObject({ code: 'bad-settings' });
  expect(network.fetched).toEqual([]);
});

test('a new version deletes files that only the old one had', async () => {
  await network.publish({ 'a.bin': 'shared', 'b.bin': 'old' });
  await read('a.bin');
  await read('b.bin');
  await network.publish({ 'a.bin': 'shared', 'b.bin': 'new' });
  expect(await read('b.bin')).toBe('new');
  const persisted = [...cache.entries].filter(([url]) => !url.endsWith(MANIFEST_FILE));
  expect(persisted.map(([, bytes]) => new TextDecoder().decode(bytes)).sort()).toEqual(['new', 'shared']);
});

test('a full store persists nothing and fails nothing', async () => {
  await network.publish({ 'a.bin': 'weights' });
  cache.full = true;
  expect(await read('a.bin')).toBe('weights');
  expect(cache.entries.size).toBe(0);
});

test('fetches everything if the browser has no storage', async () => {
  await network.publish({ 'a.bin': 'weights' });
  vi.stubGlobal('caches', {
    open: async () => {
      throw new DOMException('not here', 'SecurityError');
    },
  });
  expect(await read('a.bin')).toBe('weights');
  expect(await read('a.bin')).toBe('weights');
  expect(network.fetched).toHaveLength(4);
});

test('progress counts the bytes of the bundle, each file once', async () => {
  await network.publish({ 'a.bin': 'seven b', 'b.bin': 'six by' });
  const onProgress = vi.fn();
  const bundle = await openBundle(FOLDER, { onProgress });
  await bundle.read('a.bin');
  expect(onProgress.mock.lastCall).toEqual([7, 13]);
  await bundle.read('a.bin');
  await bundle.read('b.bin');
  expect(onProgress.mock.lastCall).toEqual([13, 13]);
});

test('an aborted read rejects with the reason', async () => {
  await network.publish({ 'a.bin': 'weights' });
  const abort = new AbortController();
  const bundle = await openBundle(FOLDER, { signal: abort.signal });
  abort.abort();
  await expect(bundle.read('a.bin')).rejects.toMatchObject({ name: 'AbortError' });
});

const SCOPE = 'https://example.test/';

/** Publishes two versions; a shell has persisted the older one. Returns their hashes. */
async function publishTwo(): Promise<{ old: string; current: string }> {
  const old = await network.publish({ 'a.bin': 'shared', 'b.bin': 'old' });
  await read('a.bin', old);
  await read('b.bin', old);
  const current = await network.publish({ 'a.bin': 'shared', 'b.bin': 'new' });
  network.fetched.length = 0;
  return { old, current };
}

test('a shell uses its own bundle without asking the server', async () => {
  const { old } = await publishTwo();
  expect(await read('b.bin', old)).toBe('old');
  expect(network.fetched).toEqual([]);
});

test('a shell without its own bundle uses the published one', async () => {
  await network.publish({ 'a.bin': 'new' });
  expect(await read('a.bin', 'f'.repeat(64))).toBe('new');
});

test('persists both versions while both shells are cached, then only the used one', async () => {
  const { old, current } = await publishTwo();
  shells.push(`blipscope-shell ${SCOPE} a`, `blipscope-shell ${SCOPE} b`);
  expect(await read('b.bin', current)).toBe('new');
  expect(await read('b.bin', current)).toBe('new');
  network.online = false;
  expect(await read('b.bin', old)).toBe('old');
  shells.pop();
  expect(await read('b.bin', current)).toBe('new');
  const texts = [...cache.entries.values()].map((bytes) => new TextDecoder().decode(bytes));
  expect(texts.filter((text) => text.length < 10).sort()).toEqual(['new', 'shared']);
  expect(texts).toHaveLength(3);
});

test('an update of one copy of the app leaves the files of another copy', async () => {
  const other = 'https://example.test/beta/models/demo/wasm/';
  const files = { 'a.bin': 'shared', 'b.bin': 'old' };
  for (const folder of [FOLDER, other]) {
    await network.publish(files, folder);
    const bundle = await openBundle(folder);
    for (const name of Object.keys(files)) await bundle.read(name);
  }
  expect(network.fetched).toEqual([MANIFEST_FILE, 'a.bin', 'b.bin', MANIFEST_FILE]);
  const current = await network.publish({ 'a.bin': 'shared', 'b.bin': 'new' });
  for (let visit = 0; visit < 2; visit++) expect(await read('b.bin', current)).toBe('new');
  network.online = false;
  const bundle = await openBundle(other);
  expect(new TextDecoder().decode(await bundle.read('b.bin'))).toBe('old');
});

test('deletes nothing while the manifest of another copy of the app cannot be used', async () => {
  const { current } = await publishTwo();
  const newer = `https://example.test/stored/${encodeURIComponent(`https://example.test/newer/models/demo/wasm/${MANIFEST_FILE}`)}`;
  const shared = `https://example.test/stored/${'a'.repeat(64)}`;
  cache.entries.set(newer, new TextEncoder().encode('{"format":"blipscope-bundle","version":9}'));
  cache.entries.set(shared, Uint8Array.of(1));
  for (let visit = 0; visit < 2; visit++) expect(await read('b.bin', current)).toBe('new');
  expect([...cache.entries.keys()]).toEqual(expect.arrayContaining([newer, shared]));
  cache.entries.delete(newer);
  await network.publish({ 'a.bin': 'third' });
  await read('a.bin');
  expect([...cache.entries.keys()]).not.toContain(shared);
});

test('uses a complete old version until the new one is complete', async () => {
  const { current } = await publishTwo();
  await openBundle(FOLDER, { manifestSha256: current });
  network.online = false;
  expect(await read('b.bin', current)).toBe('old');
});

test('fetches and persists missing files only if allowed', async () => {
  const manifestSha256 = await network.publish({ 'a.bin': 'weights', 'b.bin': 'more' });
  await read('a.bin', manifestSha256);
  network.fetched.length = 0;
  expect(await persistBundle(FOLDER, { manifestSha256, fetch: false })).toBe('missing');
  expect(network.fetched).toEqual([]);
  expect(await persistBundle(FOLDER, { manifestSha256, fetch: true })).toBe('cached');
  expect(network.fetched).toEqual([MANIFEST_FILE, 'b.bin']);
  network.online = false;
  expect(await persistBundle(FOLDER, { manifestSha256, fetch: false })).toBe('cached');
  expect(await read('b.bin', manifestSha256)).toBe('more');
});

test('does not fetch a bundle without room for it', async () => {
  await network.publish({ 'a.bin': 'weights' });
  quota = 3;
  expect(await persistBundle(FOLDER, { fetch: true })).toBe('full');
  expect(network.fetched).toEqual([MANIFEST_FILE]);
});

test('stops at the first file that the store refuses', async () => {
  await network.publish({ 'a.bin': 'weights', 'b.bin': 'more' });
  cache.full = true;
  expect(await persistBundle(FOLDER, { fetch: true })).toBe('full');
  expect(network.fetched).toEqual([MANIFEST_FILE, 'a.bin']);
});

test('a bundle whose manifest is not stored is not cached, though all its files are', async () => {
  await network.publish({ 'a.bin': 'weights' });
  cache.lost = MANIFEST_FILE;
  expect(await persistBundle(FOLDER, { fetch: true })).toBe('missing');
  cache.lost = null;
  expect(await persistBundle(FOLDER, { fetch: true })).toBe('cached');
});

test('persisting stops when aborted', async () => {
  await network.publish({ 'a.bin': 'weights' });
  const { signal } = new AbortController();
  await openBundle(FOLDER, { signal });
  const stopped = persistBundle(FOLDER, { fetch: true, signal: AbortSignal.abort() });
  await expect(stopped).rejects.toMatchObject({ name: 'AbortError' });
});

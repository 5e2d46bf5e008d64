import { beforeEach, expect, test, vi } from 'vitest';
import { type BundleManifest, MANIFEST_FILE } from '../../core/manifest/manifest.ts';
import { exampleManifest } from '../../model-export/testing/manifest.ts';
import { openBundle, persistBundle } from './bundle.ts';
import { sha256 } from './sha256.ts';
import { FakeCache, fakeCaches } from './testing/fake-cache.ts';

const FOLDER = 'https://example.test/models/demo/wasm/';

/** A network with one folder on it; every fetch is recorded. */
class FakeNetwork {
  readonly files = new Map<string, Uint8Array<ArrayBuffer>>();
  readonly fetched: string[] = [];
  online = true;
  /** What answers instead of the server, e.g. a hotel's page. */
  instead: (() => Response) | null = null;

  fetch = async (url: string, { signal }: RequestInit = {}): Promise<Response> => {
    signal?.throwIfAborted();
    if (!this.online) throw new TypeError('Failed to fetch');
    this.fetched.push(url.slice(url.lastIndexOf('/') + 1));
    if (this.instead) return this.instead();
    const bytes = this.files.get(url);
    return bytes ? new Response(bytes) : new Response('not found', { status: 404 });
  };

  /** Puts a bundle of these files at `FOLDER`. Returns the SHA-256 of its manifest. */
  async publish(files: Record<string, string>): Promise<string> {
    const entries: BundleManifest['files'] = {};
    for (const [name, text] of Object.entries(files)) {
      const bytes = new TextEncoder().encode(text);
      this.files.set(FOLDER + name, bytes);
      entries[name] = { bytes: bytes.byteLength, sha256: await sha256(bytes) };
    }
    const example = exampleManifest();
    const [tokenizer] = Object.keys(files);
    const manifest = { ...example, graphs: {}, files: entries, text: { ...example.text, tokenizer } };
    const bytes = new TextEncoder().encode(JSON.stringify(manifest));
    this.files.set(FOLDER + MANIFEST_FILE, bytes);
    return sha256(bytes);
  }
}

let network: FakeNetwork;
let cache: FakeCache;
/** The versions of the app that are stored. */
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

test('a file is fetched once and kept', async () => {
  await network.publish({ 'a.bin': 'weights' });
  expect(await read('a.bin')).toBe('weights');
  expect(await read('a.bin')).toBe('weights');
  expect(network.fetched).toEqual([MANIFEST_FILE, 'a.bin', MANIFEST_FILE]);
});

test('without a connection, everything comes from the store', async () => {
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
])('%s in place of the manifest: the kept copy serves', async (_, instead) => {
  await network.publish({ 'a.bin': 'weights' });
  await read('a.bin');
  network.instead = instead;
  expect(await read('a.bin')).toBe('weights');
});

test('a server in trouble without a copy is told as one to try again later', async () => {
  network.instead = () => new Response('busy', { status: 503 });
  await expect(read('a.bin')).rejects.toMatchObject({ code: 'offline' });
});

test('without a connection and without a copy, the error says so', async () => {
  network.online = false;
  await expect(read('a.bin')).rejects.toMatchObject({ name: 'StorageError', code: 'offline' });
});

test('a copy that was damaged in the store is fetched again', async () => {
  await network.publish({ 'a.bin': 'weights' });
  await read('a.bin');
  for (const [url, bytes] of cache.entries) if (!url.endsWith(MANIFEST_FILE)) bytes[0]! ^= 1;
  expect(await read('a.bin')).toBe('weights');
  expect(network.fetched.filter((name) => name === 'a.bin')).toHaveLength(2);
});

test.each([
  ['another content', 'Weights'],
  ['a missing end', 'weig'],
])('a download with %s is refused and not kept', async (_, text) => {
  await network.publish({ 'a.bin': 'weights' });
  network.files.set(`${FOLDER}a.bin`, new TextEncoder().encode(text));
  await expect(read('a.bin')).rejects.toMatchObject({ code: 'model-corrupt' });
  expect([...cache.entries.keys()].filter((url) => !url.endsWith(MANIFEST_FILE))).toEqual([]);
});

test('a missing model, also where the server answers with its start page', async () => {
  await expect(read('a.bin')).rejects.toMatchObject({ code: 'model-missing' });
  const page = new Response('<!doctype html>', { headers: { 'content-type': 'text/html; charset=utf-8' } });
  vi.stubGlobal('fetch', async () => page);
  await expect(read('a.bin')).rejects.toMatchObject({ code: 'model-missing' });
});

test('a file that the manifest does not list is not fetched', async () => {
  await network.publish({ 'a.bin': 'weights' });
  network.files.set(`${FOLDER}b.bin`, new Uint8Array(1));
  await expect(read('b.bin')).rejects.toMatchObject({ code: 'model-corrupt' });
  expect(network.fetched).toEqual([MANIFEST_FILE]);
});

test('other sites are not asked', async () => {
  await expect(openBundle('https://elsewhere.test/models/')).rejects.toMatchObject({ code: 'bad-settings' });
  expect(network.fetched).toEqual([]);
});

test('a new version drops the files that only the old one had', async () => {
  await network.publish({ 'a.bin': 'shared', 'b.bin': 'old' });
  await read('a.bin');
  await read('b.bin');
  await network.publish({ 'a.bin': 'shared', 'b.bin': 'new' });
  expect(await read('b.bin')).toBe('new');
  const persisted = [...cache.entries].filter(([url]) => !url.endsWith(MANIFEST_FILE));
  expect(persisted.map(([, bytes]) => new TextDecoder().decode(bytes)).sort()).toEqual(['new', 'shared']);
});

test('a full store keeps nothing and spoils nothing', async () => {
  await network.publish({ 'a.bin': 'weights' });
  cache.full = true;
  expect(await read('a.bin')).toBe('weights');
  expect(cache.entries.size).toBe(0);
});

test('where the browser keeps nothing, everything is fetched', async () => {
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

test('progress counts bytes of the whole bundle, each file once', async () => {
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

/** Two versions of the folder, the older one kept by a shell that knows it; returns their hashes. */
async function publishTwo(): Promise<{ old: string; current: string }> {
  const old = await network.publish({ 'a.bin': 'shared', 'b.bin': 'old' });
  await read('a.bin', old);
  await read('b.bin', old);
  const current = await network.publish({ 'a.bin': 'shared', 'b.bin': 'new' });
  network.fetched.length = 0;
  return { old, current };
}

test('a shell runs its own bundle, whatever the server has by now, and does not even ask', async () => {
  const { old } = await publishTwo();
  expect(await read('b.bin', old)).toBe('old');
  expect(network.fetched).toEqual([]);
});

test('a shell whose own bundle is nowhere to be had runs the one there is', async () => {
  await network.publish({ 'a.bin': 'new' });
  expect(await read('a.bin', 'f'.repeat(64))).toBe('new');
});

test('both versions are kept while both shells are, then only the one that is used', async () => {
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

test('an old version that is kept whole serves until the new one is', async () => {
  const { current } = await publishTwo();
  await openBundle(FOLDER, { manifestSha256: current });
  network.online = false;
  expect(await read('b.bin', current)).toBe('old');
});

test('what is missing of a bundle is fetched and kept, if it may be', async () => {
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

test('a bundle is not fetched to be kept where there is no room for it', async () => {
  await network.publish({ 'a.bin': 'weights' });
  quota = 3;
  expect(await persistBundle(FOLDER, { fetch: true })).toBe('full');
  expect(network.fetched).toEqual([MANIFEST_FILE]);
});

test('a store that refuses a file is full, and no further file is fetched', async () => {
  await network.publish({ 'a.bin': 'weights', 'b.bin': 'more' });
  cache.full = true;
  expect(await persistBundle(FOLDER, { fetch: true })).toBe('full');
  expect(network.fetched).toEqual([MANIFEST_FILE, 'a.bin']);
});

test('keeping stops when it is told to', async () => {
  await network.publish({ 'a.bin': 'weights' });
  const { signal } = new AbortController();
  await openBundle(FOLDER, { signal });
  const stopped = persistBundle(FOLDER, { fetch: true, signal: AbortSignal.abort() });
  await expect(stopped).rejects.toMatchObject({ name: 'AbortError' });
});

import { beforeEach, expect, test, vi } from 'vitest';
import { FakeCache, fakeCaches } from '../storage/testing/fake-cache.ts';
import { chooseBuild, WASM_URLS } from './builds.ts';
import { cacheWasmFile, readWasmFile } from './wasm-file.ts';

const BUILD = { ...chooseBuild('wasm'), wasmBytes: 6 };
const URL_OF_FILE = new URL(BUILD.wasmUrl, import.meta.url).href;
const KEY = (url: string) => `${new URL(URL_OF_FILE).origin}/stored/${encodeURIComponent(url)}`;

let cache: FakeCache;
let shells: string[];
let quota: number;
const fetchFile = vi.fn<(url: string) => Promise<Response>>();
const onProgress = vi.fn();

beforeEach(() => {
  vi.resetAllMocks();
  cache = new FakeCache();
  shells = [];
  quota = 100;
  fetchFile.mockImplementation(async () => new Response('\0asm\x01\0'));
  vi.stubGlobal('location', new URL(URL_OF_FILE));
  vi.stubGlobal('fetch', fetchFile);
  vi.stubGlobal('caches', fakeCaches(cache, shells));
  vi.stubGlobal('navigator', { storage: { estimate: async () => ({ usage: 0, quota }) } });
});

const read = () => readWasmFile(BUILD, { onProgress, signal: new AbortController().signal });

test('the file is downloaded with progress, then read from the cache', async () => {
  expect(await read()).toHaveLength(6);
  expect(onProgress.mock.lastCall).toEqual([6, 6]);
  onProgress.mockClear();
  expect(await read()).toHaveLength(6);
  expect(onProgress.mock.calls).toEqual([[6, 6]]);
  expect(fetchFile).toHaveBeenCalledTimes(1);
});

test('an incomplete file is downloaded again', async () => {
  cache.entries.set(KEY(URL_OF_FILE), new Uint8Array(3));
  expect(await read()).toHaveLength(6);
  expect(fetchFile).toHaveBeenCalledTimes(1);
});

test('files of earlier versions go; those of other builds and other copies of the app stay', async () => {
  const old = new URL('ort-of-last-year.wasm', URL_OF_FILE).href;
  const other = new URL(WASM_URLS.find((url) => url !== BUILD.wasmUrl) ?? '', URL_OF_FILE).href;
  const elsewhere = 'https://example.test/elsewhere/assets/ort.wasm';
  for (const url of [old, other, elsewhere]) cache.entries.set(KEY(url), new Uint8Array(1));
  await read();
  expect([...cache.entries.keys()].sort()).toEqual([KEY(other), KEY(elsewhere), KEY(URL_OF_FILE)].sort());
});

test('while an earlier version is needed its file stays, and goes at the first start after it', async () => {
  const old = new URL('ort-of-last-year.wasm', URL_OF_FILE).href;
  cache.entries.set(KEY(old), new Uint8Array(1));
  const scope = new URL('.', URL_OF_FILE).href;
  shells.push(`blipscope-shell ${scope} a`, `blipscope-shell ${scope} b`);
  await read();
  expect([...cache.entries.keys()]).toContain(KEY(old));
  shells.pop();
  await read();
  expect([...cache.entries.keys()]).toEqual([KEY(URL_OF_FILE)]);
});

const cacheFile = (fetch: boolean) => cacheWasmFile(BUILD, { fetch, signal: new AbortController().signal });

test('the file is fetched into the cache once, and only if that is permitted', async () => {
  expect(await cacheFile(false)).toBe('missing');
  expect(fetchFile).not.toHaveBeenCalled();
  expect(await cacheFile(true)).toBe('cached');
  expect(await cacheFile(false)).toBe('cached');
  expect(await cacheFile(true)).toBe('cached');
  expect(fetchFile).toHaveBeenCalledTimes(1);
});

test('without enough storage nothing is fetched', async () => {
  quota = BUILD.wasmBytes - 1;
  expect(await cacheFile(true)).toBe('full');
  expect(fetchFile).not.toHaveBeenCalled();
});

test('a browser that refuses in the end is full too', async () => {
  cache.full = true;
  expect(await cacheFile(true)).toBe('full');
});

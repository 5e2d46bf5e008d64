import { beforeEach, expect, test, vi } from 'vitest';
import type { CacheOfflineRequest, CacheState } from '../../core/protocol/index.ts';
import { StorageError } from '../storage/errors.ts';
import { offlineHandlers } from './cache-offline.ts';

const { persistBundle, cacheWasmFile } = vi.hoisted(() => ({
  persistBundle: vi.fn<(url: string, options: { fetch: boolean }) => Promise<CacheState>>(),
  cacheWasmFile: vi.fn<(build: { wasmUrl: string }) => Promise<CacheState>>(),
}));
vi.mock('../storage/bundle.ts', async (importOriginal) => ({
  ...(await importOriginal<typeof import('../storage/bundle.ts')>()),
  persistBundle,
}));
vi.mock('../runtime/wasm-file.ts', () => ({ cacheWasmFile }));

const DEMO = 'https://example.test/models/demo/';
const GPU: CacheOfflineRequest = {
  demoUrl: DEMO,
  running: { source: { kind: 'url', url: DEMO }, backend: 'webgpu' },
  fetch: true,
};

beforeEach(() => {
  vi.resetAllMocks();
  persistBundle.mockResolvedValue('cached');
  cacheWasmFile.mockResolvedValue('cached');
});

async function cacheOffline(request: CacheOfflineRequest, signal = new AbortController().signal) {
  return (await offlineHandlers.cacheOffline(request, { signal, progress: () => {} })).value;
}

test('on the GPU, the bundle and the runtime for the CPU are cached, too', async () => {
  expect(await cacheOffline(GPU)).toEqual({ running: 'cached', cpu: 'cached' });
  expect(persistBundle.mock.calls.map(([url]) => url)).toEqual([`${DEMO}webgpu/`, `${DEMO}wasm/`]);
  expect(new Set(cacheWasmFile.mock.calls.map(([{ wasmUrl }]) => wasmUrl)).size).toBe(2);
});

test('of an installed model only the runtime is cached: it is stored anyway', async () => {
  await cacheOffline({ ...GPU, running: { source: { kind: 'installed', key: 'a' }, backend: 'webgpu' } });
  expect(persistBundle.mock.calls.map(([url]) => url)).toEqual([`${DEMO}wasm/`]);
});

test('each part has its own state', async () => {
  persistBundle.mockImplementation(async (url) => (url.endsWith('wasm/') ? 'full' : 'cached'));
  expect(await cacheOffline(GPU)).toEqual({ running: 'cached', cpu: 'full' });
});

test('a file that cannot be fetched now is missing, which is no failure', async () => {
  persistBundle.mockRejectedValue(new StorageError('offline', 'The connection broke.'));
  expect(await cacheOffline(GPU)).toEqual({ running: 'missing', cpu: 'missing' });
});

test('a cancel stops it', async () => {
  const signal = AbortSignal.abort();
  cacheWasmFile.mockRejectedValue(signal.reason);
  await expect(cacheOffline(GPU, signal)).rejects.toBe(signal.reason);
});

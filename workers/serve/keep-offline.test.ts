import { beforeEach, expect, test, vi } from 'vitest';
import type { Keeping, KeepRequest } from '../../core/protocol/index.ts';
import { StorageError } from '../storage/errors.ts';
import { keepOffline } from './keep-offline.ts';

const { persistBundle, keepWasmFile } = vi.hoisted(() => ({
  persistBundle: vi.fn<(url: string, options: { fetch: boolean }) => Promise<Keeping>>(),
  keepWasmFile: vi.fn<(build: { wasmUrl: string }) => Promise<Keeping>>(),
}));
vi.mock('../storage/bundle.ts', () => ({ persistBundle, openBundle: vi.fn() }));
vi.mock('../runtime/wasm-file.ts', () => ({ keepWasmFile }));

const DEMO = 'https://example.test/models/demo/';
const GPU: KeepRequest = {
  demoUrl: DEMO,
  running: { source: { kind: 'url', url: DEMO }, backend: 'webgpu' },
  fetch: true,
};

beforeEach(() => {
  vi.resetAllMocks();
  persistBundle.mockResolvedValue('kept');
  keepWasmFile.mockResolvedValue('kept');
});

async function keep(request: KeepRequest, signal = new AbortController().signal) {
  return (await keepOffline.keep(request, { signal, progress: () => {} })).value;
}

test('on the GPU, the bundle and the runtime for the CPU are kept too', async () => {
  expect(await keep(GPU)).toEqual({ running: 'kept', cpu: 'kept' });
  expect(persistBundle.mock.calls.map(([url]) => url)).toEqual([`${DEMO}webgpu/`, `${DEMO}wasm/`]);
  expect(new Set(keepWasmFile.mock.calls.map(([{ wasmUrl }]) => wasmUrl)).size).toBe(2);
});

test('an installed model is stored by its nature: only its runtime is asked for', async () => {
  await keep({ ...GPU, running: { source: { kind: 'installed', key: 'a' }, backend: 'webgpu' } });
  expect(persistBundle.mock.calls.map(([url]) => url)).toEqual([`${DEMO}wasm/`]);
});

test('what is in the way is told of each', async () => {
  persistBundle.mockImplementation(async (url) => (url.endsWith('wasm/') ? 'full' : 'kept'));
  expect(await keep(GPU)).toEqual({ running: 'kept', cpu: 'full' });
});

test('a file that cannot be had now is missing, no failure', async () => {
  persistBundle.mockRejectedValue(new StorageError('offline', 'The connection broke.'));
  expect(await keep(GPU)).toEqual({ running: 'missing', cpu: 'missing' });
});

test('a cancel is heard', async () => {
  const signal = AbortSignal.abort();
  keepWasmFile.mockRejectedValue(signal.reason);
  await expect(keep(GPU, signal)).rejects.toBe(signal.reason);
});

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createRuntimes } from './runtimes.ts';
import { ThreadsFailed } from './start-threads.ts';
import { ThreadStarts } from './thread-starts.ts';

const countThreads = vi.hoisted(() => vi.fn<() => Promise<number>>());
const startThreads = vi.hoisted(() => vi.fn<() => Promise<void>>());
const mostThreads = vi.hoisted(() => vi.fn<() => number>());

vi.mock(import('./threads.ts'), async (original) => ({
  ...(await original()),
  countThreads,
  maxThreads: mostThreads,
}));
vi.mock(import('./start-threads.ts'), async (original) => ({ ...(await original()), startThreads }));
vi.mock(import('./required-features.ts'), () => ({ requireFeatures: () => {} }));
vi.mock(import('./wasm-file.ts'), () => ({ readWasmFile: async () => new Uint8Array() }));
vi.mock(import('./builds.ts'), () => ({
  chooseBuild: () => ({ load: async () => ORT, wasmUrl: 'runtime.wasm', wasmBytes: 1 }),
}));

const ORT = vi.hoisted(() => ({ env: { wasm: {} } }) as typeof import('onnxruntime-web/wasm'));
const OPTIONS = { onProgress: () => {}, signal: new AbortController().signal };

beforeEach(() => {
  mostThreads.mockReturnValue(2);
  countThreads.mockResolvedValue(2);
  startThreads.mockResolvedValue();
  vi.stubGlobal('self', { crossOriginIsolated: true, SharedArrayBuffer });
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

/** What the page is told, with the jobs in between. */
function follow() {
  const order: string[] = [];
  countThreads.mockImplementation(async () => {
    order.push('probe');
    return 2;
  });
  startThreads.mockImplementation(async () => {
    order.push('start');
  });
  return { order, runtimes: createRuntimes(vi.fn(), new ThreadStarts(({ type }) => order.push(type))) };
}

test('the page knows of each step that may block the worker, and not of the download between', async () => {
  const { order, runtimes } = follow();
  expect((await runtimes.open('wasm', OPTIONS)).threads).toBe(2);
  const step = (job: string) => ['starting-threads', job, 'threads-settled'];
  expect(order).toEqual([...step('probe'), ...step('start')]);
});

test.each([
  ['that is asked for one thread', { oneThread: true }, 2],
  ['in a page with one thread', {}, 1],
])('a runtime %s starts no worker', async (_, options, most) => {
  mostThreads.mockReturnValue(most);
  const { order, runtimes } = follow();
  expect((await runtimes.open('wasm', { ...OPTIONS, ...options })).threads).toBe(1);
  expect(order).toEqual([]);
});

test('where no thread can be started, it is said that one does all the work', async () => {
  countThreads.mockResolvedValue(1);
  const { open } = createRuntimes(vi.fn());
  expect(await open('wasm', OPTIONS)).toMatchObject({ threads: 1, fallback: 'one-thread' });
});

test.each([
  ['several threads run', {}],
  ['one was asked for', { oneThread: true }],
])('nothing is lacking where %s', async (_, options) => {
  const { open } = createRuntimes(vi.fn());
  expect(await open('wasm', { ...OPTIONS, ...options })).not.toHaveProperty('fallback');
});

test('threads that fail have settled, too', async () => {
  const told = vi.fn();
  startThreads.mockRejectedValue(new ThreadsFailed('No threads.'));
  const { open } = createRuntimes(vi.fn(), new ThreadStarts(told));
  await expect(open('wasm', OPTIONS)).rejects.toThrow(ThreadsFailed);
  expect(told.mock.lastCall).toEqual([{ type: 'threads-settled', step: 2 }]);
});

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { countThreads } from './threads.ts';

/** The probe worker's reaction to shared memory. */
type Probe = (shared: Int32Array, worker: EventTarget) => void;

const answering: Probe = (shared, worker) => {
  shared[0] = 1;
  worker.dispatchEvent(new Event('message'));
};
const blind: Probe = (_, worker) => worker.dispatchEvent(new Event('message'));
const failing: Probe = (_, worker) => worker.dispatchEvent(new Event('error'));
const silent: Probe = () => {};

const ended = vi.fn();

function stub({ isolated = true, memory = SharedArrayBuffer as unknown, cores = 8, probe = answering }) {
  class ProbeWorker extends EventTarget {
    postMessage(shared: Int32Array): void {
      queueMicrotask(() => probe(shared, this));
    }
    terminate = ended;
  }
  vi.stubGlobal('self', { crossOriginIsolated: isolated, SharedArrayBuffer: memory });
  vi.stubGlobal('navigator', { hardwareConcurrency: cores });
  vi.stubGlobal('Worker', ProbeWorker);
}

beforeEach(() => {
  vi.useFakeTimers();
  ended.mockClear();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test.each([
  [1, 1],
  [2, 2],
  [4, 4],
  [16, 4],
])('%i cores give %i threads', async (cores, threads) => {
  stub({ cores });
  expect(await countThreads()).toBe(threads);
});

test.each([
  ['is not isolated', { isolated: false }],
  ['says that it is isolated, and has no shared memory', { memory: null }],
])('a page that %s has one thread, and starts no probe', async (_, lacking) => {
  stub(lacking);
  expect(await countThreads()).toBe(1);
  expect(ended).not.toHaveBeenCalled();
});

test.each([
  ['does not see the shared memory', blind],
  ['cannot be started', failing],
])('one thread where the worker %s', async (_, probe) => {
  stub({ probe });
  expect(await countThreads()).toBe(1);
  expect(ended).toHaveBeenCalledTimes(1);
});

test.each([
  ['cannot start workers', undefined],
  [
    'refuse to',
    class {
      constructor() {
        throw new DOMException('not allowed', 'SecurityError');
      }
    },
  ],
])('one thread where workers %s', async (_, worker) => {
  stub({});
  vi.stubGlobal('Worker', worker);
  expect(await countThreads()).toBe(1);
});

test('one thread where the worker never answers', async () => {
  stub({ probe: silent });
  const threads = countThreads();
  await vi.runAllTimersAsync();
  expect(await threads).toBe(1);
  expect(ended).toHaveBeenCalledTimes(1);
});

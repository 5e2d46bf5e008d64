import * as ort from 'onnxruntime-node';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Runtime } from '../engine/index.ts';
import { startThreads, ThreadsFailed } from './start-threads.ts';

const worker = new EventTarget();
const waiting = () => new Promise<never>(() => {});

beforeEach(() => {
  vi.stubGlobal('self', worker);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function uncaught(message: string): Event {
  const event = Object.assign(new Event('error', { cancelable: true }), { message });
  worker.dispatchEvent(event);
  return event;
}

function starting(create: Runtime['InferenceSession']['create']): Promise<unknown> {
  return startThreads({ InferenceSession: { create } }).catch((error: unknown) => error);
}

test('a runtime that loads a model has started; later errors are not those of its threads', async () => {
  await startThreads(ort);
  expect(uncaught('another').defaultPrevented).toBe(false);
});

test('a runtime that refuses the smallest model has not started', async () => {
  const reason = new Error('no available backend found');
  const error = await starting(() => Promise.reject(reason));
  expect(error).toBeInstanceOf(ThreadsFailed);
  expect(error).toMatchObject({ code: 'threads-failed', cause: reason });
});

test('errors of threads end the wait, but not the worker', async () => {
  const outcome = starting(waiting);
  expect(uncaught('no such file').defaultPrevented).toBe(true);
  expect(await outcome).toMatchObject({ name: 'ThreadsFailed', cause: { message: 'no such file' } });
  expect(uncaught('no such file').defaultPrevented).toBe(true);
});

test('the wait for threads has a timeout', async () => {
  vi.useFakeTimers();
  const outcome = starting(waiting);
  await vi.runAllTimersAsync();
  expect(await outcome).toBeInstanceOf(ThreadsFailed);
});

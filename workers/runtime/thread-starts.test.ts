import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { BLOCKED_MS, ThreadStarts, type ThreadsMessage } from './thread-starts.ts';

let told: ThreadsMessage[];
let starts: ThreadStarts;

beforeEach(() => {
  vi.useFakeTimers();
  told = [];
  starts = new ThreadStarts((message) => told.push(message));
});
afterEach(() => {
  vi.useRealTimers();
});

const started = (step: number) => ({ type: 'starting-threads', step, withinMs: BLOCKED_MS });
const settled = (step: number) => ({ type: 'threads-settled', step });

test('a step is announced before it begins, and settled when it has ended, well or not', async () => {
  const failure = new Error('no more workers');
  const begin = (result: () => string) => () => {
    expect(told.at(-1)).toMatchObject({ type: 'starting-threads' });
    return result();
  };
  const fail = () => {
    throw failure;
  };
  expect(starts.now(begin(() => 'a worker'))).toBe('a worker');
  expect(() => starts.now(begin(fail))).toThrow(failure);
  expect(await starts.during(async () => begin(() => 'a runtime')())).toBe('a runtime');
  await expect(starts.during(async () => begin(fail)())).rejects.toThrow(failure);
  expect(told).toEqual([1, 2, 3, 4].flatMap((step) => [started(step), settled(step)]));
});

test('steps that overlap are told apart', async () => {
  let finish = () => {};
  const slow = starts.during(
    () =>
      new Promise<void>((resolve) => {
        finish = resolve;
      }),
  );
  starts.now(() => {});
  finish();
  await slow;
  expect(told).toEqual([started(1), started(2), settled(2), settled(1)]);
});

test('a step that takes long is heard of in every part of the time that the page allows', async () => {
  const slow = starts.during(() => new Promise<void>((resolve) => setTimeout(resolve, 10 * BLOCKED_MS)));
  await vi.advanceTimersByTimeAsync(BLOCKED_MS / 4);
  expect(told.length).toBeGreaterThan(1);
  await vi.advanceTimersByTimeAsync(10 * BLOCKED_MS);
  await slow;
  expect(told.slice(0, -1)).toEqual(told.slice(0, -1).map(() => started(1)));
  expect(told.at(-1)).toEqual(settled(1));
  const end = told.length;
  await vi.advanceTimersByTimeAsync(BLOCKED_MS);
  expect(told, 'silent afterwards').toHaveLength(end);
});

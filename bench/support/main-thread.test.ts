import { expect, test } from 'vitest';
import { droppedShare, type TraceEvent, tasksOf } from './main-thread.ts';

const event = (changes: Partial<TraceEvent>): TraceEvent => ({
  ...{ name: 'RunTask', ph: 'X', pid: 1, tid: 10, dur: 3000, tdur: 2000, args: {} },
  ...changes,
});
const thread = (pid: number, tid: number, name: string) =>
  event({ name: 'thread_name', ph: 'M', pid, tid, args: { name } });

test('only tasks of the main thread count, in milliseconds', () => {
  const trace = [
    event({}),
    event({ tid: 11 }),
    event({ pid: 2 }),
    event({ name: 'Layout' }),
    event({ ph: 'B' }),
    thread(1, 10, 'CrRendererMain'),
    thread(1, 11, 'DedicatedWorker thread'),
    thread(2, 10, 'CrBrowserMain'),
  ];
  expect(tasksOf(trace)).toEqual([{ wall: 3, cpu: 2 }]);
});

test('a frame is dropped for each sixtieth of a second beyond the first', () => {
  expect(droppedShare([16.7, 16.7, 16.6])).toBe(0);
  expect(droppedShare([16.7, 50, 16.7, 33.3])).toBeCloseTo(3 / 7);
  // A faster display drops nothing either.
  expect(droppedShare([8.3, 8.3])).toBe(0);
  expect(droppedShare([])).toBe(0);
});

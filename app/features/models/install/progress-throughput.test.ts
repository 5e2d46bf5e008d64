import { expect, test } from 'vitest';
import { type StepThroughput, secondsLeft, withThroughput } from './progress-throughput';

const at = (
  before: StepThroughput | null,
  doneBytes: number,
  now: number,
  phase: StepThroughput['phase'] = 'download',
) => withThroughput(before, { phase, doneBytes, totalBytes: 1000 }, now);

test('bytes of an earlier download do not count; throughput is known after the first span', () => {
  const first = at(null, 400, 0);
  expect(secondsLeft(first)).toBeNull();
  expect(secondsLeft(at(first, 450, 500))).toBeNull();
  const second = at(first, 500, 1000);
  expect(second.bytesPerSecond).toBe(100);
  expect(secondsLeft(second)).toBe(5);
});

test('the estimate follows a connection that slows down', () => {
  const fast = at(at(null, 0, 0), 500, 1000);
  const slow = at(fast, 500, 2000);
  expect(slow.bytesPerSecond).toBeCloseTo(350);
});

test('another phase, and a phase that restarts, reset the throughput', () => {
  const fast = at(at(null, 0, 0), 500, 1000);
  expect(at(fast, 10, 1100, 'convert').bytesPerSecond).toBeNull();
  expect(at(fast, 0, 1100).bytesPerSecond).toBeNull();
});

import { expect, test } from 'vitest';
import { estimateMean } from './bootstrap.ts';

test('the mean is that of all values, not of the groups', () => {
  expect(estimateMean([[1, 1, 1], [5], []]).mean).toBe(2);
});

test('equal groups have an interval without width', () => {
  expect(
    estimateMean([
      [2, 4],
      [2, 4],
      [4, 2],
    ]),
  ).toEqual({ mean: 3, low: 3, high: 3 });
});

test('the interval reaches 1.96 standard errors to each side', () => {
  // Half zeros, half ones: a standard error of 0.5/√400.
  const groups = Array.from({ length: 400 }, (_, i) => [i % 2]);
  const { mean, low, high } = estimateMean(groups);
  expect(mean).toBe(0.5);
  for (const side of [mean - low, high - mean]) expect(Math.abs(side - 0.049)).toBeLessThan(0.005);
});

test('equal values in one group count as one', () => {
  const single = estimateMean([[0], [1], [0], [1]]);
  expect(
    estimateMean([
      [0, 0],
      [1, 1],
      [0, 0],
      [1, 1],
    ]),
  ).toEqual(single);
});

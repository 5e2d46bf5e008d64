import { expect, test } from 'vitest';
import { bestThreshold, cutAt, recallAt } from './metrics.ts';

const rankings = [
  [
    { picture: 3, score: 0.9 },
    { picture: 1, score: 0.6 },
    { picture: 2, score: 0.2 },
  ],
  [
    { picture: 1, score: 0.7 },
    { picture: 2, score: 0.3 },
  ],
];
const relevant = [new Set([1, 2]), new Set([1])];

test('recall counts queries that find a relevant picture among the first', () => {
  expect(recallAt(rankings, relevant, 1)).toBe(0.5);
  expect(recallAt(rankings, relevant, 2)).toBe(1);
});

test('a cut has the precision and recall of all that is above it', () => {
  expect(cutAt(rankings, relevant, 0.5)).toMatchObject({ precision: 2 / 3, recall: 2 / 3 });
  expect(cutAt(rankings, relevant, 1)).toMatchObject({ precision: 0, recall: 0, f1: 0 });
});

test('the best threshold is that of the highest F1', () => {
  const threshold = bestThreshold(rankings, relevant, { low: 0, high: 1, steps: 10 });
  expect(cutAt(rankings, relevant, threshold).f1).toBeCloseTo(0.75, 10);
});

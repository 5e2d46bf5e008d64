import { expect, test } from 'vitest';
import { minWordProbability } from './caption-pictures.ts';

const token = (text: string, probability: number, special = false) => ({
  id: 1,
  text,
  logProb: Math.log(probability),
  special,
});

test('the least probable word counts all its pieces, and no special token', () => {
  const tokens = [token('a', 0.5), token('skate', 0.4), token('##board', 0.5), token('[SEP]', 0.01, true)];
  expect(minWordProbability(tokens)).toBeCloseTo(0.2, 10);
});

test('a caption without words is the most doubtful', () => {
  expect(minWordProbability([token('[SEP]', 0.9, true)])).toBe(0);
});

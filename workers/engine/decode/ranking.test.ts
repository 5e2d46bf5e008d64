import { describe, expect, test } from 'vitest';
import { captionRandom } from './random.ts';
import { topIndices } from './ranking.ts';

describe('topIndices', () => {
  test.each([0, 1, 2, 7, 40, 100])('equals a stable sort, the first %d', (count) => {
    const random = captionRandom(count, 0);
    // Rounded, so that there are ties.
    const values = Float32Array.from({ length: 60 }, () => Math.floor(random() * 12));
    const sorted = [...values.keys()].sort((a, b) => values[b]! - values[a]!);
    expect(topIndices(values, count)).toEqual(sorted.slice(0, count));
  });

  test('ranks −∞ like any other value', () => {
    expect(topIndices(Float32Array.of(-Infinity, 1, -Infinity), 3)).toEqual([1, 0, 2]);
  });
});

import { expect, test } from 'vitest';
import { contourPaths } from './contours';

/** Rises evenly from the left (0) to the right (1). */
const RAMP = Float32Array.from({ length: 10 * 21 }, (_, index) => (index % 21) / 20);

const leftmost = (rings: ReturnType<typeof contourPaths>[number]) =>
  Math.min(...rings.flatMap((ring) => ring.map(([x]) => x)));

test('a line runs where the field reaches its level, x along the columns', () => {
  const paths = contourPaths(RAMP, [10, 21]);
  expect(paths.map((rings) => rings.length)).toEqual([1, 1, 1]);
  for (const [index, level] of [0.25, 0.5, 0.75].entries())
    expect(leftmost(paths[index]!)).toBeCloseTo(level * 20 + 0.5, 4);
});

test('two hills have a line each', () => {
  const hills = new Float32Array(15 * 15);
  hills[3 * 15 + 3] = 1;
  hills[11 * 15 + 11] = 1;
  expect(contourPaths(hills, [15, 15], [0.5])[0]).toHaveLength(2);
});

test('what reaches no level has no line', () => {
  expect(contourPaths(new Float32Array(16), [4, 4])).toEqual([[], [], []]);
});

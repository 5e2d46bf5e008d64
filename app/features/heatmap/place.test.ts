import { expect, test } from 'vitest';
import { strongestPlace } from './place';

const peakAt = (index: number, length: number) =>
  Float32Array.from({ length }, (_, i) => (i === index ? 1 : 0));

test.each([
  [0, 'upper-left'],
  [1, 'upper'],
  [2, 'upper-right'],
  [3, 'left'],
  [4, 'centre'],
  [5, 'right'],
  [6, 'lower-left'],
  [7, 'lower'],
  [8, 'lower-right'],
])('a peak in patch %i of 3 × 3 is %s', (index, place) => {
  expect(strongestPlace(peakAt(index, 9), [3, 3])).toBe(place);
});

test('a grid that is not square keeps rows and columns apart', () => {
  expect(strongestPlace(peakAt(5, 12), [2, 6])).toBe('upper-right');
  expect(strongestPlace(peakAt(6, 12), [2, 6])).toBe('lower-left');
});

test('a flat map has no place', () => {
  expect(strongestPlace(new Float32Array(9).fill(0.1), [3, 3])).toBeNull();
});

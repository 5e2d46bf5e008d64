import { expect, test } from 'vitest';
import { columnsFor, placeAfter } from './geometry';

test.each([
  [0, 2],
  [358, 2],
  [760, 5],
  [1280, 8],
])('a width of %i pixels has %i columns', (width, columns) => {
  expect(columnsFor(width)).toBe(columns);
});

test.each([
  ['ArrowRight', 3, 4],
  ['ArrowRight', 9, 9],
  ['ArrowUp', 3, 0],
  ['ArrowUp', 1, 0],
  ['ArrowDown', 3, 6],
  ['ArrowDown', 8, 9],
  ['Home', 5, 0],
  ['End', 5, 9],
  ['PageDown', 0, 9],
  ['ArrowLeft', -1, 0],
])('%s goes from place %i to %i', (key, index, target) => {
  expect(placeAfter(key, { index, columns: 3, count: 10 })).toBe(target);
});

test('other keys and an empty grid go nowhere', () => {
  expect(placeAfter('x', { index: 1, columns: 3, count: 10 })).toBeNull();
  expect(placeAfter('Home', { index: -1, columns: 3, count: 0 })).toBeNull();
});

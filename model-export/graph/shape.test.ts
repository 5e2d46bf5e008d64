import { expect, test } from 'vitest';
import { type Bindings, broadcast, expectShape, matMulShape, reshapeShape, ShapeError } from './shape.ts';

test('binds a letter where it first appears, and compares it from then on', () => {
  const axes: Bindings = new Map();
  expectShape(axes, { name: 'x', shape: ['batch', 7] }, 'B', 'D');
  expectShape(axes, { name: 'y', shape: [7, 'batch'] }, 'D', 'B');
  expect(() => expectShape(axes, { name: 'z', shape: [8, 'batch'] }, 'D', 'B')).toThrow(
    new ShapeError('z has 8 at axis 0 (D), expected 7'),
  );
});

test('numbers and rank must match exactly', () => {
  expect(() => expectShape(new Map(), { name: 'x', shape: [2, 3] }, 2, 4)).toThrow(
    'x has 3 at axis 1 (4), expected 4',
  );
  expect(() => expectShape(new Map(), { name: 'x', shape: [2] }, 2, 4)).toThrow(
    'x has shape [2], expected axes [2,4]',
  );
});

test('broadcasting follows NumPy, symbols included', () => {
  expect(broadcast(['batch', 1, 5], [4, 1])).toEqual(['batch', 4, 5]);
  expect(broadcast([3], ['batch', 3])).toEqual(['batch', 3]);
  expect(() => broadcast([2], [3])).toThrow(ShapeError);
  expect(() => broadcast(['batch'], ['past'])).toThrow(ShapeError);
});

test('matrix products', () => {
  expect(matMulShape([1, 4, 'batch', 16], [1, 4, 16, 26])).toEqual([1, 4, 'batch', 26]);
  expect(() => matMulShape([2, 3], [4, 5])).toThrow('[2,3] cannot be multiplied by [4,5]');
});

test('reshape infers one size, a symbol included', () => {
  expect(reshapeShape(['batch', 1, 12], [-1, 12])).toEqual(['batch', 12]);
  expect(reshapeShape([1, 3, 8, 8], [3, 2, 4, 2, 4])).toEqual([3, 2, 4, 2, 4]);
  expect(reshapeShape([6, 4], [-1, 8])).toEqual([3, 8]);
  expect(() => reshapeShape(['batch', 12], [-1, 24])).toThrow(ShapeError);
  expect(() => reshapeShape([6, 4], [5, 5])).toThrow(ShapeError);
});

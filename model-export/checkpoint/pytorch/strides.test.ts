import { expect, test } from 'vitest';
import { Dice, randomFrom } from '../../testing/fuzz.ts';
import { elementCount, extent, gather, isContiguous, type StridedView } from './strides.ts';

/** Element by element, from the definition of a stride. */
function gatherByIndex(span: Uint8Array, { shape, strides }: StridedView, elementBytes: number): number[] {
  const out: number[] = [];
  const visit = (axis: number, from: number): void => {
    if (axis === shape.length) {
      out.push(...span.subarray(from * elementBytes, (from + 1) * elementBytes));
    } else {
      for (let i = 0; i < shape[axis]!; i++) visit(axis + 1, from + i * strides[axis]!);
    }
  };
  visit(0, 0);
  return out;
}

function randomView(dice: Dice): StridedView {
  const rank = dice.below(5);
  const shape = Array.from({ length: rank }, () => dice.below(5));
  const strides = shape.map(() => dice.below(7));
  return { offset: 0, shape, strides };
}

const VIEWS = 2000;

test(`${VIEWS} random views are gathered by their strides`, () => {
  const dice = new Dice(randomFrom(1));
  for (let index = 0; index < VIEWS; index++) {
    const view = randomView(dice);
    const elementBytes = dice.pick([1, 2, 4, 8]);
    const span = Uint8Array.from({ length: extent(view) * elementBytes }, () => dice.below(256));
    const expected = gatherByIndex(span, view, elementBytes);
    expect([...gather(span, view, elementBytes)], JSON.stringify(view)).toEqual(expected);
    if (isContiguous(view) && elementCount(view.shape) > 0) expect([...span]).toEqual(expected);
  }
});

test.each([
  [[2, 3], [3, 1], true, 6],
  [[2, 3], [1, 2], false, 6],
  [[2, 1, 3], [3, 99, 1], true, 6],
  [[], [], true, 1],
  [[4], [2], false, 7],
  [[3], [0], false, 1],
  [[0, 2 ** 53 - 1, 2 ** 53 - 1], [1, 1, 1], false, 0],
])('shape %j with strides %j', (shape, strides, contiguous, reach) => {
  const view = { offset: 0, shape, strides };
  expect(isContiguous(view)).toBe(contiguous);
  expect(extent(view)).toBe(reach);
});

test('an empty axis makes a shape empty', () => {
  expect(elementCount([...Array(30).fill(2 ** 53), 0])).toBe(0);
});

test('sixty axes of size 1 cost nothing', () => {
  const shape = Array(60).fill(1);
  expect([...gather(Uint8Array.of(7), { offset: 0, shape, strides: shape }, 1)]).toEqual([7]);
});

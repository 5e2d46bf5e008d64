import { expect, test } from 'vitest';
import { moveRegion, placeOf, regionBetween, sameRegions, sizeRegion } from './regions';

const near = (left: number, top: number, width: number, height: number) => ({
  left: expect.closeTo(left, 10),
  top: expect.closeTo(top, 10),
  width: expect.closeTo(width, 10),
  height: expect.closeTo(height, 10),
});

test('a drag encloses the same part whichever way the hand went, and nothing beyond the picture', () => {
  const [a, b] = [
    { x: 0.1, y: 0.7 },
    { x: 0.4, y: 0.2 },
  ];
  expect(regionBetween(a, b)).toEqual(near(0.1, 0.2, 0.3, 0.5));
  expect(regionBetween(b, a)).toEqual(regionBetween(a, b));
  expect(regionBetween({ x: -0.2, y: 0.5 }, { x: 0.5, y: 1.4 })).toEqual(near(0, 0.5, 0.5, 0.5));
});

test('a click encloses nothing', () => {
  expect(regionBetween({ x: 0.3, y: 0.3 }, { x: 0.3, y: 0.3 })).toBeNull();
  expect(regionBetween({ x: 0.3, y: 0.3 }, { x: 0.9, y: 0.31 })).toBeNull();
});

test('a region moves within the picture without changing its size', () => {
  const region = { left: 0.5, top: 0.1, width: 0.3, height: 0.2 };
  expect(moveRegion(region, 0.1, 0.1)).toEqual(near(0.6, 0.2, 0.3, 0.2));
  expect(moveRegion(region, 0.9, -0.9)).toEqual(near(0.7, 0, 0.3, 0.2));
});

test('a region grows as far as the picture goes, and never shrinks to nothing', () => {
  const region = { left: 0.5, top: 0.1, width: 0.3, height: 0.2 };
  expect(sizeRegion(region, 0.1, -0.1)).toEqual(near(0.5, 0.1, 0.4, 0.1));
  expect(sizeRegion(region, 2, -2)).toEqual(near(0.5, 0.1, 0.5, 0.02));
});

test('regions are the same by what they enclose, in their order', () => {
  const [a, b] = [
    { left: 0, top: 0, width: 0.5, height: 0.5 },
    { left: 0.5, top: 0, width: 0.5, height: 0.5 },
  ];
  expect(sameRegions([a, b], [{ ...a }, { ...b }])).toBe(true);
  expect(sameRegions([a], [b])).toBe(false);
});

test('a region is named by the position of its centre', () => {
  expect(placeOf({ left: 0.7, top: 0.1, width: 0.25, height: 0.1 })).toBe('upper-right');
  expect(placeOf({ left: 0.3, top: 0.3, width: 0.4, height: 0.4 })).toBe('centre');
});

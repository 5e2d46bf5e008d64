import { describe, expect, test } from 'vitest';
import { blurPixels, maskRegions, mixPixels, patchMask } from './mask.ts';

const SIZE = 100;
const AREA = SIZE * SIZE;

/** A picture that is 1 at one pixel of one channel and 0 elsewhere. */
function impulse(channel: number, row: number, column: number): Float32Array {
  const values = new Float32Array(3 * AREA);
  values[channel * AREA + row * SIZE + column] = 1;
  return values;
}

function moments(
  plane: Float32Array,
  coordinate: (pixel: number) => number,
): { mean: number; sigma: number } {
  const weigh = (of: (pixel: number) => number) =>
    plane.reduce((sum, value, pixel) => sum + value * of(pixel), 0);
  const mean = weigh(coordinate);
  return { mean, sigma: Math.sqrt(weigh((pixel) => (coordinate(pixel) - mean) ** 2)) };
}

describe('blur', () => {
  test('spreads a pixel like a Gaussian of a tenth of the side, in its own channel', () => {
    const sharp = impulse(1, 50, 45);
    const blurred = blurPixels(sharp, SIZE);
    expect(sharp).toEqual(impulse(1, 50, 45));
    const plane = blurred.subarray(AREA, 2 * AREA);
    expect(plane.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 4);
    const [rows, columns] = [
      moments(plane, (pixel) => Math.floor(pixel / SIZE)),
      moments(plane, (pixel) => pixel % SIZE),
    ];
    expect([rows.mean, columns.mean]).toEqual([expect.closeTo(50, 2), expect.closeTo(45, 2)]);
    // Odd widths: (21² + 19² + 21² − 3)/12 = 103.3 and (19² + 19² + 21² − 3)/12 = 96.7 enclose 100.
    for (const { sigma } of [rows, columns]) expect(Math.abs(sigma ** 2 - 100)).toBeLessThan(4);
    const peak = 1 / (2 * Math.PI * 100);
    const gaussian = plane.map((_, pixel) => {
      const [y, x] = [Math.floor(pixel / SIZE) - 50, (pixel % SIZE) - 45];
      return peak * Math.exp(-(x ** 2 + y ** 2) / 200);
    });
    expect(Math.max(...plane.map((value, pixel) => Math.abs(value - gaussian[pixel]!)))).toBeLessThan(
      0.1 * peak,
    );
    expect([...blurred.subarray(0, AREA), ...blurred.subarray(2 * AREA)].every((value) => value === 0)).toBe(
      true,
    );
  });

  test('repeats the edges: a constant picture is unchanged', () => {
    const plain = Float32Array.from({ length: 3 * AREA }, (_, i) => Math.floor(i / AREA) - 0.5);
    const blurred = blurPixels(plain, SIZE);
    expect(Math.max(...blurred.map((value, i) => Math.abs(value - plain[i]!)))).toBeLessThan(1e-5);
  });

  test.each([10, 30])('of %d pixels a side', (size) => {
    const ramp = Float32Array.from({ length: 3 * size * size }, (_, i) => i % size);
    const middle = blurPixels(ramp, size).subarray(size * (size / 2), size * (size / 2) + size);
    expect((middle[size / 2]! + middle[size / 2 - 1]!) / 2).toBeCloseTo((size - 1) / 2, 4);
    expect(middle[0]!).toBeGreaterThan(0);
    expect(middle[size - 1]!).toBeLessThan(size - 1);
  });
});

test('mixes pixels by the mask, equally in all channels', () => {
  const [sharp, blurred] = [new Float32Array(12).fill(0.1), Float32Array.from({ length: 12 }, (_, i) => i)];
  const mixed = mixPixels(sharp, blurred, Float32Array.of(0, 1, 0.5, 1));
  expect([...mixed.subarray(4, 8)]).toEqual([sharp[0], 5, expect.closeTo(3.05, 6), 7]);
  expect([mixed[0], mixed[1], mixed[9]]).toEqual([sharp[0], 1, 9]);
});

test('numbers patches along the rows of the grid', () => {
  const mask = patchMask([1, 2], [2, 3], 6);
  const rows = Array.from({ length: 6 }, (_, row) => [...mask.subarray(6 * row, 6 * row + 6)].join(''));
  expect(rows).toEqual(['001111', '001111', '001111', '000000', '000000', '000000']);
  expect([...patchMask([3], [2, 2], 4)].join('')).toBe('0000000000110011');
  expect(patchMask([], [2, 2], 4)).toEqual(new Float32Array(16));
});

describe('regions', () => {
  const ramp = Float32Array.from({ length: 3 * AREA }, (_, i) => (i % SIZE) ** 2);
  const blurred = blurPixels(ramp, SIZE);
  const isMasked = (values: Float32Array, row: number, column: number) =>
    [0, 1, 2].map((channel) => {
      const at = channel * AREA + row * SIZE + column;
      return values[at] === blurred[at];
    });

  test('are blurred in all channels, the rest is unchanged', () => {
    const values = maskRegions(
      ramp,
      [
        { left: 0.1, top: 0.2, width: 0.3, height: 0.1 },
        { left: 0.9, top: 0.9, width: 0.5, height: 0.5 },
      ],
      SIZE,
    );
    const masked = Array.from({ length: AREA }, (_, pixel) => pixel).filter((pixel) =>
      isMasked(values, Math.floor(pixel / SIZE), pixel % SIZE).every(Boolean),
    );
    const expected = (row: number, column: number) =>
      (row >= 20 && row < 30 && column >= 10 && column < 40) || (row >= 90 && column >= 90);
    expect(masked).toEqual(
      [...Array(AREA).keys()].filter((pixel) => expected(Math.floor(pixel / SIZE), pixel % SIZE)),
    );
    expect(values.filter((value, i) => value !== ramp[i])).toHaveLength(3 * masked.length);
  });

  test('an empty list leaves the picture unchanged', () => {
    expect(maskRegions(ramp, [], SIZE)).toBe(ramp);
  });
});

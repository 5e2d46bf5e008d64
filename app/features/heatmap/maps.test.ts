import { describe, expect, test } from 'vitest';
import { blur, colorize, normalize, upsample } from './maps';
import { gradientOf, lutOf, PALETTE_NAMES } from './palettes';

const floats = (...values: number[]) => Float32Array.from(values);
const pixel = (pixels: Uint8ClampedArray, index: number) => [...pixels.subarray(index * 4, index * 4 + 4)];

describe('normalize', () => {
  test('stretches to 0…1 and leaves its input alone', () => {
    const raw = floats(2, 4, 3, 6);
    expect([...normalize(raw)]).toEqual([0, 0.5, 0.25, 1]);
    expect([...raw]).toEqual([2, 4, 3, 6]);
  });
  test.each([
    ['constant', floats(0.25, 0.25, 0.25)],
    ['not finite', floats(0, Infinity, 1)],
    ['empty', floats()],
  ])('a %s map becomes zeros', (_, map) => {
    expect([...normalize(map)]).toEqual(new Array(map.length).fill(0));
  });
});

describe('upsample', () => {
  test('same size gives the same values', () => {
    const map = floats(0, 1, 2, 3, 4, 5);
    expect([...upsample(map, [2, 3], [2, 3])]).toEqual([...map]);
  });
  test('keeps a constant constant, on any grid', () => {
    const out = upsample(new Float32Array(5 * 3).fill(0.5), [5, 3], [31, 44]);
    expect(out).toHaveLength(31 * 44);
    for (const value of out) expect(value).toBeCloseTo(0.5, 6);
  });
  test('reproduces patch values at patch centres', () => {
    const map = floats(0, 1, 3, 2, 5, 4);
    const out = upsample(map, [2, 3], [6, 9]);
    const centres = [1, 4].flatMap((row) => [1, 4, 7].map((column) => out[row * 9 + column]));
    for (const [index, value] of centres.entries()) expect(value).toBeCloseTo(map[index]!, 5);
  });
  test('rows and columns are not swapped', () => {
    const out = upsample(floats(0, 1), [1, 2], [2, 4]);
    expect([...out.subarray(0, 4)]).toEqual([...out.subarray(4, 8)]);
    expect(out[3]!).toBeGreaterThan(out[0]!);
  });
  test('refuses a grid that does not fit', () => {
    expect(() => upsample(floats(1, 2, 3), [2, 2], [4, 4])).toThrow(
      'A map of 3 values does not fill 2 × 2 patches.',
    );
  });
});

describe('blur', () => {
  test('spreads a point evenly and keeps the sum away from the edges', () => {
    const map = new Float32Array(101 * 101);
    map[50 * 101 + 50] = 1;
    const out = blur(map, [101, 101]);
    expect(out.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 4);
    expect(out[50 * 101 + 47]).toBeCloseTo(out[53 * 101 + 50]!, 7);
    const sigma = 0.02 * 101;
    expect(out[50 * 101 + 52]! / out[50 * 101 + 50]!).toBeCloseTo(Math.exp(-4 / (2 * sigma * sigma)), 4);
  });
});

describe('pixels of a 2 × 2 map', () => {
  test('jet: least is clear, half is greenish, most is dark red and opaque', () => {
    const pixels = colorize(normalize(floats(0, 1, 2, 4)), lutOf('jet'));
    expect(pixel(pixels, 0)).toEqual([0, 0, 128, 0]);
    expect(pixel(pixels, 1)).toEqual([0, 129, 255, Math.round(255 * (64 / 255) ** 0.7)]);
    expect(pixel(pixels, 2)).toEqual([130, 255, 126, Math.round(255 * (128 / 255) ** 0.7)]);
    expect(pixel(pixels, 3)).toEqual([128, 0, 0, 255]);
  });
  test('values outside 0…1 are clamped', () => {
    const lut = lutOf('viridis');
    expect(pixel(colorize(floats(-0.2, 1.2), lut), 0)).toEqual([...lut.subarray(0, 4)]);
    expect(pixel(colorize(floats(-0.2, 1.2), lut), 1)).toEqual([...lut.subarray(255 * 4)]);
  });
});

test.each(PALETTE_NAMES)('palette %s has 256 distinct-enough opaque-at-the-top colours', (name) => {
  const lut = lutOf(name);
  expect(lut).toHaveLength(1024);
  expect([lut[3], lut[1023]]).toEqual([0, 255]);
  const colours = new Set(Array.from({ length: 256 }, (_, i) => lut.subarray(i * 4, i * 4 + 3).join()));
  expect(colours.size).toBeGreaterThan(150);
  expect(gradientOf(name)).toMatch(/^linear-gradient\(to right, (#|rgb)/);
});

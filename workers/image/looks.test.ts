import { expect, test } from 'vitest';
import { isDrawn, looksOf } from './looks.ts';
import { pixelRows } from './pixel-rows.ts';

/** A picture whose pixel has that brightness; a little bluish, or grey. */
function painted(
  width: number,
  height: number,
  brightness: (x: number, y: number) => number,
  { grey = false } = {},
) {
  const rgba = new Uint8Array(4 * width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = 4 * (width * y + x);
      const value = brightness(x, y);
      rgba.set([value, value, grey ? value : (value + 20) % 256, 255], at);
    }
  }
  return pixelRows(rgba, width, height);
}

/** The same numbers each time, 0 to 1. */
function noise() {
  let state = 1;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

test('shapes on a gradient are flat, also under the grain of a camera', () => {
  const next = noise();
  const shapes = painted(600, 400, (x, y) => (Math.hypot(x - 300, y - 200) < 90 ? 40 : 120 + y / 4));
  const grainy = painted(600, 400, (x, y) => 120 + (x > 300 ? 60 : 0) + y / 10 + 8 * next());
  expect(looksOf(shapes).flat).toBeGreaterThan(0.95);
  expect(looksOf(grainy).flat).toBeGreaterThan(0.9);
  expect([shapes, grainy].map(looksOf).every(isDrawn)).toBe(true);
});

test('texture at every scale is not flat, in a large picture and in a small one', () => {
  const texture = (x: number, y: number) =>
    128 + 30 * Math.sin(x / 9) * Math.sin(y / 7) + 40 * Math.sin(x / 23 + y / 17) + 20 * Math.sin(x / 3);
  expect(isDrawn(looksOf(painted(600, 400, texture)))).toBe(false);
  const next = noise();
  expect(looksOf(painted(100, 80, () => 255 * next())).flat).toBeLessThan(0.2);
});

test('a drawing may have a little texture, and a photograph some plain ground', () => {
  const next = noise();
  /** Texture in the upper rows only. */
  const partly = (rows: number) => painted(192, 192, (_, y) => (y < rows ? 255 * next() : 120));
  expect(isDrawn(looksOf(partly(24)))).toBe(true);
  expect(isDrawn(looksOf(partly(44)))).toBe(false);
});

test('what has no colour is no drawn scene, however flat', () => {
  const shapes = (x: number, y: number) => (Math.hypot(x - 300, y - 200) < 90 ? 40 : 120 + y / 4);
  const looks = looksOf(painted(600, 400, shapes, { grey: true }));
  expect(looks.flat).toBeGreaterThan(0.95);
  expect(looks.coloured).toBe(0);
  expect(isDrawn(looks)).toBe(false);
});

test('a single pixel is flat', () => {
  expect(looksOf(painted(1, 1, () => 7)).flat).toBe(1);
});

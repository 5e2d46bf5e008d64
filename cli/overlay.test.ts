import sharp from 'sharp';
import { expect, test } from 'vitest';
import { pixelRows } from '../workers/image/pixel-rows.ts';
import { figurePng, isFigure } from './figure.ts';
import { jet, overlay } from './overlay.ts';

const GREY = { width: 60, height: 40, pixels: Buffer.alloc(3 * 60 * 40, 128) };
const at = (pixels: Buffer, x: number, y: number) => [
  ...pixels.subarray(3 * (60 * y + x), 3 * (60 * y + x) + 3),
];

test('jet goes from blue by green to red', () => {
  expect([0, 0.5, 1].map(jet)).toEqual([
    [0, 0, 0.5],
    [0.5, 1, 0.5],
    [0.5, 0, 0],
  ]);
});

test('the strongest patch is red, and the weakest shows the picture', async () => {
  const { pixels } = await overlay(GREY, Float32Array.of(0, 0, 0, 0, 0, 3), [2, 3]);
  const [red, green, blue] = at(pixels, 55, 35) as [number, number, number];
  expect(red).toBeGreaterThan(green + blue);
  expect(at(pixels, 5, 5)).toEqual([128, 128, 128]);
});

test('a constant map marks nothing', async () => {
  expect((await overlay(GREY, new Float32Array(6).fill(2), [2, 3])).pixels).toEqual(GREY.pixels);
});

test('a figure has a panel per map, five per row, and is known as one', async () => {
  const panels = Array.from({ length: 6 }, (_, index) => ({
    title: `<${index}>`,
    map: Float32Array.of(0, 1),
  }));
  const png = await figurePng(pixelRows(new Uint8Array(4 * 60 * 40), 60, 40), [1, 2], panels);
  const { width, height, format } = await sharp(png).metadata();
  expect({ width, height, format }).toEqual({
    width: 12 + 5 * 72,
    height: 12 + 2 * (40 + 44 + 12),
    format: 'png',
  });
  expect(isFigure(png.subarray(0, 4096))).toBe(true);
  expect(isFigure(await sharp(png).png().toBuffer())).toBe(false);
});

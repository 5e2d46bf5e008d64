/** The page's decoder against the command line's and Pillow's, on every kind of picture. */
import sharp, { type Sharp } from 'sharp';
import { decodePicture } from '../../cli/decode-picture.ts';
import {
  CLIPPED_BY_PILLOW,
  differenceOf,
  isWithinLimit,
  type Pixels,
  pictureCases,
} from '../../cli/testing/picture-formats.ts';
import { flattenOnWhite, pixelRows } from '../../workers/image/pixel-rows.ts';
import { expect, test } from '../fixtures';
import { pageDecoder, pageDisplay, pageThumbnail } from './page-decoder';

test('the page reads what the command line reads, with the pixels of Pillow', async ({ page }) => {
  await page.goto('/');
  const decode = await pageDecoder(page);
  for (const { name, file, pillow } of await pictureCases()) {
    if (!pillow) {
      await expect(decode(file), name).rejects.toThrow('The picture is damaged or cut short.');
      continue;
    }
    const expected = CLIPPED_BY_PILLOW.includes(name) ? await onCommandLine(file) : pillow;
    const { width, height, rgba } = await decode(file);
    const flat = flattenOnWhite(pixelRows(rgba, width, height));
    const difference = differenceOf({ width, height, data: flat.rows(0, height) }, expected);
    expect(difference, name).toEqual(
      isWithinLimit('page', name, difference) ? difference : 'within the limit',
    );
  }
});

/** Beyond the longest side of a canvas in Chromium, Firefox and Safari: 65,535, 32,767 and 16,384. JPEG has at most 65,500. */
const LONG_SIDES: readonly [format: 'png' | 'tiff' | 'jpeg', side: number][] = [
  ['png', 70_000],
  ['tiff', 70_000],
  ['jpeg', 65_500],
  ['png', 32_768],
  ['png', 16_385],
];

const OPTIONS = { png: {}, tiff: { compression: 'lzw' }, jpeg: { quality: 100 } } as const;

for (const [format, side] of LONG_SIDES) {
  test(`a ${format} of ${side} pixels in a row or in a column keeps them, and is shown`, async ({ page }) => {
    await page.goto('/');
    const decode = await pageDecoder(page);
    for (const [width, height] of [
      [side, 3],
      [3, side],
    ] as const) {
      const noise = Uint8Array.from({ length: 3 * width * height }, (_, i) => (i * 2654435761) >>> 24);
      const picture = sharp(noise, { raw: { width, height, channels: 3 } });
      const file = await picture[format](OPTIONS[format]).toBuffer();
      const { rgba } = await decode(file);
      const difference = differenceOf({ width, height, data: rgba }, await onCommandLine(file));
      expect(difference.largest).toBeLessThanOrEqual(format === 'jpeg' ? 1 : 0);
      const thumbnail = await sharp(await pageThumbnail(page, file, 320)).metadata();
      expect(Math.max(thumbnail.width, thumbnail.height)).toBe(320);
      const shown = await pageDisplay(page, file);
      expect(shown !== null).toBe(format === 'tiff');
      if (shown) expect(await greyOf(sharp(shown))).toBeCloseTo(await greyOf(picture), -1);
    }
  });
}

/** Of all pixels, 0 to 255: white is 255, what a canvas did not take. */
async function greyOf(picture: Sharp): Promise<number> {
  const [red, green, blue] = (await picture.stats()).channels;
  return (red!.mean + green!.mean + blue!.mean) / 3;
}

test('thumbnails are upright, on white, and as large as asked', async ({ page }) => {
  const SIZE = 20;
  await page.goto('/');
  await pageDecoder(page);
  for (const { name, file, pillow } of await pictureCases()) {
    if (!pillow || CLIPPED_BY_PILLOW.includes(name)) continue;
    const { width, height, data } = pillow;
    const scale = Math.min(1, SIZE / Math.max(width, height));
    const sides = { width: Math.round(width * scale), height: Math.round(height * scale) };
    const thumbnail = sharp(await pageThumbnail(page, file, SIZE));
    expect({ name, ...(await thumbnail.metadata()) }).toMatchObject({ name, ...sides, format: 'jpeg' });
    const expected = await coarse(sharp(data, { raw: { width, height, channels: 3 } }));
    expect(differenceOf(await coarse(thumbnail), expected).mean, name).toBeLessThan(30);
  }
});

/** Without most details, which another filter and JPEG change: on its side a picture differs by 70 of a byte and more. */
async function coarse(picture: Sharp): Promise<Pixels> {
  const sides = { width: 3, height: 3 };
  return {
    ...sides,
    data: await picture
      .resize({ ...sides, fit: 'fill' })
      .raw()
      .toBuffer(),
  };
}

async function onCommandLine(file: Uint8Array): Promise<Pixels> {
  const { width, height, rows } = await decodePicture(file);
  return { width, height, data: rows(0, height) };
}

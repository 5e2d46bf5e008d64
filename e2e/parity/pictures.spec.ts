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
import { pageDecoder, pageThumbnail } from './page-decoder';

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

test('a picture that is wider or higher than a canvas keeps its pixels', async ({ page }) => {
  await page.goto('/');
  const decode = await pageDecoder(page);
  for (const [width, height] of [
    [70_000, 3],
    [3, 70_000],
  ] as const) {
    const noise = Uint8Array.from({ length: 3 * width * height }, (_, i) => (i * 2654435761) >>> 24);
    const file = await sharp(noise, { raw: { width, height, channels: 3 } })
      .png()
      .toBuffer();
    const { rgba } = await decode(file);
    expect(differenceOf({ width, height, data: rgba }, { width, height, data: noise })).toEqual({
      largest: 0,
      mean: 0,
    });
  }
});

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

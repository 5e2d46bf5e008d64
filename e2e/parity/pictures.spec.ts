/** The page's decoder against the command line's and Pillow's, on every kind of picture. */
import sharp from 'sharp';
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
import { pageDecoder } from './page-decoder';

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

async function onCommandLine(file: Uint8Array): Promise<Pixels> {
  const { width, height, rows } = await decodePicture(file);
  return { width, height, data: rows(0, height) };
}

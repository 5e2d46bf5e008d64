import sharp from 'sharp';
import { expect, test } from 'vitest';
import { decodePicture } from './decode-picture.ts';

test('CMYK becomes RGB by the formula of Pillow, without a profile', async () => {
  const colour = { r: 200, g: 40, b: 90 };
  const flat = sharp({ create: { width: 8, height: 8, channels: 3, background: colour } });
  const jpeg = await flat.toColourspace('cmyk').jpeg({ quality: 100 }).toBuffer();
  // Cyan 4, magenta 247, yellow 117 and black 38, which `Image.convert('RGB')` turns into these.
  expect([...(await decodePicture(jpeg)).rows(0, 1).subarray(0, 4)]).toEqual([214, 7, 117, 255]);
});

test('an animated AVIF gives its first frame', async () => {
  const still = await sharp({ create: { width: 16, height: 16, channels: 3, background: '#c04020' } })
    .avif({ lossless: true })
    .toBuffer();
  const sequence = Buffer.from(still);
  sequence.write('avis', 8, 'latin1');
  expect(await pixels(sequence)).toEqual(await pixels(still));
});

async function pixels(file: Uint8Array): Promise<number[]> {
  const { height, rows } = await decodePicture(file);
  return [...rows(0, height)];
}

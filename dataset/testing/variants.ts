/** What becomes of pictures on their way through the web: the same picture in other bytes. */
import sharp from 'sharp';
import { perceptualHash } from '../perceptual-hash.ts';

type Change = (picture: Buffer) => Promise<Buffer>;

export const VARIANTS = {
  'half the size': async (picture) => {
    const { width = 2 } = await sharp(picture).metadata();
    return sharp(picture)
      .resize(Math.round(width / 2))
      .jpeg({ quality: 90 })
      .toBuffer();
  },
  'JPEG of quality 40': (picture) => sharp(picture).jpeg({ quality: 40 }).toBuffer(),
  'JPEG of quality 15': (picture) => sharp(picture).jpeg({ quality: 15 }).toBuffer(),
  'WebP of 80 %': async (picture) => {
    const { width = 1 } = await sharp(picture).metadata();
    return sharp(picture)
      .resize(Math.round(width * 0.8))
      .webp({ quality: 60 })
      .toBuffer();
  },
  '2 % cut off each side': (picture) => cut(picture, 0.02),
  '5 % cut off each side': (picture) => cut(picture, 0.05),
  '8 % brighter': (picture) => sharp(picture).modulate({ brightness: 1.08 }).jpeg().toBuffer(),
} satisfies Record<string, Change>;

async function cut(picture: Buffer, share: number): Promise<Buffer> {
  const { width = 1, height = 1 } = await sharp(picture).metadata();
  const [left, top] = [Math.round(width * share), Math.round(height * share)];
  const region = { left, top, width: width - 2 * left, height: height - 2 * top };
  return sharp(picture).extract(region).jpeg({ quality: 85 }).toBuffer();
}

const SIZE = 224;

/** As a run makes it, with sharp for the reading. */
export async function hashOf(picture: Buffer): Promise<string> {
  const rgb = await sharp(picture)
    .flatten({ background: 'white' })
    .toColourspace('srgb')
    .resize(SIZE, SIZE, { fit: 'fill', kernel: 'cubic' })
    .raw()
    .toBuffer();
  const pixelValues = Float32Array.from(
    { length: 3 * SIZE ** 2 },
    (_, at) => rgb[3 * (at % SIZE ** 2) + Math.floor(at / SIZE ** 2)]! / 255,
  );
  return perceptualHash(pixelValues, { mean: [0, 0, 0], std: [1, 1, 1] });
}

/** Small files of every kind of picture with what Pillow makes of them (`reference/make/picture_formats.py`). */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import sharp from 'sharp';

const FOLDER = new URL('../../reference/picture-formats/', import.meta.url);

export interface PictureCase {
  name: string;
  file: Uint8Array;
  /** On white; null if Pillow refuses the file. */
  pillow: Pixels | null;
}

export interface Pixels {
  width: number;
  height: number;
  /** Row by row: red, green, blue and perhaps alpha. */
  data: Uint8Array | Uint8ClampedArray;
}

export interface Difference {
  /** Of a byte. */
  largest: number;
  mean: number;
}

export async function pictureCases(): Promise<PictureCase[]> {
  // `x.png.png` and `x.jpg.png` are what Pillow makes of `x.png` and `x.jpg`.
  const names = readdirSync(FOLDER).filter((name) => name.split('.').length === 2);
  return Promise.all(
    names.sort().map(async (name) => ({
      name,
      file: readFileSync(new URL(name, FOLDER)),
      pillow: await pillowOf(name),
    })),
  );
}

async function pillowOf(name: string): Promise<Pixels | null> {
  const file = new URL(`${name}.png`, FOLDER);
  if (!existsSync(file)) return null;
  const png = sharp(readFileSync(file)).toColourspace('srgb').removeAlpha().raw();
  const { data, info } = await png.toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data };
}

/** Where a decoder may differ from Pillow by more than one in a byte: [largest, mean]. */
const LIMITS: Readonly<Record<'page' | 'command line', Readonly<Record<string, readonly [number, number]>>>> =
  {
    page: {
      // Chromium takes the alpha of AVIF for limited range.
      'avif-alpha.avif': [19, 4.7],
      'heic.heic': [2, 0.1],
      'heic-alpha.heic': [2, 0.1],
    },
    'command line': {
      // libheif repeats colour that is stored at half the size, Pillow's libavif interpolates it.
      'avif.avif': [69, 4.7],
      'heic.heic': [2, 0.1],
      'heic-alpha.heic': [2, 0.1],
    },
  };
/** Pillow clips 16 bits of grey to white. Both decoders take the high byte instead. */
export const CLIPPED_BY_PILLOW = ['png-16-bits-grey.png', 'tiff-16-bits-grey.tif'];

export function isWithinLimit(
  decoder: 'page' | 'command line',
  name: string,
  { largest, mean }: Difference,
): boolean {
  const [mostLargest, mostMean] = LIMITS[decoder][name] ?? [1, 0.2];
  return largest <= mostLargest && mean <= mostMean;
}

/** Of red, green and blue. Pictures of other sizes differ infinitely. */
export function differenceOf(a: Pixels, b: Pixels): Difference {
  if (a.width !== b.width || a.height !== b.height) return { largest: Infinity, mean: Infinity };
  const pixels = a.width * a.height;
  const [stepA, stepB] = [a.data.length / pixels, b.data.length / pixels];
  let [largest, sum] = [0, 0];
  for (let i = 0; i < pixels; i++) {
    for (let channel = 0; channel < 3; channel++) {
      const difference = Math.abs(a.data[stepA * i + channel]! - b.data[stepB * i + channel]!);
      largest = Math.max(largest, difference);
      sum += difference;
    }
  }
  return { largest, mean: sum / (3 * pixels) };
}

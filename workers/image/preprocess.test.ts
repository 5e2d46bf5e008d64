import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { readSafetensors, type StoredTensor } from '../../model-export/checkpoint/safetensors.ts';
import { bytesSource } from '../../model-export/io/byte-source.ts';
import { flattenOnWhite, type PixelRows, pixelRows } from './pixel-rows.ts';
import { preprocess } from './preprocess.ts';
import { resize } from './resize.ts';

interface Picture {
  name: string;
  file: string;
  width: number;
  height: number;
  sourceStored: boolean;
  hasAlpha: boolean;
  sizes: number[];
}

interface Values {
  pictures: Picture[];
  normalised: { mean: number[]; std: number[]; pictures: { name: string; size: number }[] };
}

const REFERENCE = new URL('../../reference/', import.meta.url);
const values: Values = JSON.parse(readFileSync(new URL('values/preprocess.json', REFERENCE), 'utf8'));
const tensors = await readTensors();

async function readTensors(): Promise<Map<string, StoredTensor>> {
  const file = readFileSync(new URL('values/preprocess.safetensors', REFERENCE));
  const stored = await readSafetensors(bytesSource(file), 'preprocess.safetensors');
  return new Map(stored.map((tensor) => [tensor.name, tensor]));
}

async function bytes(name: string): Promise<Uint8Array> {
  const tensor = tensors.get(name);
  if (tensor === undefined) throw new Error(`no reference value ${name}`);
  return tensor.read();
}

async function open({ file }: Picture): Promise<PixelRows> {
  const png = sharp(readFileSync(new URL(file, REFERENCE)))
    .toColourspace('srgb')
    .ensureAlpha();
  const { data, info } = await png.raw().toBuffer({ resolveWithObject: true });
  return pixelRows(data, info.width, info.height);
}

describe('against PIL', () => {
  const stored = values.pictures.filter((picture) => picture.sourceStored);

  test.each(stored)('$name is flattened on white, byte for byte', async (picture) => {
    const image = flattenOnWhite(await open(picture));
    const rgb = Uint8Array.from(image.rows(0, image.height)).filter((_, i) => i % 4 < 3);
    expect([image.width, image.height]).toEqual([picture.width, picture.height]);
    expect(Buffer.compare(rgb, await bytes(`${picture.name}/source`))).toBe(0);
  });

  const cases = values.pictures.flatMap((picture) => picture.sizes.map((size) => ({ ...picture, size })));

  test.each(cases)('$name is resized to $size × $size, byte for byte', async ({ size, ...picture }) => {
    const resized = resize(flattenOnWhite(await open(picture)), size, size);
    expect(Buffer.compare(resized, await bytes(`${picture.name}/resized/${size}`))).toBe(0);
  });

  test.each(values.normalised.pictures)(
    '$name becomes pixel values of $size × $size',
    async ({ name, size }) => {
      const picture = values.pictures.find((candidate) => candidate.name === name)!;
      const { mean, std } = values.normalised;
      const actual = preprocess(await open(picture), { size, mean, std });
      const expected = new Float32Array(Uint8Array.from(await bytes(`${name}/pixel_values/${size}`)).buffer);
      expect(actual.length).toBe(expected.length);
      const worst = actual.reduce((most, value, i) => Math.max(most, Math.abs(value - expected[i]!)), 0);
      expect(worst).toBeLessThan(1e-6);
    },
  );
});

describe('a large picture', () => {
  const BAND_BYTES = 1 << 24;

  /** Records the requested bytes; every pixel depends on its row and column. */
  function counted(width: number, height: number) {
    const data = new Uint8Array(4 * width * height).map((_, i) =>
      i % 4 === 3 ? 255 : (i * 2654435761) >>> 24,
    );
    const picture = pixelRows(data, width, height);
    const asked: number[] = [];
    const rows = (start: number, end: number) => {
      asked.push(4 * width * (end - start));
      return picture.rows(start, end);
    };
    return { image: { width, height, rows }, asked };
  }

  test.each([
    ['wide, rows first', 3100, 2000],
    ['tall, columns first', 1500, 3900],
  ])('%s, is read in bands with the same result as the naive resize', (_, width, height) => {
    const { image, asked } = counted(width, height);
    const actual = resize(image, 7, 9);
    expect(asked.length).toBeGreaterThan(1);
    expect(Math.max(...asked)).toBeLessThanOrEqual(BAND_BYTES);
    expect(Buffer.compare(actual, resizeNaively(image, 7, 9))).toBe(0);
  });
});

type Read = (x: number, y: number) => number;

/** The same arithmetic one value at a time, with the complete picture in memory. */
function resizeNaively(image: PixelRows, outWidth: number, outHeight: number): Uint8Array {
  const { width, height } = image;
  const source = image.rows(0, height);
  const columnsFirst = height - outHeight > 2 * (width - outWidth);
  const across = weighing(width, outWidth);
  const down = weighing(height, outHeight);
  const resizeAcross = (read: Read) => (x: number, y: number) => across(x, (column) => read(column, y));
  const resizeDown = (read: Read) => (x: number, y: number) => down(y, (row) => read(x, row));
  const out = new Uint8Array(3 * outWidth * outHeight);
  for (let channel = 0; channel < 3; channel++) {
    const read: Read = (x, y) => source[4 * (y * width + x) + channel]!;
    const resized = columnsFirst
      ? resizeAcross(stored(width, outHeight, resizeDown(read)))
      : resizeDown(stored(outWidth, height, resizeAcross(read)));
    for (let i = 0; i < outWidth * outHeight; i++) {
      out[3 * i + channel] = resized(i % outWidth, Math.floor(i / outWidth));
    }
  }
  return out;
}

function stored(width: number, height: number, read: Read): Read {
  const values = Array.from({ length: width * height }, (_, i) => read(i % width, Math.floor(i / width)));
  return (x, y) => values[y * width + x]!;
}

/** Output `at` of a resize from `inSize` to `outSize` values. */
function weighing(inSize: number, outSize: number) {
  const scale = inSize / outSize;
  const outputs = Array.from({ length: outSize }, (_, at) => {
    const center = (at + 0.5) * scale;
    const first = Math.max(0, Math.trunc(center - 2 * scale + 0.5));
    const end = Math.min(inSize, Math.trunc(center + 2 * scale + 0.5));
    const weights = Array.from({ length: end - first }, (_, i) => cubic((i + first - center + 0.5) / scale));
    const sum = weights.reduce((total, weight) => total + weight, 0);
    return { first, weights: weights.map((weight) => Math.round((weight / sum) * 2 ** 22)) };
  });
  return (at: number, read: (i: number) => number): number => {
    const { first, weights } = outputs[at]!;
    const sum = weights.reduce((total, weight, i) => total + weight * read(first + i), 2 ** 21);
    return Math.min(255, Math.max(0, Math.floor(sum / 2 ** 22)));
  };
}

/** Keys' cubic convolution with a = −½, in its textbook form. */
function cubic(x: number): number {
  const d = Math.abs(x);
  if (d < 1) return 1.5 * d ** 3 - 2.5 * d ** 2 + 1;
  return d < 2 ? -0.5 * d ** 3 + 2.5 * d ** 2 - 4 * d + 2 : 0;
}

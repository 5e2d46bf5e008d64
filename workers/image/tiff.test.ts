import { readdirSync, readFileSync } from 'node:fs';
import { deflateSync } from 'node:zlib';
import sharp, { type TiffOptions } from 'sharp';
import { expect, test } from 'vitest';
import type { PictureError } from './picture-error.ts';
import { flattenOnWhite } from './pixel-rows.ts';
import { parseTiff } from './tiff.ts';

const [SHORT, LONG] = [3, 4];
const FOLDER = 'reference/picture-formats';

interface Entry {
  tag: number;
  values: readonly number[];
  type?: number;
  /** Instead of the number of the values. */
  count?: number;
}

const HEAD_BYTES = 8;
const BOMB = [...deflateSync(new Uint8Array(1_000_000))];
const PIXELS = [10, 20, 30, 40];

/** A grey picture of 2 × 2; entries replace or extend those it has. */
function tiff(changes: readonly Entry[] = [], data: readonly number[] = PIXELS): Uint8Array {
  const usual: Entry[] = [
    { tag: 256, values: [2] },
    { tag: 257, values: [2] },
    { tag: 258, values: [8] },
    { tag: 259, values: [1] },
    { tag: 262, values: [1] },
    { tag: 273, values: [HEAD_BYTES] },
    { tag: 277, values: [1] },
    { tag: 278, values: [2] },
    { tag: 279, values: [data.length] },
  ];
  const others = usual.filter(({ tag }) => changes.every((change) => change.tag !== tag));
  const entries = [...others, ...changes].sort((a, b) => a.tag - b.tag);
  const directory = HEAD_BYTES + data.length;
  let extra = directory + 2 + 12 * entries.length + 4;
  const file = Buffer.alloc(extra + entries.reduce((sum, { values }) => sum + 4 * values.length, 0));
  file.write('II*\0', 'latin1');
  file.writeUInt32LE(directory, 4);
  file.set(data, HEAD_BYTES);
  file.writeUInt16LE(entries.length, directory);
  for (const [i, { tag, values, type = LONG, count = values.length }] of entries.entries()) {
    const at = directory + 2 + 12 * i;
    file.writeUInt16LE(tag, at);
    file.writeUInt16LE(type, at + 2);
    file.writeUInt32LE(count, at + 4);
    if (values.length === 1) file.writeUInt32LE(values[0]!, at + 8);
    if (values.length < 2) continue;
    file.writeUInt32LE(extra, at + 8);
    for (const value of values) extra = file.writeUInt32LE(value, extra);
  }
  return file;
}

function greys(file: Uint8Array): number[] {
  const picture = parseTiff(file);
  return Array.from(picture.rows(0, picture.height)).filter((_, i) => i % 4 === 0);
}

function refusal(file: Uint8Array): PictureError {
  try {
    parseTiff(file);
  } catch (error) {
    return error as PictureError;
  }
  throw new Error('It was read.');
}

test('a plain picture is read', () => {
  expect(greys(tiff())).toEqual(PIXELS);
});

const SIXTEEN_BITS = 'tiff-16-bits-grey.tif';
const REFERENCES = readdirSync(FOLDER).filter((name) => name.endsWith('.tif'));

test.each(REFERENCES)('%s is read as by Pillow', async (name) => {
  const picture = flattenOnWhite(parseTiff(readFileSync(`${FOLDER}/${name}`)));
  // Pillow clips 16 bits to white.
  const reference = name === SIXTEEN_BITS ? 'png-grey.png.png' : `${name}.png`;
  const expected = await sharp(`${FOLDER}/${reference}`).toColourspace('srgb').ensureAlpha().raw().toBuffer();
  const rgba = Buffer.from(picture.rows(0, picture.height));
  const largest = rgba.reduce((most, value, i) => Math.max(most, Math.abs(value - expected[i]!)), 0);
  // Inverse cosine transforms round differently.
  expect(largest).toBeLessThanOrEqual(name.includes('jpeg') ? 2 : 0);
});

test.each([
  ['a tag that claims more values than the file has', [{ tag: 273, values: [8], count: 0xffffffff }]],
  ['values beyond the end', [{ tag: 320, values: [60], type: SHORT, count: 1000 }]],
  ['a type that no such tag has', [{ tag: 256, values: [2], type: 12 }]],
  ['no rows in a strip', [{ tag: 278, values: [0] }]],
  ['too few strips', [{ tag: 278, values: [1] }]],
  [
    'too many strips',
    [
      { tag: 273, values: [8, 8] },
      { tag: 279, values: [2, 2] },
    ],
  ],
  ['a strip beyond the end', [{ tag: 273, values: [1000] }]],
  ['tiles without width', tiles(0, 16)],
  ['tiles without height', tiles(16, 0)],
  ['tiles far larger than the picture', tiles(1 << 20, 1 << 20)],
  ['no samples', [{ tag: 277, values: [0] }]],
  ['too many samples', [{ tag: 277, values: [60_000] }]],
  [
    'samples of different sizes',
    [
      { tag: 277, values: [2] },
      { tag: 258, values: [8, 16] },
    ],
  ],
  ['RGB with one sample', [{ tag: 262, values: [2] }]],
  [
    'predictor 3',
    [
      { tag: 259, values: [5] },
      { tag: 317, values: [3] },
    ],
  ],
  ['predictor 2 without compression', [{ tag: 317, values: [2] }]],
  [
    'predictor 2 of 4 bits',
    [
      { tag: 258, values: [4] },
      { tag: 259, values: [8] },
      { tag: 317, values: [2] },
    ],
  ],
  ['a grey JPEG', [{ tag: 259, values: [7] }]],
] as [string, Entry[]][])('%s is refused', (_, changes) => {
  const error = refusal(tiff(changes));
  expect(error.name).toBe('PictureError');
  expect(error.cause).toBeUndefined();
});

function tiles(width: number, height: number): Entry[] {
  return [
    { tag: 322, values: [width] },
    { tag: 323, values: [height] },
    { tag: 324, values: [HEAD_BYTES] },
    { tag: 325, values: [4] },
  ];
}

test('strips that share bytes are refused', () => {
  const count = 1000;
  const repeated = (value: number) => Array<number>(count).fill(value);
  const shared = [
    { tag: 257, values: [count] },
    { tag: 278, values: [1] },
    { tag: 273, values: repeated(HEAD_BYTES) },
    { tag: 279, values: repeated(4000) },
  ];
  expect(refusal(tiff(shared)).code).toBe('corrupt-image');
});

test.each([330, 34665, 34853, 61440])('a directory in tag %i that contains itself is not read', (tag) => {
  const directory = HEAD_BYTES + PIXELS.length;
  expect(greys(tiff([{ tag, values: [directory] }]))).toEqual(PIXELS);
});

test('an unused tag that claims more values than the file has is not read', () => {
  expect(greys(tiff([{ tag: 700, values: [0], count: 0xffffffff }]))).toEqual(PIXELS);
});

test('a repeated tag counts once', () => {
  const file = tiff([
    { tag: 256, values: [2] },
    { tag: 256, values: [1] },
  ]);
  expect(parseTiff(file).width).toBe(2);
});

test('an unknown orientation leaves the picture as it is', () => {
  expect(greys(tiff([{ tag: 274, values: [9] }]))).toEqual(PIXELS);
  expect(
    parseTiff(
      tiff([
        { tag: 256, values: [4] },
        { tag: 257, values: [1] },
        { tag: 274, values: [9] },
      ]),
    ),
  ).toMatchObject({
    width: 4,
    height: 1,
  });
});

test('a deflated last strip may have more rows than are left', () => {
  const first = [...deflateSync(Uint8Array.of(1, 2, 3, 4))];
  const last = [...deflateSync(Uint8Array.of(5, 6, 0, 0))];
  const file = tiff(
    [
      { tag: 257, values: [3] },
      { tag: 259, values: [8] },
      { tag: 273, values: [HEAD_BYTES, HEAD_BYTES + first.length] },
      { tag: 279, values: [first.length, last.length] },
    ],
    [...first, ...last],
  );
  expect(greys(file)).toEqual([1, 2, 3, 4, 5, 6]);
});

test.each([
  ['a strip', [{ tag: 278, values: [100] }]],
  ['a tile', tiles(16, 16).map((entry) => (entry.tag === 325 ? { ...entry, values: [BOMB.length] } : entry))],
] as [string, Entry[]][])('%s that inflates to more than its pixels is refused', (_, changes) => {
  const error = refusal(tiff([{ tag: 259, values: [8] }, ...changes], BOMB));
  expect(error.message).toContain('more data than pixels');
});

test.each([
  ['deflate, in tiles', { compression: 'deflate', tile: true, tileWidth: 32, tileHeight: 16 }],
  ['deflate, with a predictor', { compression: 'deflate', predictor: 'horizontal' }],
  [
    'LZW, in tiles',
    { compression: 'lzw', predictor: 'horizontal', tile: true, tileWidth: 32, tileHeight: 16 },
  ],
  ['no compression, in tiles', { compression: 'none', tile: true, tileWidth: 64, tileHeight: 64 }],
] as [string, TiffOptions][])('%s', async (_, options) => {
  const source = sharp(`${FOLDER}/tiff.tif.png`).removeAlpha();
  const expected = await source.clone().ensureAlpha().raw().toBuffer();
  const picture = parseTiff(await source.clone().tiff(options).toBuffer());
  expect(Buffer.from(picture.rows(0, picture.height)).equals(expected)).toBe(true);
});

test('a grey and a CMYK JPEG are refused by name', async () => {
  const source = sharp(`${FOLDER}/tiff.tif.png`).removeAlpha();
  for (const space of ['b-w', 'cmyk']) {
    const file = await source.clone().toColourspace(space).tiff({ compression: 'jpeg' }).toBuffer();
    expect(refusal(file).message).toMatch(/^TIFF \(compression 7, .*Convert the picture to JPEG or PNG/);
  }
});

import sharp, { type Sharp } from 'sharp';
import { describe, expect, test } from 'vitest';
import { outOfMemory, PictureError } from './picture-error.ts';
import { checkFileSize, checkPictureSize, MAX_PIXELS, pictureSize } from './picture-size.ts';
import { type PictureFormat, pictureFormat } from './sniff.ts';

const SIZE = { width: 37, height: 21 };

function blank(): Sharp {
  return sharp({ create: { ...SIZE, channels: 3, background: '#369' } });
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function latin1(text: string): Uint8Array {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

/** A BMP's two headers, without the pixels. */
function bmp(width: number, height: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(54));
  view.setUint16(0, 0x424d);
  view.setUint32(14, 40, true);
  view.setInt32(18, width, true);
  view.setInt32(22, height, true);
  return new Uint8Array(view.buffer);
}

/** A container's first box, with its major brand and another. */
function ftyp(major: string, other: string): Uint8Array {
  return latin1(`\0\0\0\x18ftyp${major}\0\0\0\0${other}`);
}

/** Start of image, application segments, stray bytes, then the frame header of a picture of `SIZE`. */
function jpegWithSegments(count: number, length: number): Uint8Array {
  const segment = new Uint8Array(2 + length);
  segment.set([0xff, 0xe1, length >> 8, length & 0xff]);
  const frame = [0xff, 0xc0, 0, 17, 8, 0, SIZE.height, 0, SIZE.width, 3];
  const segments = Array.from({ length: count }, () => [...segment]).flat();
  return Uint8Array.from([0xff, 0xd8, ...segments, 7, 0xff, 0, 9, ...frame]);
}

/** The boxes of an AVIF or HEIC file that lead to its size, `depth` deep in others. */
function boxes(depth: number): Uint8Array {
  const box = (type: string, content: readonly number[]) => [
    ...u32(8 + content.length),
    ...latin1(type),
    ...content,
  ];
  const u32 = (value: number) => [value >>> 24, (value >> 16) & 255, (value >> 8) & 255, value & 255];
  const size = box('ispe', [0, 0, 0, 0, ...u32(SIZE.width), ...u32(SIZE.height)]);
  const tile = box('ispe', [0, 0, 0, 0, ...u32(8), ...u32(8)]);
  const properties = box('iprp', box('ipco', [...tile, ...size]));
  let content = box('meta', [0, 0, 0, 0, ...properties]);
  for (let i = 0; i < depth; i++) content = box('moov', content);
  return Uint8Array.from([...ftyp('avif', 'mif1miaf'), ...content]);
}

function caught(act: () => unknown): PictureError {
  try {
    act();
  } catch (error) {
    if (error instanceof PictureError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

async function bytes(file: Sharp | Uint8Array): Promise<Uint8Array> {
  return file instanceof Uint8Array ? file : file.toBuffer();
}

describe('format and size of a header', () => {
  test.each<[PictureFormat, Sharp | Uint8Array]>([
    ['JPEG', blank().jpeg()],
    ['JPEG', blank().jpeg({ progressive: true })],
    [
      'JPEG',
      blank()
        .withExif({ IFD0: { Copyright: 'c'.repeat(30_000) } })
        .jpeg(),
    ],
    ['JPEG', jpegWithSegments(1, 65_000)],
    ['JPEG', jpegWithSegments(20, 65_000)],
    ['AVIF', blank().avif()],
    ['TIFF', blank().tiff()],
    ['PNG', blank().png()],
    ['GIF', blank().gif()],
    ['WebP', blank().webp()],
    ['WebP', blank().webp({ lossless: true })],
    [
      'WebP',
      blank()
        .withExif({ IFD0: { Copyright: 'c' } })
        .webp(),
    ],
    ['BMP', bmp(37, 21)],
    ['BMP', bmp(37, -21)],
  ])('%s', async (format, file) => {
    const head = await bytes(file);
    expect(pictureFormat(head)).toBe(format);
    expect(pictureSize(format, head)).toEqual(SIZE);
  });

  test.each<[PictureFormat, Sharp | Uint8Array]>([
    ['AVIF', ftyp('mif1', 'avif')],
    ['HEIC', ftyp('heic', 'mif1')],
    ['JPEG XL', latin1('\xff\x0a\0')],
    ['Photoshop', latin1('8BPS\0\x01')],
    ['ICO', latin1('\0\0\x01\0\x01\0')],
  ])('%s does not state its size', async (format, file) => {
    const head = await bytes(file);
    expect(pictureFormat(head)).toBe(format);
    expect(pictureSize(format, head)).toBeNull();
  });

  test('the largest size counts where a file has several pictures', () => {
    expect(pictureSize('AVIF', boxes(0))).toEqual(SIZE);
    expect(pictureSize('HEIC', boxes(0))).toEqual(SIZE);
  });

  test('boxes that are nested without end are not followed', () => {
    expect(pictureSize('AVIF', boxes(1000))).toBeNull();
  });

  test('a truncated header has no size', async () => {
    const jpeg = await bytes(blank().jpeg());
    const png = await bytes(blank().png());
    expect(pictureSize('JPEG', jpeg.subarray(0, 40))).toBeNull();
    expect(pictureSize('PNG', png.subarray(0, 18))).toBeNull();
  });
});

describe('files that are not pictures are named', () => {
  test.each([
    ['empty', utf8('')],
    ['a text file', utf8('BMW sells cars — in München.\n')],
    ['a text file', utf8('<!doctype html><p>a page</p>')],
    ['a text file', utf8(`${'x'.repeat(4095)}é`)],
    ['a PDF document', latin1('%PDF-1.7\n%\xe2\xe3')],
    ['a ZIP archive', latin1('PK\x03\x04\x14\0')],
    ['a video', ftyp('isom', 'mp41')],
    ['an unknown kind of file', Uint8Array.of(1, 2, 3, 0xfe, 0xff)],
    ['An SVG drawing', utf8('<?xml version="1.0"?><!-- licence --><svg xmlns="x"/>')],
  ])('%s', (name, head) => {
    const error = caught(() => pictureFormat(head));
    expect(error.code).toBe('not-an-image');
    expect(error.message).toContain(name);
  });
});

describe('the number of pixels', () => {
  test('is limited, and the message contains the numbers', () => {
    expect(() => checkPictureSize({ width: 10_000, height: MAX_PIXELS / 10_000 })).not.toThrow();
    const error = caught(() => checkPictureSize({ width: 20_000, height: 10_000 }));
    expect(error.code).toBe('image-too-large');
    expect(error.message).toContain('200 megapixels (20000 × 10000)');
  });

  test('zero pixels are damage', () => {
    expect(caught(() => checkPictureSize({ width: 0, height: 5 })).code).toBe('corrupt-image');
  });
});

test('a file that is larger than any picture allowed is refused before it is read', () => {
  expect(() => checkFileSize(500_000_000)).not.toThrow();
  const error = caught(() => checkFileSize(5_000_000_000));
  expect(error.code).toBe('image-too-large');
  expect(error.message).toContain('5000 MB');
});

test('running out of memory is reported as a picture that is too large', () => {
  const cause = new RangeError('Array buffer allocation failed');
  expect(outOfMemory({ cause })).toMatchObject({
    code: 'image-too-large',
    message: 'There is not enough memory for this picture. Make it smaller and try again.',
    cause,
  });
});

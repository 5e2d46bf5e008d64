import { describe, expect, test } from 'vitest';
import { parseBmp } from './bmp.ts';

interface Bitmap {
  width: number;
  height: number;
  bits: number;
  compression?: number;
  headerBytes?: number;
  /** Red, green, blue and alpha masks. */
  masks?: number[];
  palette?: number[];
  pixels: number[];
}

/** A bitmap file, byte by byte. */
function bmp({ headerBytes = 40, compression = 0, masks = [], palette = [], ...bitmap }: Bitmap): Uint8Array {
  const masksBytes = headerBytes === 40 ? 4 * masks.length : 0;
  const start = 14 + headerBytes + masksBytes + palette.length;
  const view = new DataView(new ArrayBuffer(Math.max(54, start + bitmap.pixels.length)));
  view.setUint16(0, 0x424d);
  view.setUint32(10, start, true);
  view.setUint32(14, headerBytes, true);
  view.setInt32(18, bitmap.width, true);
  view.setInt32(22, bitmap.height, true);
  view.setUint16(28, bitmap.bits, true);
  view.setUint32(30, compression, true);
  for (const [i, mask] of masks.entries()) view.setUint32(54 + 4 * i, mask, true);
  const file = new Uint8Array(view.buffer);
  file.set(palette, 14 + headerBytes + masksBytes);
  file.set(bitmap.pixels, start);
  return file;
}

function pixels(bitmap: Bitmap): number[] {
  const image = parseBmp(bmp(bitmap));
  return [...image.rows(0, image.height)];
}

const MASKS = [0xff0000, 0xff00, 0xff];

describe('kinds of bitmaps', () => {
  test('24 bits: rows from bottom to top, each filled up to four bytes', () => {
    const rows = [3, 2, 1, 0, 6, 5, 4, 0];
    expect(pixels({ width: 1, height: 2, bits: 24, pixels: rows })).toEqual([4, 5, 6, 255, 1, 2, 3, 255]);
    expect(pixels({ width: 1, height: -2, bits: 24, pixels: rows })).toEqual([1, 2, 3, 255, 4, 5, 6, 255]);
  });

  test('32 bits: the fourth byte is alpha where the header says so, and nothing elsewhere', () => {
    const one = { width: 1, height: 1, bits: 32, pixels: [3, 2, 1, 7] };
    expect(pixels(one)).toEqual([1, 2, 3, 255]);
    expect(pixels({ ...one, compression: 3, masks: MASKS })).toEqual([1, 2, 3, 255]);
    const masks = [...MASKS, 0xff000000];
    expect(pixels({ ...one, compression: 3, headerBytes: 124, masks })).toEqual([1, 2, 3, 7]);
  });

  test.each([
    [8, [1, 0, 2, 0]],
    [4, [0x10, 0x20, 0, 0]],
  ])('%i bits: indices into the palette', (bits, row) => {
    const palette = [0, 0, 0, 0, 30, 20, 10, 0, 60, 50, 40, 0];
    expect(pixels({ width: 3, height: 1, bits, palette, pixels: row })).toEqual([
      10, 20, 30, 255, 0, 0, 0, 255, 40, 50, 60, 255,
    ]);
  });

  test('1 bit: the highest bit is the first pixel', () => {
    const bitmap = {
      width: 2,
      height: 1,
      bits: 1,
      palette: [0, 0, 0, 0, 9, 9, 9, 0],
      pixels: [0x80, 0, 0, 0],
    };
    expect(pixels(bitmap)).toEqual([9, 9, 9, 255, 0, 0, 0, 255]);
  });

  test('16 bits: five bits each, or the masks of the header', () => {
    const one = { width: 1, height: 1, bits: 16 };
    // Red 31, green 16, blue 1: 31·255/31, 16·255/31 and 255/31, rounded down.
    expect(pixels({ ...one, pixels: [0x01, 0x7e, 0, 0] })).toEqual([255, 131, 8, 255]);
    const masks = [0xf800, 0x7e0, 0x1f];
    // Red 31, green 32 of 63, blue 1.
    expect(pixels({ ...one, compression: 3, masks, pixels: [0x01, 0xfc, 0, 0] })).toEqual([255, 129, 8, 255]);
  });

  const PALETTE = [0, 0, 0, 0, 30, 20, 10, 0, 60, 50, 40, 0];

  test.each([
    // Two of index 2, one of index 1 as it is (and a byte that fills up), the end of the row; then the end.
    ['8 bits', 8, 1, [2, 2, 0, 3, 1, 1, 1, 0, 0, 0, 0, 1]],
    ['4 bits', 4, 2, [2, 0x22, 0, 3, 0x11, 0x10, 0, 0, 0, 1]],
  ])('run-length encoding of %s: rows without a run have the first colour', (_, bits, compression, runs) => {
    const bitmap = { width: 5, height: 2, bits, compression, palette: PALETTE, pixels: runs };
    const [second, first] = [
      [40, 50, 60, 255],
      [10, 20, 30, 255],
    ];
    const top = Array.from({ length: 5 }, () => [0, 0, 0, 255]);
    expect(pixels(bitmap)).toEqual([...top, second, second, first, first, first].flat());
  });

  test('an index beyond the palette is black', () => {
    expect(pixels({ width: 1, height: 1, bits: 8, palette: PALETTE, pixels: [9, 0, 0, 0] })).toEqual([
      0, 0, 0, 255,
    ]);
  });

  test('the header of OS/2 has 16-bit sizes and three bytes a colour', () => {
    const file = Uint8Array.of(
      ...[0x42, 0x4d, 0, 0, 0, 0, 0, 0, 0, 0, 32, 0, 0, 0],
      ...[12, 0, 0, 0, 2, 0, 1, 0, 1, 0, 1, 0],
      ...[3, 2, 1, 6, 5, 4],
      ...[0x40, 0, 0, 0],
    );
    const image = parseBmp(file);
    expect([...image.rows(0, 1)]).toEqual([1, 2, 3, 255, 4, 5, 6, 255]);
  });
});

describe('what is refused', () => {
  const one = { width: 1, height: 1, bits: 24, pixels: [1, 2, 3, 0] };
  test.each([
    ['a JPEG inside', { ...one, compression: 4 }, 'not-an-image'],
    ['2 bits', { ...one, bits: 2 }, 'not-an-image'],
    ['64 bits', { ...one, bits: 64 }, 'not-an-image'],
    ['runs of 24 bits', { ...one, compression: 1 }, 'not-an-image'],
    ['runs that are cut short', { ...one, bits: 8, compression: 1, pixels: [0, 3] }, 'corrupt-image'],
    ['rows that are missing', { ...one, height: 2 }, 'corrupt-image'],
    ['no width', { ...one, width: 0 }, 'corrupt-image'],
    ['too many pixels', { ...one, width: 20_000, height: 20_000 }, 'image-too-large'],
  ])('%s', (_, bitmap, code) => {
    expect(() => parseBmp(bmp(bitmap))).toThrow(expect.objectContaining({ code }));
  });

  test('a header cut short', () => {
    expect(() => parseBmp(bmp(one).subarray(0, 20))).toThrow(
      expect.objectContaining({ code: 'corrupt-image' }),
    );
  });
});

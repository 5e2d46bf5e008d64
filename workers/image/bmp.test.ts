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
});

describe('what is refused', () => {
  const one = { width: 1, height: 1, bits: 24, pixels: [1, 2, 3, 0] };
  test.each([
    ['run-length encoding', { ...one, bits: 8, compression: 1 }, 'not-an-image'],
    ['16 bits', { ...one, bits: 16 }, 'not-an-image'],
    ['other masks', { ...one, bits: 32, compression: 3, masks: [1, 2, 3] }, 'not-an-image'],
    ['OS/2', { ...one, headerBytes: 12 }, 'not-an-image'],
    ['rows that are missing', { ...one, height: 2 }, 'corrupt-image'],
    ['an index beyond the palette', { ...one, bits: 8 }, 'corrupt-image'],
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

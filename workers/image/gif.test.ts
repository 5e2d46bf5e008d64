import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { parseGif } from './gif.ts';

interface Gif {
  screen?: [number, number];
  /** Left, top, width, height. */
  frame: [number, number, number, number];
  interlaced?: boolean;
  transparent?: number;
  indices: number[];
}

const COLOURS = [
  [10, 20, 30],
  [40, 50, 60],
  [70, 80, 90],
  [100, 110, 120],
];

/** A GIF of four colours. Its codes have four bits: a clear code before every index keeps the table empty. */
function gif({ screen, frame, interlaced = false, transparent, indices }: Gif): Uint8Array {
  const u16 = (value: number) => [value & 255, value >> 8];
  const [CLEAR, END] = [8, 9];
  const codes = [...indices.flatMap((index) => [CLEAR, index]), END, 0];
  const bytes = Array.from({ length: Math.floor(codes.length / 2) }, (_, i) => {
    return codes[2 * i]! | (codes[2 * i + 1]! << 4);
  });
  const [, , width, height] = frame;
  return Uint8Array.from([
    ...new TextEncoder().encode('GIF89a'),
    ...(screen ?? [width, height]).flatMap(u16),
    ...[0x81, 0, 0],
    ...COLOURS.flat(),
    ...(transparent === undefined ? [] : [0x21, 0xf9, 4, 1, 0, 0, transparent, 0]),
    ...[0x2c, ...frame.flatMap(u16), interlaced ? 0x40 : 0],
    ...[3, bytes.length, ...bytes, 0, 0x3b],
  ]);
}

/** The colours of all pixels, as indices; −1 where they are transparent. */
function indicesOf(file: Uint8Array): number[] {
  const { height, rows } = parseGif(file);
  const rgba = rows(0, height);
  return Array.from({ length: rgba.length / 4 }, (_, i) =>
    rgba[4 * i + 3] === 0 ? -1 : COLOURS.findIndex(([red]) => red === rgba[4 * i]),
  );
}

describe('the first frame', () => {
  test('has the colours of its palette', () => {
    expect(indicesOf(gif({ frame: [0, 0, 2, 2], indices: [3, 1, 2, 0] }))).toEqual([3, 1, 2, 0]);
  });

  test('lies on the first colour, as in Pillow, if it is smaller than the picture', () => {
    const file = gif({ screen: [3, 2], frame: [1, 1, 1, 1], indices: [2] });
    expect(indicesOf(file)).toEqual([0, 0, 0, 0, 2, 0]);
  });

  test('lies on nothing if a colour is transparent', () => {
    const file = gif({ screen: [3, 1], frame: [0, 0, 2, 1], transparent: 1, indices: [1, 2] });
    expect(indicesOf(file)).toEqual([-1, 2, -1]);
  });

  test('enlarges a picture that it does not fit in', () => {
    const picture = parseGif(gif({ screen: [1, 1], frame: [1, 0, 2, 2], indices: [1, 1, 1, 1] }));
    expect([picture.width, picture.height]).toEqual([3, 2]);
  });

  test('may be interlaced', () => {
    const indices = [0, 2, 1, 3, 1];
    const file = gif({ frame: [0, 0, 1, 5], interlaced: true, indices });
    expect(indicesOf(file)).toEqual([0, 3, 1, 1, 2]);
  });

  test('may be followed by others, and equals what sharp decodes', async () => {
    const noise = Uint8Array.from({ length: 3 * 200 * 150 }, (_, i) => (i * 2654435761) >>> 24);
    const picture = sharp(noise, { raw: { width: 200, height: 150, channels: 3, pageHeight: 75 } });
    const file = await picture.gif().toBuffer();
    const { width, height, rows } = parseGif(file);
    const expected = await sharp(file).ensureAlpha().raw().toBuffer();
    expect([width, height]).toEqual([200, 75]);
    expect(Buffer.compare(Uint8Array.from(rows(0, height)), expected)).toBe(0);
  });
});

describe('damage', () => {
  const whole = gif({ frame: [0, 0, 2, 2], indices: [3, 1, 2, 0] });

  test('the end mark may be missing', () => {
    expect(indicesOf(whole.subarray(0, -2))).toEqual([3, 1, 2, 0]);
  });

  test.each(Array.from({ length: whole.length - 8 }, (_, i) => i + 6))('a file of %i bytes', (bytes) => {
    const cut = () => parseGif(whole.subarray(0, bytes));
    expect(cut).toThrow(expect.objectContaining({ code: 'corrupt-image' }));
  });

  test('no frame, or one without pixels', () => {
    const noFrame = Uint8Array.of(...whole.subarray(0, 13 + 12), 0x3b);
    for (const file of [noFrame, gif({ screen: [2, 2], frame: [0, 0, 0, 2], indices: [] })]) {
      expect(() => parseGif(file)).toThrow(expect.objectContaining({ code: 'corrupt-image' }));
    }
  });

  test('too many pixels', () => {
    const file = gif({ frame: [0, 0, 20_000, 20_000], indices: [] });
    expect(() => parseGif(file)).toThrow(expect.objectContaining({ code: 'image-too-large' }));
  });
});

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readPicture } from './picture-files.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'blipscope-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function stored(name: string, bytes: Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
}

/** Red is the pixel's column, green its row. */
function gradient(width: number, height: number): Uint8Array {
  const places = Array.from({ length: width * height }, (_, i) => [i % width, Math.floor(i / width), 0]);
  return Uint8Array.from(places.flat());
}

function gradientPicture(width: number, height: number) {
  return sharp(gradient(width, height), { raw: { width, height, channels: 3 } });
}

describe('EXIF orientation is applied', () => {
  const [W, H] = [3, 2];
  /** The stored pixel that is seen at (x, y); orientations from 5 on swap width and height. */
  const SEEN: Record<number, (x: number, y: number) => [number, number]> = {
    1: (x, y) => [x, y],
    2: (x, y) => [W - 1 - x, y],
    3: (x, y) => [W - 1 - x, H - 1 - y],
    4: (x, y) => [x, H - 1 - y],
    5: (x, y) => [y, x],
    6: (x, y) => [y, H - 1 - x],
    7: (x, y) => [W - 1 - y, H - 1 - x],
    8: (x, y) => [W - 1 - y, x],
  };

  test.each(Object.entries(SEEN))('%s', async (key, seenAt) => {
    const orientation = Number(key);
    const picture = gradientPicture(W, H).withMetadata({ orientation }).webp({ lossless: true });
    const image = await readPicture(await stored(`exif-${orientation}.webp`, await picture.toBuffer()));
    expect([image.width, image.height]).toEqual(orientation < 5 ? [W, H] : [H, W]);
    const rgba = image.rows(0, image.height);
    const seen = Array.from({ length: W * H }, (_, i) => [rgba[4 * i], rgba[4 * i + 1]]);
    const expected = seen.map((_, i) => seenAt(i % image.width, Math.floor(i / image.width)));
    expect(seen).toEqual(expected);
  });
});

describe('pixels as they are stored', () => {
  test('ignores colour profiles', async () => {
    const plain = await gradientPicture(40, 30).png().toBuffer();
    const tagged = await sharp(plain)
      .keepIccProfile()
      .withIccProfile('p3', { attach: true })
      .png()
      .toBuffer();
    const stored24 = await sharp(tagged, { ignoreIcc: true }).raw().toBuffer();
    const converted = await sharp(tagged).raw().toBuffer();
    expect(Buffer.compare(stored24, converted)).not.toBe(0);
    const image = await readPicture(await stored('p3.png', tagged));
    const rgb = Uint8Array.from(image.rows(0, image.height)).filter((_, i) => i % 4 < 3);
    expect(Buffer.compare(rgb, stored24)).toBe(0);
  });

  test('grey becomes red, green and blue, 16 bits become 8', async () => {
    const grey = sharp(Buffer.of(0, 100, 255), { raw: { width: 3, height: 1, channels: 1 } });
    const image = await readPicture(
      await stored('grey.png', await grey.toColourspace('grey16').png().toBuffer()),
    );
    expect([...image.rows(0, 1)]).toEqual([0, 0, 0, 255, 100, 100, 100, 255, 255, 255, 255, 255]);
  });

  test('keeps alpha, and takes the first frame of an animation', async () => {
    const frames = Buffer.of(255, 0, 0, 255, 0, 255, 0, 255);
    const animation = sharp(frames, { raw: { width: 1, height: 2, channels: 4, pageHeight: 1 } });
    const gif = await readPicture(await stored('two.gif', await animation.gif().toBuffer()));
    expect([gif.width, gif.height, ...gif.rows(0, 1)]).toEqual([1, 1, 255, 0, 0, 255]);
    const faint = sharp(Buffer.of(10, 20, 30, 128), { raw: { width: 1, height: 1, channels: 4 } });
    const png = await readPicture(await stored('faint.png', await faint.png().toBuffer()));
    expect([...png.rows(0, 1)]).toEqual([10, 20, 30, 128]);
  });
});

test('a name is a name, not a pattern of pages and options', async () => {
  const [red, blue] = ['#f00', '#00f'].map((background) =>
    sharp({ create: { width: 2, height: 2, channels: 3, background } }).png(),
  );
  await stored('shot.png', await red!.toBuffer());
  for (const name of ['shot.png[1]', 'shot.png[page=0]', 'brackets[1]', 'shot.png?x=1', '*.png']) {
    const { rows } = await readPicture(await stored(name, await blue!.toBuffer()));
    expect([...rows(0, 1)].slice(0, 3)).toEqual([0, 0, 255]);
  }
});

describe('unusable files have distinct errors', () => {
  async function half(picture: Sharp): Promise<Uint8Array> {
    const file = await picture.toBuffer();
    return file.subarray(0, file.length / 2);
  }

  /** A complete first chunk of a PNG, without pixels. */
  function pngHeader(width: number, height: number): Buffer {
    const header = Buffer.alloc(33);
    header.write('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1');
    header.writeUInt32BE(width, 16);
    header.writeUInt32BE(height, 20);
    return header;
  }

  test.each([
    ['cut.jpg', () => half(gradientPicture(200, 200).jpeg()), 'corrupt-image'],
    ['cut.png', () => half(gradientPicture(200, 200).png()), 'corrupt-image'],
    ['huge.png', async () => pngHeader(40_000, 40_000), 'image-too-large'],
    ['letter.jpg', async () => Buffer.from('Dear reader,'), 'not-an-image'],
    ['photo.heic', async () => Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1'), 'corrupt-image'],
    ['photo.jxl', async () => Buffer.from('\xff\x0a\0', 'latin1'), 'not-an-image'],
    ['empty.png', async () => Buffer.alloc(0), 'not-an-image'],
  ])('%s', async (name, bytes, code) => {
    const path = await stored(name, await bytes());
    await expect(readPicture(path)).rejects.toMatchObject({ name: 'PictureError', code });
  });

  test('a missing file', async () => {
    await expect(readPicture(join(folder, 'nothing.png'))).rejects.toThrow('no such file');
  });
});

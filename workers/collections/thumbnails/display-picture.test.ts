import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { displayPicture } from './display-picture.ts';

const FOLDER = 'reference/picture-formats';
const file = (name: string) => new Blob([readFileSync(`${FOLDER}/${name}`)]);

/** The most pixels that a canvas has; larger ones stay empty, without an error. */
let most: number;

class Canvas {
  constructor(
    readonly width: number,
    readonly height: number,
  ) {}
  getContext() {
    const alpha = this.width * this.height <= most ? 255 : 0;
    return {
      getImageData: () => ({ data: Uint8ClampedArray.of(0, 0, 0, alpha) }),
      setTransform: () => {},
      clearRect: () => {},
      fillRect: () => {},
      drawImage: () => {},
    };
  }
  async convertToBlob({ type }: { type: string }) {
    return new Blob([`${this.width} × ${this.height}`], { type });
  }
}

class Pixels {
  constructor(
    readonly data: Uint8ClampedArray,
    readonly width: number,
    readonly height: number,
  ) {}
}

/** Of all files, without their orientation. */
const STORED = { width: 48, height: 36 };

beforeEach(() => {
  most = 1e8;
  vi.stubGlobal('OffscreenCanvas', Canvas);
  vi.stubGlobal('ImageData', Pixels);
  vi.stubGlobal('createImageBitmap', async (source: Blob | Pixels) => {
    const { width, height } = source instanceof Blob ? STORED : source;
    return { width, height, close: () => {} };
  });
});
afterEach(() => vi.unstubAllGlobals());

test.each([
  ['heic.heic', 'image/jpeg', '48 × 36'],
  ['heic-alpha.heic', 'image/jpeg', '48 × 36'],
  ['tiff.tif', 'image/png', '48 × 36'],
  ['tiff-turned.tif', 'image/png', '36 × 48'],
  ['png-turned.png', 'image/png', '36 × 48'],
  ['png-turned-exif-at-end.png', 'image/png', '36 × 48'],
  ['webp-turned.webp', 'image/png', '36 × 48'],
])('%s is shown as %s', async (name, type, size) => {
  const shown = await displayPicture(file(name), null);
  expect([shown?.type, await shown?.text()]).toEqual([type, size]);
});

test('a small one is a thumbnail', async () => {
  const shown = await displayPicture(file('tiff.tif'), 12);
  expect([shown?.type, await shown?.text()]).toEqual(['image/jpeg', '12 × 9']);
});

test.each(['jpeg.jpg', 'jpeg-turned.jpg', 'png.png', 'webp.webp', 'avif.avif', 'bmp-rle8.bmp'])(
  '%s is shown as it is',
  async (name) => {
    expect(await displayPicture(file(name), null)).toBeNull();
  },
);

test.each(['tiff.tif', 'heic.heic'])('%s has fewer pixels where the canvas cannot hold all', async (name) => {
  most = 24 * 18;
  expect(await (await displayPicture(file(name), null))?.text()).toBe('24 × 18');
  most = 0;
  await expect(displayPicture(file(name), null)).rejects.toMatchObject({ code: 'image-too-large' });
});

test('an animated PNG is shown by its own picture', async () => {
  const png = readFileSync(`${FOLDER}/png.png`);
  const chunk = Buffer.concat([Buffer.of(0, 0, 0, 8), Buffer.from('acTL'), Buffer.alloc(12)]);
  const HEADER_END = 33;
  const animated = new Blob([png.subarray(0, HEADER_END), chunk, png.subarray(HEADER_END)]);
  expect((await displayPicture(animated, null))?.type).toBe('image/png');
});

test('what is no picture is refused', async () => {
  await expect(displayPicture(new Blob(['Dear reader,']), null)).rejects.toMatchObject({
    code: 'not-an-image',
  });
});

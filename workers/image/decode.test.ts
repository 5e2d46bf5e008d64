import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { decodePicture } from './decode.ts';
import { bombs } from './testing/bombs.ts';

const opened = vi.fn(async (_file: Blob) => ({ width: 20, height: 10, close: () => {} }));
beforeEach(() => {
  vi.stubGlobal('createImageBitmap', opened);
  vi.stubGlobal('OffscreenCanvas', class {});
});
afterEach(() => {
  opened.mockClear();
  vi.unstubAllGlobals();
});

/** A file that counts the bytes read of it and of its slices. */
class CountedFile extends Blob {
  read = 0;
  override async arrayBuffer() {
    this.read += this.size;
    return super.arrayBuffer();
  }
  override slice(...range: Parameters<Blob['slice']>) {
    const slice = super.slice(...range);
    const read = slice.arrayBuffer.bind(slice);
    slice.arrayBuffer = async () => {
      this.read += slice.size;
      return read();
    };
    return slice;
  }
}

const encode = (format: 'jpeg' | 'webp') =>
  sharp({ create: { width: 20, height: 10, channels: 3, background: '#369' } })
    .toFormat(format)
    .toBuffer();
const ROOM = 1_000_000;

test('of a JPEG only the start is read, and the browser gets the file', async () => {
  const file = new CountedFile([Uint8Array.from(await encode('jpeg')), new Uint8Array(ROOM)], {
    type: 'image/webp',
  });
  expect(await decodePicture(file)).toMatchObject({ width: 20, height: 10 });
  expect(file.read).toBeLessThan(ROOM / 2);
  const given = opened.mock.calls[0]![0];
  expect([given.size, given.type]).toEqual([file.size, '']);
});

test('a JPEG whose size comes late is read as a whole before it is decoded', async () => {
  const jpeg = await encode('jpeg');
  const afterFirstSegment = 4 + jpeg.readUInt16BE(4);
  // Bytes between segments that are no marker.
  const parts = [jpeg.subarray(0, afterFirstSegment), Buffer.alloc(ROOM), jpeg.subarray(afterFirstSegment)];
  const huge = Buffer.concat(parts);
  const frame = huge.lastIndexOf(Buffer.of(0xff, 0xc0));
  huge.writeUInt16BE(60_000, frame + 5);
  huge.writeUInt16BE(60_000, frame + 7);
  await expect(decodePicture(new Blob([Uint8Array.from(huge)]))).rejects.toMatchObject({
    code: 'image-too-large',
  });
  expect(opened).not.toHaveBeenCalled();
});

test.each(['jpeg', 'webp'] as const)('of a %s whose bytes are given nothing is read', async (format) => {
  const bytes = Uint8Array.from(await encode(format));
  const file = new CountedFile([bytes]);
  expect(await decodePicture(file, bytes)).toMatchObject({ width: 20, height: 10 });
  expect(file.read).toBe(0);
});

test('a file that is decoded as it is, is not copied', async () => {
  const bytes = Uint8Array.from(await encode('webp'));
  const file = new Blob([bytes]);
  const slice = vi.spyOn(file, 'slice');
  await decodePicture(file);
  expect(slice.mock.results.map(({ value }) => value)).toContain(opened.mock.calls[0]![0]);
});

test.each(await bombs(readFileSync('reference/picture-formats/heic.heic')))(
  '$name, far larger than it looks: refused before it is decoded',
  async ({ file }) => {
    const outcome = { name: 'PictureError', code: 'image-too-large' };
    await expect(decodePicture(new Blob([Uint8Array.from(file)]))).rejects.toMatchObject(outcome);
    expect(opened).not.toHaveBeenCalled();
  },
);

import sharp from 'sharp';
import { expect, test } from 'vitest';
import { prepareFile, swapsSides, turnUpright, uprightTransform } from './orientation.ts';
import { pixelRows } from './pixel-rows.ts';

function turned(orientation: number) {
  const flat = sharp({ create: { width: 20, height: 10, channels: 3, background: '#369' } });
  return flat.withMetadata({ orientation });
}

async function joined(parts: BlobPart[]): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

async function read(file: Uint8Array) {
  const { orientation = 1, width, height } = await sharp(file).metadata();
  return { orientation, width, height };
}

test.each([1, 2, 3, 4, 5, 6, 7, 8])('orientation %i is taken out of PNG and WebP', async (orientation) => {
  for (const format of ['PNG', 'WebP'] as const) {
    const encoded = turned(orientation);
    const file = Uint8Array.from(await (format === 'PNG' ? encoded.png() : encoded.webp()).toBuffer());
    const taken = prepareFile(format, file);
    expect(taken.orientation, format).toBe(orientation);
    const rest = await joined(taken.parts);
    expect(await read(rest), format).toEqual({ orientation: 1, width: 20, height: 10 });
    expect(prepareFile(format, rest).orientation).toBe(1);
  }
});

test('an `eXIf` chunk after the pixels counts', async () => {
  const file = Uint8Array.from(await turned(6).png().toBuffer());
  expect(prepareFile('PNG', exifAtEnd(file)).orientation).toBe(6);
});

test('a PNG without its end mark gets one', async () => {
  const file = Uint8Array.from(await turned(1).png().toBuffer());
  const { parts } = prepareFile('PNG', file.subarray(0, -12));
  expect((await joined(parts)).subarray(-12)).toEqual(file.subarray(-12));
});

test.each(['PNG', 'WebP'] as const)(
  'a %s that is cut anywhere stays as it is or gets an end',
  async (format) => {
    const encoded = turned(6);
    const file = Uint8Array.from(await (format === 'PNG' ? encoded.png() : encoded.webp()).toBuffer());
    for (let bytes = 12; bytes < file.length; bytes++) {
      expect(() => prepareFile(format, file.subarray(0, bytes))).not.toThrow();
    }
  },
);

test('each transform maps the stored corners to those of the upright picture', () => {
  const [width, height] = [3, 2];
  for (let orientation = 1; orientation <= 8; orientation++) {
    const [a, b, c, d, e, f] = uprightTransform(orientation, width, height);
    const corner = (x: number, y: number) => [a * x + c * y + e, b * x + d * y + f];
    const corners = [corner(0, 0), corner(width, height)];
    const upright = orientation > 4 ? [height, width] : [width, height];
    const least = [0, 1].map((axis) => Math.min(...corners.map((each) => each[axis]!)));
    const largest = [0, 1].map((axis) => Math.max(...corners.map((each) => each[axis]!)));
    expect(least).toEqual([0, 0]);
    expect(largest).toEqual(upright);
  }
});

test('pixels are turned as the orientation says', () => {
  const stored = pixelRows(
    Uint8Array.from({ length: 24 }, (_, i) => Math.floor(i / 4)),
    3,
    2,
  );
  const seen: Record<number, number[]> = {
    1: [0, 1, 2, 3, 4, 5],
    2: [2, 1, 0, 5, 4, 3],
    3: [5, 4, 3, 2, 1, 0],
    4: [3, 4, 5, 0, 1, 2],
    5: [0, 3, 1, 4, 2, 5],
    6: [3, 0, 4, 1, 5, 2],
    7: [5, 2, 4, 1, 3, 0],
    8: [2, 5, 1, 4, 0, 3],
  };
  for (const [orientation, pixels] of Object.entries(seen)) {
    const upright = turnUpright(stored, Number(orientation));
    expect(Array.from(upright.rows(0, upright.height)).filter((_, i) => i % 4 === 0)).toEqual(pixels);
  }
});

/** Moves the `eXIf` chunk of a PNG before its end. */
function exifAtEnd(file: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const bytes = Buffer.from(file);
  const start = bytes.indexOf('eXIf') - 4;
  const end = start + 12 + bytes.readUInt32BE(start);
  const exif = bytes.subarray(start, end);
  const parts = [bytes.subarray(0, start), bytes.subarray(end, -12), exif, bytes.subarray(-12)];
  return Uint8Array.from(Buffer.concat(parts));
}

test('a PNG of many chunks has few parts', () => {
  const CHUNK_BYTES = 12;
  const empty = Buffer.alloc(8 + 1000 * CHUNK_BYTES);
  for (let at = 8; at < empty.length; at += CHUNK_BYTES) empty.write('tEXt', at + 4, 'latin1');
  empty.write('eXIf', 8 + 500 * CHUNK_BYTES + 4, 'latin1');
  // Before the `eXIf` chunk, after it, and the end mark.
  expect(prepareFile('PNG', Uint8Array.from(empty)).parts).toHaveLength(3);
});

test.each([0, 9, 65_535])('the unknown orientation %i swaps no sides', (orientation) => {
  expect(swapsSides(orientation)).toBe(false);
});

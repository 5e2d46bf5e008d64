/** Small files that are, or claim to be, pictures with far more pixels than are read. */
import sharp, { type Sharp } from 'sharp';

const SIDE = 20_000;

function flat(width: number, height: number): Sharp {
  return sharp({ create: { width, height, channels: 3, background: '#369' } });
}

/** In place of the bytes at `at`. */
function changed(file: Uint8Array, at: number, bytes: readonly number[]): Buffer {
  const copy = Buffer.from(file);
  copy.set(bytes, at);
  return copy;
}

const u16le = (value: number) => [value & 255, value >> 8];
const u16be = (value: number) => [value >> 8, value & 255];
const u32be = (value: number) => [...u16be(value >>> 16), ...u16be(value & 65_535)];
const u32le = (value: number) => u32be(value).reverse();

/** The frame header of a JPEG. */
function frameOf(jpeg: Buffer): number {
  return jpeg.indexOf(Buffer.of(0xff, 0xc0));
}

/** Segments of metadata in front of the rest. */
function withSegments(jpeg: Buffer, count: number): Buffer {
  const segment = Buffer.concat([Buffer.of(0xff, 0xe1, 0xff, 0xff), Buffer.alloc(65_533)]);
  return Buffer.concat([jpeg.subarray(0, 2), ...Array(count).fill(segment), jpeg.subarray(2)]);
}

/** Sets the stated size of all pictures in an AVIF or HEIC file. */
export function stating(file: Uint8Array, width: number, height: number): Buffer {
  const copy = Buffer.from(file);
  for (let at = copy.indexOf('ispe'); at >= 0; at = copy.indexOf('ispe', at + 1)) {
    copy.set([...u32be(width), ...u32be(height)], at + 8);
  }
  return copy;
}

/** The entry of a tag in the first directory of a little-endian TIFF. */
function entryOf(tiff: Buffer, tag: number): number {
  const directory = tiff.readUInt32LE(4);
  for (let entry = directory + 2; ; entry += 12) if (tiff.readUInt16LE(entry) === tag) return entry;
}

export interface Bomb {
  name: string;
  file: Uint8Array;
}

/**
 * All are refused as too large before anything is decoded.
 * @param heic a picture, which sharp cannot write.
 */
export async function bombs(heic: Uint8Array): Promise<Bomb[]> {
  const [png, gif, jpeg, webp, lossless, avif, tiff] = await Promise.all([
    flat(8, 8).png().toBuffer(),
    flat(8, 8).gif().toBuffer(),
    flat(8, 8).jpeg().toBuffer(),
    flat(8, 8).webp().toBuffer(),
    flat(8, 8).webp({ lossless: true }).toBuffer(),
    flat(8, 8).avif().toBuffer(),
    flat(8, 8).tiff({ compression: 'deflate' }).toBuffer(),
  ]);
  const extended = await flat(8, 8)
    .withExif({ IFD0: { Copyright: 'c' } })
    .webp()
    .toBuffer();
  const bmp = changed(Buffer.alloc(54), 0, [0x42, 0x4d, ...Array(12).fill(0), 40]);
  const hugeJpeg = changed(jpeg, frameOf(jpeg) + 5, [...u16be(SIDE), ...u16be(SIDE)]);
  const [WIDTH, HEIGHT] = [0x100, 0x101];
  const wide = changed(tiff, entryOf(tiff, WIDTH) + 8, u32le(SIDE).slice(0, 2));
  return [
    { name: 'PNG', file: changed(png, 16, [...u32be(SIDE), ...u32be(SIDE)]) },
    { name: 'PNG of one row', file: changed(png, 16, [...u32be(2 ** 31 - 1), ...u32be(1)]) },
    { name: 'GIF by its screen', file: changed(gif, 6, [...u16le(65_535), ...u16le(65_535)]) },
    { name: 'GIF by its frame', file: changed(gif, gif.indexOf(0x2c) + 5, [...u16le(SIDE), ...u16le(SIDE)]) },
    { name: 'BMP', file: changed(bmp, 18, [...u32le(SIDE), ...u32le(SIDE)]) },
    { name: 'BMP with rows from the top', file: changed(bmp, 18, [...u32le(SIDE), ...u32le(-SIDE)]) },
    { name: 'WebP', file: changed(webp, 26, [...u16le(16_383), ...u16le(16_383)]) },
    { name: 'WebP, lossless', file: changed(lossless, 21, [0xff, 0xff, 0xff, 0x0f]) },
    { name: 'WebP, extended', file: changed(extended, 24, [...Array(6).fill(0x7f)]) },
    { name: 'JPEG', file: hugeJpeg },
    { name: 'JPEG with metadata in front', file: withSegments(hugeJpeg, 50) },
    { name: 'AVIF', file: stating(avif, SIDE, SIDE) },
    { name: 'AVIF that states a small size', file: stating(await codedLarge(), 8, 8) },
    { name: 'HEIC', file: stating(heic, SIDE, SIDE) },
    { name: 'TIFF', file: changed(wide, entryOf(wide, HEIGHT) + 8, u32le(SIDE).slice(0, 2)) },
  ];
}

/** The header of the coded picture claims 65,536 × 65,536. */
async function codedLarge(): Promise<Buffer> {
  const avif = await flat(8, 8).avif().toBuffer();
  const header = avif.indexOf(Buffer.of(0x12, 0, 0x0a)) + 4;
  // A reduced header of a still picture: level, 16 bits for each side, and all of them set.
  return changed(avif, header, [0x18, 0x3f, ...Array(5).fill(0xff)]);
}

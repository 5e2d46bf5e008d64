/**
 * Windows and OS/2 bitmaps, as Pillow reads them (`BmpImagePlugin.py`): 1, 4, 8, 16, 24 and 32 bits per pixel, masks
 * and run-length encoding. The fourth byte of 32 bits is alpha only if the header has a mask for it.
 */
import { corruptPicture, decoderFailed, unsupportedFormat } from './picture-error.ts';
import { checkPictureSize, type PictureSize } from './picture-size.ts';
import { lazyRows, type PixelRows, paletteRows } from './pixel-rows.ts';

const FILE_HEADER_BYTES = 14;
const OS2_HEADER_BYTES = 12;
const COMPRESSION = { none: 0, rle8: 1, rle4: 2, masks: 3 };
/** The size of the first header version that has a mask for alpha. */
const HEADER_WITH_ALPHA = 56;

interface Header extends PictureSize {
  topDown: boolean;
  bits: number;
  compression: number;
  /** Offsets in the file: of the masks, the palette and the pixels. */
  masks: number;
  palette: number;
  pixels: number;
  hasAlphaMask: boolean;
  /** Bytes per colour of the palette: blue, green, red and, in Windows, an unused one. */
  colourBytes: number;
}

/**
 * Decodes the bytes of a bitmap file.
 * @throws {PictureError}
 */
export function parseBmp(file: Uint8Array): PixelRows {
  try {
    const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
    const header = parseHeader(view);
    checkPictureSize(header);
    return header.bits <= 8 ? indexedRows(file, header) : maskedRows(file, view, header);
  } catch (cause) {
    throw cause instanceof RangeError ? decoderFailed(cause) : cause;
  }
}

function parseHeader(view: DataView): Header {
  const headerBytes = view.getUint32(FILE_HEADER_BYTES, true);
  const isOs2 = headerBytes === OS2_HEADER_BYTES;
  const height = isOs2 ? view.getUint16(20, true) : view.getInt32(22, true);
  const compression = isOs2 ? COMPRESSION.none : view.getUint32(30, true);
  const afterHeader = FILE_HEADER_BYTES + headerBytes;
  const masksBytes = compression === COMPRESSION.masks && headerBytes === 40 ? 12 : 0;
  return {
    width: isOs2 ? view.getUint16(18, true) : view.getInt32(18, true),
    height: Math.abs(height),
    topDown: height < 0,
    bits: view.getUint16(isOs2 ? 24 : 28, true),
    compression,
    masks: 54,
    palette: afterHeader + masksBytes,
    pixels: view.getUint32(10, true),
    hasAlphaMask: headerBytes >= HEADER_WITH_ALPHA,
    colourBytes: isOs2 ? 3 : 4,
  };
}

function unsupported({ bits, compression }: Header): Error {
  return unsupportedFormat(`BMP (${bits} bits, compression ${compression})`);
}

/** The bytes of each row, from top to bottom. */
function storedRows(file: Uint8Array, { width, height, bits, topDown, pixels }: Header) {
  const stride = Math.ceil((width * bits) / 32) * 4;
  if (file.length < pixels + stride * height) throw corruptPicture();
  return (y: number) => {
    const start = pixels + stride * (topDown ? y : height - 1 - y);
    return file.subarray(start, start + stride);
  };
}

/** Up to 8 bits: indices into a palette. */
function indexedRows(file: Uint8Array, header: Header): PixelRows {
  const { width, height } = header;
  return paletteRows(width, height, readPalette(file, header), readIndices(file, header));
}

/** RGBA of all 256 indices: black where the palette has no colour, as in Pillow. */
function readPalette(file: Uint8Array, { palette, pixels, colourBytes, bits }: Header): Uint8Array {
  const rgba = new Uint8Array(4 * 256).map((_, i) => (i % 4 === 3 ? 255 : 0));
  const end = pixels > palette ? Math.min(pixels, file.length) : file.length;
  const colours = Math.min(1 << bits, Math.floor((end - palette) / colourBytes));
  for (let i = 0; i < colours; i++) {
    const at = palette + colourBytes * i;
    rgba.set([file[at + 2]!, file[at + 1]!, file[at]!], 4 * i);
  }
  return rgba;
}

/** The indices of each row, from top to bottom. */
function readIndices(file: Uint8Array, header: Header): (y: number) => Uint8Array {
  const { width, height, bits, compression, topDown } = header;
  if (compression === COMPRESSION.rle8 || compression === COMPRESSION.rle4) {
    const all = unpackRuns(file.subarray(header.pixels), header);
    const row = (y: number) => (topDown ? y : height - 1 - y);
    return (y) => all.subarray(width * row(y), width * row(y) + width);
  }
  if (compression !== COMPRESSION.none || ![1, 4, 8].includes(bits)) throw unsupported(header);
  const stored = storedRows(file, header);
  const last = (1 << bits) - 1;
  return (y) => {
    const row = stored(y);
    if (bits === 8) return row;
    return Uint8Array.from({ length: width }, (_, x) => {
      const bit = x * bits;
      return (row[bit >> 3]! >> (8 - bits - (bit & 7))) & last;
    });
  };
}

/** Run-length encoding. Pixels that the file leaves out have index 0. @throws {RangeError} at the end of the bytes */
function unpackRuns(bytes: Uint8Array, header: Header): Uint8Array {
  const { width, height, bits, compression } = header;
  if (bits !== (compression === COMPRESSION.rle8 ? 8 : 4)) throw unsupported(header);
  const runs = new Runs(bytes, bits);
  const indices = new Uint8Array(width * height);
  let [x, y] = [0, 0];
  const isComplete = () => y >= height || (y === height - 1 && x >= width && runs.atEnd);
  while (!isComplete()) {
    const run = runs.next();
    if (run.kind === 'end') break;
    if (run.kind === 'row') [x, y] = [0, y + 1];
    else if (run.kind === 'skip') [x, y] = [x + run.right, y + run.up];
    else {
      // A run does not go on in the next row.
      if (x < width) indices.set(run.indices.subarray(0, width - x), width * y + x);
      x += run.indices.length;
    }
  }
  return indices;
}

type Run =
  | { kind: 'row' }
  | { kind: 'end' }
  | { kind: 'skip'; right: number; up: number }
  | { kind: 'pixels'; indices: Uint8Array };

class Runs {
  #at = 0;
  constructor(
    private readonly bytes: Uint8Array,
    private readonly bits: number,
  ) {}

  get atEnd(): boolean {
    return this.#at >= this.bytes.length;
  }

  next(): Run {
    const count = this.#byte();
    const value = this.#byte();
    if (count > 0) return { kind: 'pixels', indices: this.#indices(count, () => value) };
    if (value === 0) return { kind: 'row' };
    if (value === 1) return { kind: 'end' };
    if (value === 2) return { kind: 'skip', right: this.#byte(), up: this.#byte() };
    return { kind: 'pixels', indices: this.#plain(value) };
  }

  /** Indices without encoding, filled up to 16 bits. */
  #plain(count: number): Uint8Array {
    const length = Math.ceil((count * this.bits) / 8);
    const from = this.bytes.subarray(this.#at, this.#at + length);
    if (from.length < length) throw new RangeError('The runs are cut short.');
    this.#at += length + (length % 2);
    return this.#indices(count, (i) => from[i]!);
  }

  /** 8 bits: one index per byte. 4 bits: two, the high one first. */
  #indices(count: number, byteAt: (i: number) => number): Uint8Array {
    return Uint8Array.from({ length: count }, (_, i) => {
      if (this.bits === 8) return byteAt(i);
      const byte = byteAt(i >> 1);
      return i % 2 === 0 ? byte >> 4 : byte & 15;
    });
  }

  #byte(): number {
    const byte = this.bytes[this.#at++];
    if (byte === undefined) throw new RangeError('The runs are cut short.');
    return byte;
  }
}

interface Channel {
  shift: number;
  max: number;
}

const DEFAULT_MASKS: Readonly<Record<number, readonly number[]>> = {
  16: [0x7c00, 0x3e0, 0x1f, 0],
  24: [0xff0000, 0xff00, 0xff, 0],
  32: [0xff0000, 0xff00, 0xff, 0],
};

/** 16, 24 and 32 bits: a mask for each channel. */
function maskedRows(file: Uint8Array, view: DataView, header: Header): PixelRows {
  const { width, height, bits } = header;
  const channels = readMasks(view, header).map(channelOf);
  const stored = storedRows(file, header);
  const bytes = bits / 8;
  return lazyRows(width, height, (y, rgba, at) => {
    const row = stored(y);
    for (let x = 0; x < width; x++) {
      let pixel = 0;
      for (let i = bytes - 1; i >= 0; i--) pixel = pixel * 256 + row[bytes * x + i]!;
      for (const [i, channel] of channels.entries()) rgba[at + 4 * x + i] = byteOf(pixel, channel);
    }
  });
}

function readMasks(view: DataView, header: Header): readonly number[] {
  const { bits, compression, masks, hasAlphaMask } = header;
  const usual = DEFAULT_MASKS[bits];
  if (!usual) throw unsupported(header);
  if (compression === COMPRESSION.none) return usual;
  if (compression !== COMPRESSION.masks) throw unsupported(header);
  const stored = Array.from({ length: hasAlphaMask ? 4 : 3 }, (_, i) => view.getUint32(masks + 4 * i, true));
  if (stored.every((mask) => mask === 0)) return [0xff0000, 0xff00, 0xff, 0xff000000];
  return [...stored, 0].slice(0, 4);
}

/** A mask of zero, which alpha may have, makes every value the largest. */
function channelOf(mask: number): Channel {
  if (mask === 0) return { shift: 0, max: 0 };
  const shift = 31 - Math.clz32(mask & -mask);
  return { shift, max: mask >>> shift };
}

/** Scaled to 0…255, rounded down as in Pillow. */
function byteOf(pixel: number, { shift, max }: Channel): number {
  return max === 0 ? 255 : Math.trunc((((pixel >>> shift) & max) * 255) / max);
}

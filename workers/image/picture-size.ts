/** Reads width and height from a file's header, so that huge pictures are refused before they are decoded. */
import { isobmffSize } from './isobmff.ts';
import { corruptPicture, PictureError } from './picture-error.ts';
import type { PictureFormat } from './sniff.ts';

export interface PictureSize {
  width: number;
  height: number;
}

/** More than current cameras produce; RGBA pixels take 400 MB. */
export const MAX_PIXELS = 100_000_000;

/** The stored size of a complete file, without EXIF orientation; null if no header states it. */
export function pictureSize(format: PictureFormat, file: Uint8Array): PictureSize | null {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  try {
    return READERS[format]?.(view) ?? null;
  } catch (error) {
    if (error instanceof RangeError) return null; // the header is cut short
    throw error;
  }
}

/** 16-bit RGBA pixels of `MAX_PIXELS`, without compression. */
const MAX_FILE_BYTES = 8 * MAX_PIXELS + 1_000_000;

/** @throws {PictureError} for a file that is larger than any picture allowed */
export function checkFileSize(bytes: number): void {
  if (bytes <= MAX_FILE_BYTES) return;
  const megabytes = Math.round(bytes / 1e6);
  const most = Math.floor(MAX_FILE_BYTES / 1e6);
  throw new PictureError(
    'image-too-large',
    `The file has ${megabytes} MB, more than the ${most} allowed. Make the picture smaller and try again.`,
  );
}

/**
 * Checks the number of pixels.
 * @throws {PictureError} for a picture without pixels, or with more than `MAX_PIXELS`
 */
export function checkPictureSize({ width, height }: PictureSize): void {
  if (width < 1 || height < 1) throw corruptPicture();
  if (width * height <= MAX_PIXELS) return;
  const megapixels = Math.round((width * height) / 1e6);
  const most = MAX_PIXELS / 1e6;
  throw new PictureError(
    'image-too-large',
    `The picture has ${megapixels} megapixels (${width} × ${height}), more than the ${most} allowed. Make it smaller and try again.`,
  );
}

type SizeReader = (view: DataView) => PictureSize | null;

const READERS: Partial<Record<PictureFormat, SizeReader>> = {
  PNG: (view) => ({ width: view.getUint32(16), height: view.getUint32(20) }),
  GIF: (view) => ({ width: view.getUint16(6, true), height: view.getUint16(8, true) }),
  BMP: bmpSize,
  WebP: webpSize,
  JPEG: jpegSize,
  AVIF: isobmffSize,
  HEIC: isobmffSize,
  TIFF: tiffSize,
};

function bmpSize(view: DataView): PictureSize {
  if (view.getUint32(14, true) === 12) {
    return { width: view.getUint16(18, true), height: view.getUint16(20, true) };
  }
  // With a negative height, rows run from top to bottom.
  return { width: view.getInt32(18, true), height: Math.abs(view.getInt32(22, true)) };
}

/** One of three chunks: lossy, lossless or extended (https://developers.google.com/speed/webp/docs/riff_container). */
function webpSize(view: DataView): PictureSize | null {
  switch (view.getUint32(12)) {
    case 0x56503820: // 'VP8 '
      return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
    case 0x5650384c: {
      // 'VP8L'
      const bits = view.getUint32(21, true);
      return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
    }
    case 0x56503858: // 'VP8X'
      return { width: uint24(view, 24) + 1, height: uint24(view, 27) + 1 };
    default:
      return null;
  }
}

function uint24(view: DataView, at: number): number {
  return view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
}

/**
 * Walks the segments to the first start-of-frame; DHT, JPG and DAC share its range of markers. Like libjpeg it skips
 * bytes between segments that are no marker.
 */
function jpegSize(view: DataView): PictureSize {
  const NOT_A_FRAME = [0xc4, 0xc8, 0xcc];
  let at = 2;
  for (;;) {
    while (view.getUint8(at) !== 0xff || [0, 0xff].includes(view.getUint8(at + 1))) at++;
    const marker = view.getUint8(at + 1);
    if (marker >= 0xc0 && marker <= 0xcf && !NOT_A_FRAME.includes(marker)) {
      return { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    }
    const isAlone = marker === 1 || (marker >= 0xd0 && marker <= 0xd9);
    at += 2 + (isAlone ? 0 : view.getUint16(at + 2));
  }
}

/** Of the first directory. */
function tiffSize(view: DataView): PictureSize | null {
  const [WIDTH, HEIGHT] = [0x100, 0x101];
  const SHORT = 3;
  const little = view.getUint16(0) === 0x4949;
  const directory = view.getUint32(4, little);
  const found = new Map<number, number>();
  for (let i = 0; i < view.getUint16(directory, little); i++) {
    const entry = directory + 2 + 12 * i;
    const isShort = view.getUint16(entry + 2, little) === SHORT;
    const value = isShort ? view.getUint16(entry + 8, little) : view.getUint32(entry + 8, little);
    found.set(view.getUint16(entry, little), value);
  }
  const [width, height] = [found.get(WIDTH), found.get(HEIGHT)];
  return width === undefined || height === undefined ? null : { width, height };
}

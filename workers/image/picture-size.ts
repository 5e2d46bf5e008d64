/** Reads width and height from a file's header, so that huge pictures are refused before they are decoded. */
import { corruptPicture, PictureError } from './picture-error.ts';
import type { PictureFormat } from './sniff.ts';

export interface PictureSize {
  width: number;
  height: number;
}

/** More than current cameras produce; RGBA pixels take 400 MB. */
export const MAX_PIXELS = 100_000_000;

/** The stored size, without EXIF orientation; null if the header does not contain it in a simple way. */
export function pictureSize(format: PictureFormat, head: Uint8Array): PictureSize | null {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  try {
    return READERS[format]?.(view) ?? null;
  } catch (error) {
    if (error instanceof RangeError) return null; // the header goes on beyond `head`
    throw error;
  }
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

/** Walks the segments to the first start-of-frame; DHT, JPG and DAC share its range of markers. */
function jpegSize(view: DataView): PictureSize | null {
  const NOT_A_FRAME = [0xc4, 0xc8, 0xcc];
  let at = 2;
  while (view.getUint8(at) === 0xff) {
    const marker = view.getUint8(at + 1);
    if (marker >= 0xc0 && marker <= 0xcf && !NOT_A_FRAME.includes(marker)) {
      return { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    }
    const isFill = marker === 0xff;
    at += isFill ? 1 : 2 + view.getUint16(at + 2);
  }
  return null;
}

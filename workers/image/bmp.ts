/**
 * Windows bitmaps, which sharp does not read. Supported: 1, 4, 8, 24 and 32 bits per pixel without compression, and
 * 32 bits with the usual masks. Run-length encoding and 16 bits are refused. As in PIL, the fourth byte of 32 bits is
 * alpha only if the header has a mask for it.
 */
import {
  checkPictureSize,
  corruptPicture,
  type PixelRows,
  pixelRows,
  unsupportedFormat,
} from './index.ts';

const FILE_HEADER_BYTES = 14;
const UNCOMPRESSED = 0;
const BIT_FIELDS = 3;
const RGB_MASKS = [0xff0000, 0xff00, 0xff];
const ALPHA_MASK = 0xff000000;
/** The size of the first header version that has a mask for alpha. */
const HEADER_WITH_ALPHA = 56;

interface Header {
  width: number;
  height: number;
  topDown: boolean;
  bits: number;
  hasAlpha: boolean;
  /** Blue, green, red and an unused byte per colour. */
  palette: Uint8Array;
  pixels: Uint8Array;
}

/**
 * Decodes the bytes of a bitmap file.
 * @throws {PictureError}
 */
export function parseBmp(file: Uint8Array): PixelRows {
  const header = parseHeader(file);
  const { width, height, bits, topDown } = header;
  const stride = Math.ceil((width * bits) / 32) * 4;
  if (header.pixels.length < stride * height) throw corruptPicture();
  const rgba = new Uint8Array(4 * width * height);
  for (let y = 0; y < height; y++) {
    const from = stride * (topDown ? y : height - 1 - y);
    const row = header.pixels.subarray(from, from + stride);
    for (let x = 0; x < width; x++) rgba.set(pixel(header, row, x), 4 * (y * width + x));
  }
  return pixelRows(rgba, width, height);
}

function parseHeader(file: Uint8Array): Header {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  try {
    const headerBytes = view.getUint32(FILE_HEADER_BYTES, true);
    // OS/2's first version, with 16-bit sizes and three bytes a colour.
    if (headerBytes < 40) throw unsupportedFormat('BMP (OS/2)');
    const bits = view.getUint16(28, true);
    const compression = view.getUint32(30, true);
    requireKnown(view, bits, compression);
    const height = view.getInt32(22, true);
    const size = { width: view.getInt32(18, true), height: Math.abs(height) };
    checkPictureSize(size);
    const masksBytes = compression === BIT_FIELDS && headerBytes === 40 ? 12 : 0;
    const hasAlpha =
      compression === BIT_FIELDS &&
      headerBytes >= HEADER_WITH_ALPHA &&
      view.getUint32(66, true) === ALPHA_MASK;
    return {
      ...size,
      topDown: height < 0,
      bits,
      hasAlpha,
      palette: file.subarray(FILE_HEADER_BYTES + headerBytes + masksBytes),
      pixels: file.subarray(view.getUint32(10, true)),
    };
  } catch (cause) {
    throw cause instanceof RangeError ? corruptPicture({ cause }) : cause;
  }
}

function requireKnown(view: DataView, bits: number, compression: number): void {
  const isPlain = compression === UNCOMPRESSED && [1, 4, 8, 24, 32].includes(bits);
  const isMasked =
    compression === BIT_FIELDS &&
    bits === 32 &&
    RGB_MASKS.every((mask, i) => view.getUint32(54 + 4 * i, true) === mask);
  if (!isPlain && !isMasked) throw unsupportedFormat(`BMP (compression ${compression}, ${bits} bits)`);
}

/** Red, green, blue, alpha. */
function pixel({ bits, palette, hasAlpha }: Header, row: Uint8Array, x: number): number[] {
  if (bits <= 8) {
    const bit = x * bits;
    const index = (row[bit >> 3]! >> (8 - bits - (bit & 7))) & ((1 << bits) - 1);
    const at = 4 * index;
    if (at + 3 > palette.length) throw corruptPicture();
    return [palette[at + 2]!, palette[at + 1]!, palette[at]!, 255];
  }
  const at = x * (bits >> 3);
  return [row[at + 2]!, row[at + 1]!, row[at]!, hasAlpha ? row[at + 3]! : 255];
}

/**
 * What decoders treat differently is taken out of a file: the EXIF orientation of PNG and WebP, and the frames of AVIF.
 * Browsers turn JPEG and AVIF alike, but Chromium ignores the metadata of WebP, and that of PNG after the pixels.
 */
import { type PixelRows, pixelRows } from './pixel-rows.ts';
import type { PictureFormat } from './sniff.ts';

export interface PreparedFile<B extends ArrayBufferLike> {
  /** 1 to 8; 1 is upright. */
  orientation: number;
  /** The file without its orientation, in views of it. */
  parts: (Uint8Array<B> | Uint8Array<ArrayBuffer>)[];
}

/** The file as all decoders read it, and the orientation that is still to be applied to its pixels. */
export function prepareFile<B extends ArrayBufferLike>(
  format: PictureFormat,
  file: Uint8Array<B>,
): PreparedFile<B> {
  switch (format) {
    case 'PNG':
      return fromPng(file);
    case 'WebP':
      return fromWebp(file);
    case 'AVIF':
      return { orientation: 1, parts: asStillAvif(file) };
    default:
      return { orientation: 1, parts: [file] };
  }
}

/**
 * Decoders read the frames of a file whose major brand is a sequence's: libheif refuses them, and Chromium takes their
 * colours for limited range. The first frame is stored as a still picture too (MIAF, ISO/IEC 23000-22), which the brand
 * of still pictures selects.
 */
function asStillAvif<B extends ArrayBufferLike>(file: Uint8Array<B>): PreparedFile<B>['parts'] {
  const [BRAND_START, BRAND_END] = [8, 12];
  if (latin1(file, BRAND_START) !== 'avis') return [file];
  const still = Uint8Array.from('avif', (letter) => letter.charCodeAt(0));
  return [file.subarray(0, BRAND_START), still, file.subarray(BRAND_END)];
}

/** Leaves out the `eXIf` chunks, and adds the end mark if it is missing: Pillow and sharp do without. */
function fromPng<B extends ArrayBufferLike>(file: Uint8Array<B>): PreparedFile<B> {
  const SIGNATURE_BYTES = 8;
  const END = Uint8Array.of(0, 0, 0, 0, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82);
  const view = dataView(file);
  const parts: PreparedFile<B>['parts'] = [];
  let orientation = 1;
  let at = SIGNATURE_BYTES;
  // One part per run of chunks: a part per chunk would take far more memory than a file of empty chunks.
  let runStart = 0;
  while (at + 12 <= file.length) {
    const type = latin1(file, at + 4);
    if (type === 'IEND') break;
    const end = at + 12 + view.getUint32(at);
    if (end > file.length) break;
    if (type === 'eXIf') {
      orientation = exifOrientation(file.subarray(at + 8, end - 4));
      if (at > runStart) parts.push(file.subarray(runStart, at));
      runStart = end;
    }
    at = end;
  }
  if (runStart < file.length) parts.push(file.subarray(runStart));
  if (at >= file.length) parts.push(END);
  return { orientation, parts };
}

/** Renames the chunk, so that its size and the file's stay the same. */
function fromWebp<B extends ArrayBufferLike>(file: Uint8Array<B>): PreparedFile<B> {
  const view = dataView(file);
  for (let at = 12; at + 8 <= file.length; ) {
    const size = view.getUint32(at + 4, true);
    if (latin1(file, at) === 'EXIF') {
      const data = file.subarray(at + 8, at + 8 + size);
      const name = Uint8Array.from('NONE', (letter) => letter.charCodeAt(0));
      const parts = [file.subarray(0, at), name, file.subarray(at + 4)];
      return { orientation: exifOrientation(data), parts };
    }
    at += 8 + size + (size % 2);
  }
  return { orientation: 1, parts: [file] };
}

/** The orientation in EXIF data, which is a TIFF file; 1 if it has none. */
function exifOrientation(data: Uint8Array): number {
  const ORIENTATION = 0x112;
  const hasPrefix = latin1(data, 0) === 'Exif';
  const tiff = hasPrefix ? data.subarray('Exif\0\0'.length) : data;
  const view = dataView(tiff);
  try {
    const little = latin1(tiff, 0).startsWith('II');
    const directory = view.getUint32(4, little);
    for (let i = 0; i < view.getUint16(directory, little); i++) {
      const entry = directory + 2 + 12 * i;
      if (view.getUint16(entry, little) !== ORIENTATION) continue;
      const value = view.getUint16(entry + 8, little);
      return value >= 1 && value <= 8 ? value : 1;
    }
    return 1;
  } catch (error) {
    if (error instanceof RangeError) return 1;
    throw error;
  }
}

function latin1(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}

function dataView({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}

/** Orientations 5 to 8 swap width and height. Any other is upright or unknown. */
export function swapsSides(orientation: number): boolean {
  return orientation >= 5 && orientation <= 8;
}

/** The affine map [a, b, c, d, e, f] of a canvas that turns stored pixels of width × height upright. */
export function uprightTransform(
  orientation: number,
  width: number,
  height: number,
): [number, number, number, number, number, number] {
  switch (orientation) {
    case 2:
      return [-1, 0, 0, 1, width, 0];
    case 3:
      return [-1, 0, 0, -1, width, height];
    case 4:
      return [1, 0, 0, -1, 0, height];
    case 5:
      return [0, 1, 1, 0, 0, 0];
    case 6:
      return [0, 1, -1, 0, height, 0];
    case 7:
      return [0, -1, -1, 0, height, width];
    case 8:
      return [0, -1, 1, 0, 0, width];
    default:
      return [1, 0, 0, 1, 0, 0];
  }
}

/** The upright picture of stored pixels. */
export function turnUpright(picture: PixelRows, orientation: number): PixelRows {
  if (orientation === 1) return picture;
  const { width, height } = picture;
  const [a, b, c, d, e, f] = uprightTransform(orientation, width, height);
  const upright = swapsSides(orientation) ? { width: height, height: width } : { width, height };
  const stored = words(picture.rows(0, height));
  const turned = new Uint32Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      // The centre of a pixel is mapped to that of another.
      const toX = a * (x + 0.5) + c * (y + 0.5) + e - 0.5;
      const toY = b * (x + 0.5) + d * (y + 0.5) + f - 0.5;
      turned[upright.width * toY + toX] = stored[width * y + x]!;
    }
  }
  return pixelRows(new Uint8Array(turned.buffer), upright.width, upright.height);
}

/** RGBA pixels as one number each; copied if they do not start at a multiple of four. */
function words(rgba: Uint8Array | Uint8ClampedArray): Uint32Array {
  const { buffer, byteOffset, length } = rgba.byteOffset % 4 === 0 ? rgba : rgba.slice();
  return new Uint32Array(buffer, byteOffset, length / 4);
}

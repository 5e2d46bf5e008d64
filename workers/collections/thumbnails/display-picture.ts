/** Pictures that some browsers cannot show, or not as the models see them, as JPEG or PNG. */
import { readBytes } from '../../image/decode.ts';
import {
  FORMATS,
  HEAD_BYTES,
  outOfMemory,
  type PictureFormat,
  pictureFormat,
  prepareFile,
} from '../../image/index.ts';
import { decodedBitmap, paintedOnWhite, scaled } from './bitmaps.ts';
import { makeThumbnail } from './make-thumbnail.ts';

const QUALITY = 0.95;
/** All pixels, or as many as the browser paints. */
const SCALES = [1, Math.SQRT1_2, 1 / 2, Math.SQRT1_2 / 2, 1 / 4];

/**
 * The picture on white, upright, of an animation the first frame; null where browsers show the file itself so.
 * @param size the longer side, in pixels; null for all pixels.
 * @throws {PictureError} if the file is not a picture, is damaged, or is too large.
 */
export async function displayPicture(file: Blob, size: number | null): Promise<Blob | null> {
  const type = await displayType(file);
  if (type === null) return null;
  return size === null ? allPixels(file, type) : makeThumbnail(file, size);
}

async function displayType(file: Blob): Promise<string | null> {
  const format = pictureFormat(await readBytes(file.slice(0, HEAD_BYTES)));
  const { displayedAs } = FORMATS[format];
  if (displayedAs) return displayedAs;
  if (format !== 'PNG' && format !== 'WebP' && format !== 'AVIF') return null;
  const bytes = await readBytes(file);
  // Browsers do not heed all metadata of orientation.
  const isTurned = prepareFile(format, bytes).orientation !== 1;
  return isTurned || isAnimated(format, bytes) ? 'image/png' : null;
}

function isAnimated(format: PictureFormat, bytes: Uint8Array): boolean {
  const [ANIMATION, FLAGS_AT] = [2, 20];
  if (format === 'AVIF') return textAt(bytes, 8) === 'avis';
  if (format === 'WebP') return textAt(bytes, 12) === 'VP8X' && ((bytes[FLAGS_AT] ?? 0) & ANIMATION) !== 0;
  return isAnimatedPng(bytes);
}

/** The chunk that says so is somewhere before the pixels. */
function isAnimatedPng(bytes: Uint8Array): boolean {
  const [SIGNATURE_BYTES, CHUNK_BYTES] = [8, 12];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = SIGNATURE_BYTES; at + CHUNK_BYTES <= bytes.length; at += CHUNK_BYTES + view.getUint32(at)) {
    const type = textAt(bytes, at + 4);
    if (type === 'acTL') return true;
    if (type === 'IDAT') return false;
  }
  return false;
}

function textAt(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}

async function allPixels(file: Blob, type: string): Promise<Blob> {
  const bitmap = await decodedBitmap(file);
  try {
    for (const scale of SCALES) {
      const canvas = paintedOnWhite(bitmap, scaled(bitmap, scale));
      if (canvas) return await canvas.convertToBlob({ type, quality: QUALITY });
    }
    throw outOfMemory();
  } finally {
    bitmap.close();
  }
}

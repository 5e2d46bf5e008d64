/** Pictures that some browsers cannot show, or not upright, as JPEG or PNG. */
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
 * The picture on white, upright; null where browsers show the file itself so.
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
  return displayedAs ?? ((await isTurned(format, file)) ? 'image/png' : null);
}

/** By metadata that browsers do not heed. */
async function isTurned(format: PictureFormat, file: Blob): Promise<boolean> {
  if (format !== 'PNG' && format !== 'WebP') return false;
  return prepareFile(format, await readBytes(file)).orientation !== 1;
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

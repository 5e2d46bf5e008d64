/** Small pictures for the grid: upright, on white, as JPEG. */
import { readBytes } from '../../image/decode.ts';
import {
  checkFileSize,
  checkPictureSize,
  FORMATS,
  HEAD_BYTES,
  outOfMemory,
  type PictureFormat,
  pictureFormat,
  pictureSize,
  prepareFile,
} from '../../image/index.ts';
import { decodedBitmap, fitted, paintedOnWhite } from './bitmaps.ts';

const QUALITY = 0.82;

/**
 * @param size the longer side, in pixels; a smaller picture is not enlarged.
 * @throws {PictureError} if the file is not a picture, is damaged, or is too large.
 */
export async function makeThumbnail(file: Blob, size: number): Promise<Blob> {
  const bitmap = (await resizedByBrowser(file, size)) ?? (await decodedBitmap(file));
  try {
    const canvas = paintedOnWhite(bitmap, fitted(bitmap, size));
    if (canvas === null) throw outOfMemory();
    return await canvas.convertToBlob({ type: 'image/jpeg', quality: QUALITY });
  } finally {
    bitmap.close();
  }
}

/** Decoded and resized off this thread; null for a file that browsers do not read, or not upright. */
async function resizedByBrowser(file: Blob, size: number): Promise<ImageBitmap | null> {
  const format = pictureFormat(await readBytes(file.slice(0, HEAD_BYTES)));
  if (FORMATS[format].page !== 'platform') return null;
  checkFileSize(file.size);
  const source = await uprightFile(format, file);
  if (source === null) return null;
  try {
    // One side alone keeps the proportions. The picture may be higher than wide: then it is a little too large.
    return await createImageBitmap(source.file, {
      imageOrientation: 'from-image',
      ...(source.width > size && { resizeWidth: size, resizeQuality: 'medium' as const }),
    });
  } catch {
    // The room's own reader says what is wrong with it.
    return null;
  }
}

/** The file as the browser decodes it upright, and its width; null where the browser does not. */
async function uprightFile(format: PictureFormat, file: Blob): Promise<{ file: Blob; width: number } | null> {
  const bytes = await readBytes(file);
  const size = pictureSize(format, bytes);
  if (size === null) return null;
  checkPictureSize(size);
  // Without its type, which may be wrong.
  if (format === 'JPEG') return { file: file.slice(), width: size.width };
  const { orientation, parts } = prepareFile(format, bytes);
  return orientation === 1 ? { file: new Blob(parts), width: size.width } : null;
}

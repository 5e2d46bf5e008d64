/** Small pictures for the grid: upright, on white, as JPEG. */
import { decodePicture, readBytes } from '../../image/decode.ts';
import {
  checkFileSize,
  checkPictureSize,
  FORMATS,
  HEAD_BYTES,
  type PictureFormat,
  pictureFormat,
  pictureSize,
  prepareFile,
} from '../../image/index.ts';

const QUALITY = 0.82;

/**
 * @param size the longer side, in pixels; a smaller picture is not enlarged.
 * @throws {PictureError} if the file is not a picture, is damaged, or is too large.
 */
export async function makeThumbnail(file: Blob, size: number): Promise<Blob> {
  const bitmap = (await resizedByBrowser(file, size)) ?? (await decodedHere(file));
  try {
    return await toJpeg(bitmap, size);
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

async function decodedHere(file: Blob): Promise<ImageBitmap> {
  const picture = await decodePicture(file);
  try {
    const { width, height } = picture;
    const pixels = new Uint8ClampedArray(picture.rows(0, height));
    return await createImageBitmap(new ImageData(pixels, width, height));
  } finally {
    picture.close();
  }
}

async function toJpeg(bitmap: ImageBitmap, size: number): Promise<Blob> {
  const scale = Math.min(1, size / Math.max(bitmap.width, bitmap.height));
  const width = Math.max(1, Math.round(bitmap.width * scale));
  const height = Math.max(1, Math.round(bitmap.height * scale));
  const context = new OffscreenCanvas(width, height).getContext('2d');
  if (context === null) throw new Error('There is no memory for a thumbnail.');
  context.fillStyle = 'white';
  context.fillRect(0, 0, width, height);
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, 0, 0, width, height);
  return context.canvas.convertToBlob({ type: 'image/jpeg', quality: QUALITY });
}

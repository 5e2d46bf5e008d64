/** Decodes picked files to pixels, in a worker. */
import type { ImageSettings, ReadPicture } from '../../core/protocol/index.ts';
import { corruptPicture, outOfMemory, PictureError, unsupportedFormat } from './picture-error.ts';
import { checkPictureSize, pictureSize } from './picture-size.ts';
import type { PixelRows } from './pixel-rows.ts';
import { preprocess } from './preprocess.ts';
import { HEAD_BYTES, isRare, type PictureFormat, pictureFormat } from './sniff.ts';

/** From a file to pixel values. @throws {PictureError} */
export type PictureReader = (file: Blob, settings: ImageSettings) => Promise<ReadPicture>;

/** A reader in this thread, by the given decoder. */
export function readWith(decode: typeof decodePicture): PictureReader {
  return async (file, settings) => {
    const picture = await decode(file);
    try {
      const { width, height } = picture;
      return { width, height, pixelValues: preprocess(picture, settings) };
    } finally {
      picture.close();
    }
  };
}

export interface DecodedPicture extends PixelRows {
  /** Frees the decoder's memory; no rows can be read afterwards. */
  close(): void;
}

/**
 * Decodes a picture with EXIF orientation applied; the first frame of an animation. The caller closes it.
 * @throws {PictureError} if the file is not a picture, is damaged, or is too large
 */
export async function decodePicture(file: Blob): Promise<DecodedPicture> {
  const format = await inspect(file);
  const bitmap = await openBitmap(file, format);
  try {
    checkPictureSize(bitmap);
  } catch (error) {
    bitmap.close();
    throw error;
  }
  return bitmapRows(bitmap);
}

async function inspect(file: Blob): Promise<PictureFormat> {
  const head = await readHead(file);
  const format = pictureFormat(head);
  const size = pictureSize(format, head);
  if (size !== null) checkPictureSize(size);
  return format;
}

async function readHead(file: Blob): Promise<Uint8Array> {
  try {
    return new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer());
  } catch (cause) {
    const message = 'The file can no longer be read. Choose it again.';
    throw new PictureError('corrupt-image', message, { cause });
  }
}

async function openBitmap(file: Blob, format: PictureFormat): Promise<ImageBitmap> {
  try {
    return await createImageBitmap(file, {
      imageOrientation: 'from-image',
      premultiplyAlpha: 'none',
      // The model was trained on pixels as they are stored: PIL ignores colour profiles.
      colorSpaceConversion: 'none',
    });
  } catch (error) {
    throw decodingError(error, format);
  }
}

function decodingError(cause: unknown, format: PictureFormat): PictureError {
  if (isMemoryError(cause)) return outOfMemory({ cause });
  return isRare(format) ? unsupportedFormat(format, { cause }) : corruptPicture({ cause });
}

/** Browsers have no specific error for this; names differ, messages agree. */
function isMemoryError(error: unknown): boolean {
  return error instanceof RangeError || (error instanceof Error && /memory|allocat/i.test(error.message));
}

/**
 * Copies rows through a canvas as high as the requested band, so that a large picture is never in memory twice. The
 * canvas premultiplies by alpha, which `flattenOnWhite` undoes without loss.
 */
function bitmapRows(bitmap: ImageBitmap): DecodedPicture {
  const { width, height } = bitmap;
  const canvas = new OffscreenCanvas(1, 1);
  const rows = (start: number, end: number) => {
    try {
      return copyRows(bitmap, canvas, start, end);
    } catch (error) {
      throw isMemoryError(error) ? outOfMemory({ cause: error }) : error;
    }
  };
  return { width, height, rows, close: () => bitmap.close() };
}

function copyRows(bitmap: ImageBitmap, canvas: OffscreenCanvas, start: number, end: number) {
  canvas.width = bitmap.width;
  canvas.height = end - start;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) throw outOfMemory();
  context.drawImage(bitmap, 0, -start);
  return context.getImageData(0, 0, bitmap.width, end - start).data;
}

/** Reads in this thread. */
export const readPicture = readWith(decodePicture);

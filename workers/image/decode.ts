/** Decodes picked files to pixels, in a worker. */
import type { ImageSettings, ReadPicture } from '../../core/protocol/index.ts';
import { FORMATS } from './formats.ts';
import { type PreparedFile, prepareFile, swapsSides, uprightTransform } from './orientation.ts';
import {
  corruptPicture,
  isAllocationFailure,
  outOfMemory,
  PictureError,
  tooLong,
  unsupportedFormat,
} from './picture-error.ts';
import { checkFileSize, checkPictureSize, type PictureSize, pictureSize } from './picture-size.ts';
import type { PixelRows } from './pixel-rows.ts';
import { preprocess } from './preprocess.ts';
import { HEAD_BYTES, pictureFormat } from './sniff.ts';

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
 * @param loaded all bytes of the file, if they have been read.
 * @throws {PictureError} if the file is not a picture, is damaged, or is too large
 */
export async function decodePicture(file: Blob, loaded?: Uint8Array<ArrayBuffer>): Promise<DecodedPicture> {
  const format = pictureFormat(
    loaded?.subarray(0, HEAD_BYTES) ?? (await readBytes(file.slice(0, HEAD_BYTES))),
  );
  const reader = FORMATS[format].page;
  if (reader === 'refused') throw unsupportedFormat(format);
  checkFileSize(file.size);
  if (format === 'JPEG') return decodeJpeg(file, loaded);
  const bytes = loaded ?? (await readBytes(file));
  const size = pictureSize(format, bytes);
  if (size !== null) checkPictureSize(size);
  if (reader === 'platform') return decodeInBrowser(file, prepareFile(format, bytes), size);
  return { ...(await reader(bytes)), close: () => {} };
}

/** Holds most headers, with a preview and a colour profile before the size. */
const JPEG_HEAD_BYTES = 256 * 1024;

/** Reads only the start of the file, unless the size comes later: the browser reads the rest by itself. */
async function decodeJpeg(file: Blob, loaded?: Uint8Array<ArrayBuffer>): Promise<DecodedPicture> {
  const head = loaded ?? (await readBytes(file.slice(0, JPEG_HEAD_BYTES)));
  const size = pictureSize('JPEG', head) ?? pictureSize('JPEG', await readBytes(file));
  if (size !== null) checkPictureSize(size);
  return decodeInBrowser(file, null, size);
}

/** All bytes of a file. @throws {PictureError} if it can no longer be read, or there is no memory for it. */
export async function readBytes(file: Blob): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch (cause) {
    if (isMemoryError(cause)) throw outOfMemory({ cause });
    const message = 'The file can no longer be read. Choose it again.';
    throw new PictureError('corrupt-image', message, { cause });
  }
}

/** @param prepared what the browser is to read instead of the file; null for the file as it is. */
async function decodeInBrowser(
  file: Blob,
  prepared: PreparedFile<ArrayBuffer> | null,
  size: PictureSize | null,
): Promise<DecodedPicture> {
  const { orientation, parts } = prepared ?? { orientation: 1, parts: [] };
  // One part is the whole file. A slice is no copy, and has no type, which may be wrong.
  const bitmap = await openBitmap(parts.length > 1 ? new Blob(parts) : file.slice(), size);
  try {
    checkPictureSize(bitmap);
  } catch (error) {
    bitmap.close();
    throw error;
  }
  return bitmapRows(bitmap, orientation);
}

async function openBitmap(file: Blob, size: PictureSize | null): Promise<ImageBitmap> {
  try {
    return await createImageBitmap(file, {
      imageOrientation: 'from-image',
      premultiplyAlpha: 'none',
      // The model was trained on pixels as they are stored: PIL ignores colour profiles.
      colorSpaceConversion: 'none',
    });
  } catch (cause) {
    if (isMemoryError(cause)) throw outOfMemory({ cause });
    throw isTooLong(size) ? tooLong(size, { cause }) : corruptPicture({ cause });
  }
}

/** More than some browsers decode. */
function isTooLong(size: PictureSize | null): size is PictureSize {
  const MAX_SIDE_EVERYWHERE = 16_384;
  return size !== null && Math.max(size.width, size.height) > MAX_SIDE_EVERYWHERE;
}

/** Browsers throw a RangeError for nothing else here. */
function isMemoryError(error: unknown): boolean {
  return error instanceof RangeError || isAllocationFailure(error);
}

/** A rectangle of the upright picture. */
interface Tile {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** Side of the largest canvas used. Every browser has it; wider ones stay blank, without an error. */
const TILE = 4096;

/**
 * Copies rows through a canvas as high as the requested band, so that a large picture is never in memory twice. The
 * canvas premultiplies by alpha, which `flattenOnWhite` undoes without loss.
 */
function bitmapRows(bitmap: ImageBitmap, orientation: number): DecodedPicture {
  const isSwapped = swapsSides(orientation);
  const width = isSwapped ? bitmap.height : bitmap.width;
  const height = isSwapped ? bitmap.width : bitmap.height;
  const canvas = new OffscreenCanvas(1, 1);
  const rows = (start: number, end: number) => {
    try {
      return copyTiles({ left: 0, top: start, width, height: end - start }, (tile) =>
        copyTile(bitmap, orientation, canvas, tile),
      );
    } catch (error) {
      throw isMemoryError(error) ? outOfMemory({ cause: error }) : error;
    }
  };
  return { width, height, rows, close: () => bitmap.close() };
}

/** RGBA of `area`, copied in tiles that a canvas can hold. */
function copyTiles(area: Tile, copy: (tile: Tile) => Uint8ClampedArray): Uint8ClampedArray {
  if (area.width <= TILE && area.height <= TILE) return copy(area);
  const rgba = new Uint8ClampedArray(4 * area.width * area.height);
  for (let y = 0; y < area.height; y += TILE) {
    for (let x = 0; x < area.width; x += TILE) {
      const width = Math.min(TILE, area.width - x);
      const height = Math.min(TILE, area.height - y);
      const pixels = copy({ left: area.left + x, top: area.top + y, width, height });
      for (let row = 0; row < height; row++) {
        const line = pixels.subarray(4 * width * row, 4 * width * (row + 1));
        rgba.set(line, 4 * (area.width * (y + row) + x));
      }
    }
  }
  return rgba;
}

function copyTile(
  bitmap: ImageBitmap,
  orientation: number,
  canvas: OffscreenCanvas,
  { left, top, width, height }: Tile,
): Uint8ClampedArray {
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) throw outOfMemory();
  const [a, b, c, d, e, f] = uprightTransform(orientation, bitmap.width, bitmap.height);
  context.setTransform(a, b, c, d, e - left, f - top);
  context.imageSmoothingEnabled = false;
  context.drawImage(bitmap, 0, 0);
  const { data } = context.getImageData(0, 0, width, height);
  // Where the last pixel is transparent, the canvas may have taken nothing.
  if (data.at(-1) === 0 && isBlank(context)) throw outOfMemory();
  return data;
}

/** Whether the canvas takes no colour, as one for which there was no memory. */
function isBlank(context: OffscreenCanvasRenderingContext2D): boolean {
  context.resetTransform();
  const { width, height } = context.canvas;
  context.fillRect(width - 1, height - 1, 1, 1);
  return context.getImageData(width - 1, height - 1, 1, 1).data[3] !== 255;
}

/** Reads in this thread. */
export const readPicture = readWith(decodePicture);

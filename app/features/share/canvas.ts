/** Canvases that are not on the page. */
import type { Size } from '../stage/contain';
import { ShareError } from './reasons';

/** Saved pictures are for slides and paper, whatever the theme of the page. */
export const PAPER = '#ffffff';
export const INK = '#1c1c1a';
export const INK_SOFT = '#585853';

/** The font of the page. */
export const LETTERS = 'system-ui, sans-serif';

export type Sheet = OffscreenCanvasRenderingContext2D;

/** A canvas to draw on. @throws where the browser has none. */
export function sheet({ width, height }: Size): Sheet {
  const ctx = new OffscreenCanvas(width, height).getContext('2d');
  if (!ctx) throw new Error('This browser gives no canvas to draw on.');
  return ctx;
}

/** A white canvas. Null where it is larger than the browser can draw: some browsers throw, some draw nothing. */
export function whiteSheet({ width, height }: Size): Sheet | null {
  try {
    const ctx = sheet({ width, height });
    ctx.fillStyle = PAPER;
    ctx.fillRect(0, 0, width, height);
    return ctx.getImageData(width - 1, height - 1, 1, 1).data[3] === 255 ? ctx : null;
  } catch {
    return null;
  }
}

/** @throws when the browser cannot encode it. */
export function pngOf({ canvas }: Sheet): Promise<Blob> {
  return canvas.convertToBlob({ type: 'image/png' });
}

/**
 * The picture with its EXIF orientation applied.
 * @param picture as the browser shows it.
 * @throws {ShareError} when it cannot be decoded.
 */
export async function bitmapOf(picture: Blob): Promise<ImageBitmap> {
  try {
    return await createImageBitmap(picture, { imageOrientation: 'from-image' });
  } catch {
    throw new ShareError('undecodable');
  }
}

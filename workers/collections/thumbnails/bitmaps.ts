import { decodePicture } from '../../image/decode.ts';
import { flattenOnWhite, lazyRows, type PictureSize, type PixelRows, resize } from '../../image/index.ts';

/** The longest side of a bitmap in every browser. */
const MAX_SIDE = 16_384;

/** A picture as its own reader decodes it, upright; a longer one is reduced to `MAX_SIDE`. @throws {PictureError} */
export async function decodedBitmap(file: Blob): Promise<ImageBitmap> {
  const picture = await decodePicture(file);
  try {
    const isLonger = Math.max(picture.width, picture.height) > MAX_SIDE;
    const { width, height, rows } = isLonger ? reduced(picture) : picture;
    const { buffer, byteOffset, length } = rows(0, height);
    // A view: a copy would take as much memory again.
    const pixels = new Uint8ClampedArray(buffer as ArrayBuffer, byteOffset, length);
    return await createImageBitmap(new ImageData(pixels, width, height));
  } finally {
    picture.close();
  }
}

function reduced(picture: PixelRows): PixelRows {
  const { width, height } = fitted(picture, MAX_SIDE);
  const rgb = resize(flattenOnWhite(picture), width, height, 'bilinear');
  return lazyRows(width, height, (y, rgba, at) => {
    for (let x = 0; x < width; x++) {
      const pixel = 3 * (width * y + x);
      rgba.set(rgb.subarray(pixel, pixel + 3), at + 4 * x);
      rgba[at + 4 * x + 3] = 255;
    }
  });
}

/** The size whose longer side is `side`; a smaller picture is not enlarged. */
export function fitted({ width, height }: PictureSize, side: number): PictureSize {
  return scaled({ width, height }, Math.min(1, side / Math.max(width, height)));
}

export function scaled({ width, height }: PictureSize, scale: number): PictureSize {
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/** Null where the browser has no such large canvas, or no memory for it: it throws, or paints nothing. */
export function paintedOnWhite(bitmap: ImageBitmap, { width, height }: PictureSize): OffscreenCanvas | null {
  try {
    const canvas = new OffscreenCanvas(width, height);
    const context = canvas.getContext('2d');
    if (context === null) return null;
    context.fillStyle = 'white';
    context.fillRect(0, 0, width, height);
    if (context.getImageData(width - 1, height - 1, 1, 1).data[3] !== 255) return null;
    context.imageSmoothingQuality = 'high';
    context.drawImage(bitmap, 0, 0, width, height);
    return canvas;
  } catch {
    return null;
  }
}

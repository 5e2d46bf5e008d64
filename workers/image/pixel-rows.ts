/**
 * A picture that hands out its rows, so that a large one need not lie in memory as a whole.
 * RGBA, straight alpha, 8 bits a channel.
 */
export interface PixelRows {
  readonly width: number;
  readonly height: number;
  /** Rows [start, end), 4·width bytes each. The bytes may be overwritten by the next call, and are not to be written to. */
  rows(start: number, end: number): Uint8Array | Uint8ClampedArray;
}

/**
 * A picture already in memory, [height, width, RGBA].
 * @throws {RangeError} when the sizes disagree
 */
export function pixelRows(data: Uint8Array | Uint8ClampedArray, width: number, height: number): PixelRows {
  if (data.length !== 4 * width * height) {
    throw new RangeError(
      `${width}×${height} RGBA pixels take ${4 * width * height} bytes, not ${data.length}.`,
    );
  }
  return { width, height, rows: (start, end) => data.subarray(4 * width * start, 4 * width * end) };
}

/**
 * The picture laid over white, every alpha 255: what `Image.paste(picture, mask=alpha)` on a white canvas
 * gives in PIL, rounding included.
 */
export function flattenOnWhite(image: PixelRows): PixelRows {
  const { width, height } = image;
  return { width, height, rows: (start, end) => overWhite(image.rows(start, end)) };
}

function overWhite(rgba: Uint8Array | Uint8ClampedArray): Uint8Array | Uint8ClampedArray {
  if (isOpaque(rgba)) return rgba;
  const flat = new Uint8Array(rgba.length);
  for (let i = 0; i < rgba.length; i += 4) {
    const alpha = rgba[i + 3]!;
    const white = 255 * (255 - alpha);
    flat[i] = divideBy255(rgba[i]! * alpha + white);
    flat[i + 1] = divideBy255(rgba[i + 1]! * alpha + white);
    flat[i + 2] = divideBy255(rgba[i + 2]! * alpha + white);
    flat[i + 3] = 255;
  }
  return flat;
}

function isOpaque(rgba: Uint8Array | Uint8ClampedArray): boolean {
  for (let i = 3; i < rgba.length; i += 4) {
    if (rgba[i] !== 255) return false;
  }
  return true;
}

/** `value / 255`, rounded: exact for 0 to 255·255 (Pillow, `src/libImaging/ImagingUtils.h`, `DIV255`). */
function divideBy255(value: number): number {
  const rounded = value + 128;
  return ((rounded >> 8) + rounded) >> 8;
}

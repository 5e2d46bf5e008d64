/**
 * A picture that is read in bands of rows, so that a large one is never completely in memory. RGBA, straight alpha, 8
 * bits per channel.
 */
export interface PixelRows {
  readonly width: number;
  readonly height: number;
  /**
   * Rows [start, end), 4·width bytes each. The next call may overwrite the bytes; the caller must not modify them.
   */
  rows(start: number, end: number): Uint8Array | Uint8ClampedArray;
}

/**
 * A picture in memory, [height, width, RGBA].
 * @throws {RangeError} if the sizes disagree
 */
export function pixelRows(data: Uint8Array | Uint8ClampedArray, width: number, height: number): PixelRows {
  if (data.length !== 4 * width * height) {
    throw new RangeError(
      `${width}×${height} RGBA pixels take ${4 * width * height} bytes, not ${data.length}.`,
    );
  }
  return { width, height, rows: (start, end) => data.subarray(4 * width * start, 4 * width * end) };
}

/** Rows that `write` decodes when they are requested: row `y` into `rgba`, from byte `at`. */
export function lazyRows(
  width: number,
  height: number,
  write: (y: number, rgba: Uint8Array, at: number) => void,
): PixelRows {
  return {
    width,
    height,
    rows(start, end) {
      const rgba = new Uint8Array(4 * width * (end - start));
      for (let y = start; y < end; y++) write(y, rgba, 4 * width * (y - start));
      return rgba;
    },
  };
}

/** A picture whose row `y` holds indices into a palette of 256 RGBA colours. */
export function paletteRows(
  width: number,
  height: number,
  palette: Uint8Array,
  row: (y: number) => Uint8Array,
): PixelRows {
  return lazyRows(width, height, (y, rgba, at) => {
    const indices = row(y);
    for (let x = 0; x < width; x++) {
      const colour = 4 * indices[x]!;
      for (let channel = 0; channel < 4; channel++) rgba[at + 4 * x + channel] = palette[colour + channel]!;
    }
  });
}

/**
 * Composites the picture on white, with every alpha 255: bytes are identical to `Image.paste(picture, mask=alpha)` on
 * a white canvas in PIL.
 */
export function flattenOnWhite(picture: PixelRows): PixelRows {
  const { width, height } = picture;
  return { width, height, rows: (start, end) => overWhite(picture.rows(start, end)) };
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

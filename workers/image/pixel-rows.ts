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

/** A picture already in memory, [height, width, RGBA]. Throws `RangeError` when the sizes disagree. */
export function pixelRows(data: Uint8Array | Uint8ClampedArray, width: number, height: number): PixelRows {
  if (data.length !== 4 * width * height) {
    throw new RangeError(
      `${width}×${height} RGBA pixels take ${4 * width * height} bytes, not ${data.length}.`,
    );
  }
  return { width, height, rows: (start, end) => data.subarray(4 * width * start, 4 * width * end) };
}

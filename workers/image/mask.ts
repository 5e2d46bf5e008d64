/** Masks parts of a picture (occlusion) by blurring them, so that no hard grey or black edge is introduced. */
import type { Region } from '../../core/protocol/index.ts';

/** Standard deviation of the blur as a share of the picture's side. */
const SIGMA = 0.1;
const CHANNELS = 3;

/**
 * Blurs `pixel_values` [3, S, S] beyond recognition: three box passes that approximate a Gaussian of σ = 0.1·S
 * (Kovesi 2010, "Fast almost-Gaussian filtering"), edges repeated. The input is not modified.
 */
export function blurPixels(values: Float32Array, size: number): Float32Array {
  let from = values.slice();
  let to = new Float32Array(values.length);
  for (const width of boxWidths(SIGMA * size)) {
    for (const step of [1, size]) {
      boxPass(from, to, size, { width, step });
      [from, to] = [to, from];
    }
  }
  return from;
}

/**
 * Returns `sharp` where the mask is 0 and `blurred` where it is 1. Both are [3, S, S]; the mask [S, S] applies to all
 * channels.
 */
export function mixPixels(sharp: Float32Array, blurred: Float32Array, mask: Float32Array): Float32Array {
  return sharp.map((value, i) => {
    const weight = mask[i % mask.length]!;
    return value * (1 - weight) + blurred[i]! * weight;
  });
}

/**
 * A mask [S, S] that is 1 on the given patches, which are numbered along the rows of `grid` [rows, columns]. The grid
 * must divide the picture evenly, as every model's does.
 */
export function patchMask(
  patches: Iterable<number>,
  [rows, columns]: readonly [number, number],
  size: number,
): Float32Array {
  const mask = new Float32Array(size * size);
  const [height, width] = [size / rows, size / columns];
  for (const patch of patches) {
    const [top, left] = [Math.floor(patch / columns) * height, (patch % columns) * width];
    for (let y = top; y < top + height; y++) mask.fill(1, y * size + left, y * size + left + width);
  }
  return mask;
}

/**
 * Masks regions of `pixel_values` [3, S, S]. A region covers the pixels whose centres lie in it; parts outside the
 * picture are ignored. The input is not modified, and is returned if there are no regions.
 */
export function maskRegions(values: Float32Array, regions: readonly Region[], size: number): Float32Array {
  if (regions.length === 0) return values;
  return mixPixels(values, blurPixels(values, size), regionMask(regions, size));
}

/** A mask [S, S] that is 1 in the regions. */
function regionMask(regions: readonly Region[], size: number): Float32Array {
  const mask = new Float32Array(size * size);
  const pixel = (share: number) => Math.min(Math.max(Math.round(share * size), 0), size);
  for (const { left, top, width, height } of regions) {
    const [from, to] = [pixel(left), pixel(left + width)];
    for (let y = pixel(top); y < pixel(top + height); y++) mask.fill(1, y * size + from, y * size + to);
  }
  return mask;
}

/** Three odd widths whose variances, (w² − 1)/12 each, add up to σ² as closely as possible. */
function boxWidths(sigma: number): number[] {
  const passes = 3;
  const ideal = Math.sqrt((12 * sigma ** 2) / passes + 1);
  const narrow = 2 * Math.floor((ideal - 1) / 2) + 1;
  const atNarrow = (12 * sigma ** 2 - passes * (narrow ** 2 + 4 * narrow + 3)) / (-4 * narrow - 4);
  return Array.from({ length: passes }, (_, pass) => (pass < Math.round(atNarrow) ? narrow : narrow + 2));
}

/** Running means of `width` neighbours along every row (`step` 1) or column (`step` S). */
function boxPass(
  from: Float32Array,
  to: Float32Array,
  size: number,
  { width, step }: { width: number; step: number },
): void {
  const radius = (width - 1) / 2;
  for (let line = 0; line < CHANNELS * size; line++) {
    const start = step === 1 ? line * size : Math.floor(line / size) * size * size + (line % size);
    const at = (i: number) => from[start + step * Math.min(Math.max(i, 0), size - 1)]!;
    let sum = 0;
    for (let i = -radius; i <= radius; i++) sum += at(i);
    for (let i = 0; i < size; i++) {
      to[start + step * i] = sum / width;
      sum += at(i + radius + 1) - at(i - radius);
    }
  }
}

/**
 * Resize with the integer arithmetic of Pillow (`src/libImaging/Resample.c`; `Geometry.c` for the nearest pixel): the
 * filter widens with the reduction (antialias), its coefficients are fixed-point, and every value is rounded to 8
 * bits between the two passes.
 * Left out: Pillow's `box` and `reducing_gap`, and alpha, which has no meaning after `flattenOnWhite`.
 */
import type { ResampleFilter } from '../../core/manifest/manifest.ts';
import { type PixelRows, pixelRows } from './pixel-rows.ts';

/** Pillow's: 8 bits for the value, 2 for the overshoot of the negative lobes, the rest for precision. */
const PRECISION_BITS = 32 - 8 - 2;
const ROUND_HALF = 1 << (PRECISION_BITS - 1);

/** PIL's and PyTorch's antialiased bicubic; OpenCV and PyTorch without antialias use −0.75. */
const A = -0.5;

interface Filter {
  /** Half its width, in inputs. */
  support: number;
  weight(distance: number): number;
}

/** Pillow's, by their names there; the nearest pixel needs none. */
const FILTERS: Readonly<Record<Exclude<ResampleFilter, 'nearest'>, Filter>> = {
  box: { support: 0.5, weight: (x) => (x > -0.5 && x <= 0.5 ? 1 : 0) },
  bilinear: { support: 1, weight: (x) => Math.max(0, 1 - Math.abs(x)) },
  hamming: { support: 1, weight: hamming },
  bicubic: { support: 2, weight: bicubic },
  lanczos: { support: 3, weight: (x) => (x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0) },
};

/**
 * Bytes read from a picture at a time: little compared with a large picture, much compared with the rows of one
 * output.
 */
const BAND_BYTES = 1 << 24;

type Bytes = Uint8Array | Uint8ClampedArray;

/** For each of `size` outputs: its first input, the number of inputs, and their weights at `i · width`. */
interface Coefficients {
  size: number;
  width: number;
  first: Int32Array;
  count: Int32Array;
  weights: Int32Array;
}

/** Resizes to `width` × `height` without cropping: RGB, [height, width, 3]. Alpha is ignored. */
export function resize(
  picture: PixelRows,
  width: number,
  height: number,
  filter: ResampleFilter = 'bicubic',
): Uint8Array {
  const horizontal = coefficients(picture.width, width, filter);
  const vertical = coefficients(picture.height, height, filter);
  if (isVerticalFirst(picture, width, height)) {
    const squat = resizeColumns((start, end) => picture.rows(start, end), 4 * picture.width, vertical);
    return resizeRows(pixelRows(squat, picture.width, height), horizontal);
  }
  const slim = resizeRows(picture, horizontal);
  const slimRow = 3 * width;
  return resizeColumns((start, end) => slim.subarray(slimRow * start, slimRow * end), slimRow, vertical);
}

/**
 * Pillow 13's rule (older versions always resize rows first). Rounding and clipping between the passes make the order
 * visible in the result.
 */
function isVerticalFirst(picture: PixelRows, width: number, height: number): boolean {
  return picture.height > height && picture.height - height > 2 * (picture.width - width);
}

function coefficients(inSize: number, outSize: number, name: ResampleFilter): Coefficients {
  if (name === 'nearest') return nearest(inSize, outSize);
  const filter = FILTERS[name];
  const scale = inSize / outSize;
  const filterScale = Math.max(scale, 1);
  const support = filter.support * filterScale;
  const width = Math.ceil(support) * 2 + 1;
  const first = new Int32Array(outSize);
  const count = new Int32Array(outSize);
  const weights = new Int32Array(outSize * width);
  for (let i = 0; i < outSize; i++) {
    const center = (i + 0.5) * scale;
    const start = Math.max(Math.trunc(center - support + 0.5), 0);
    const end = Math.min(Math.trunc(center + support + 0.5), inSize);
    const distances = Float64Array.from({ length: end - start }, (_, k) => k + start - center + 0.5);
    weights.set(fixedWeights(distances, filter, filterScale), i * width);
    first[i] = start;
    count[i] = end - start;
  }
  return { size: outSize, width, first, count, weights };
}

/** One input of weight 1 for each output. The position is a running sum, as in Pillow. */
function nearest(inSize: number, outSize: number): Coefficients {
  const scale = inSize / outSize;
  const first = new Int32Array(outSize);
  for (let i = 0, position = scale * 0.5; i < outSize; i++, position += scale) {
    first[i] = Math.min(Math.trunc(position), inSize - 1);
  }
  const [count, weights] = [
    new Int32Array(outSize).fill(1),
    new Int32Array(outSize).fill(1 << PRECISION_BITS),
  ];
  return { size: outSize, width: 1, first, count, weights };
}

/** Weights of inputs at these distances to the output; their sum is 1. */
function fixedWeights(distances: Float64Array, { weight }: Filter, filterScale: number): Int32Array {
  const inverse = 1 / filterScale;
  const weights = distances.map((distance) => weight(distance * inverse));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return Int32Array.from(weights, (weight) => toFixed(weight / sum));
}

function bicubic(distance: number): number {
  const x = Math.abs(distance);
  if (x < 1) return ((A + 2) * x - (A + 3)) * x * x + 1;
  if (x < 2) return (((x - 5) * x + 8) * x - 4) * A;
  return 0;
}

function hamming(distance: number): number {
  const x = Math.abs(distance);
  if (x === 0) return 1;
  return x < 1 ? sinc(x) * (0.54 + 0.46 * Math.cos(Math.PI * x)) : 0;
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

function toFixed(weight: number): number {
  return Math.trunc(weight * (1 << PRECISION_BITS) + (weight < 0 ? -0.5 : 0.5));
}

/** [h, w, RGBA] → [h, size, RGB]. */
function resizeRows(picture: PixelRows, horizontal: Coefficients): Uint8Array {
  const out = new Uint8Array(picture.height * horizontal.size * 3);
  const bandRows = Math.max(1, Math.floor(BAND_BYTES / (4 * picture.width)));
  for (let start = 0; start < picture.height; start += bandRows) {
    const end = Math.min(start + bandRows, picture.height);
    const band = picture.rows(start, end);
    for (let row = start; row < end; row++) {
      resizeRow(band, (row - start) * picture.width * 4, out, row * horizontal.size * 3, horizontal);
    }
  }
  return out;
}

function resizeRow(
  band: Bytes,
  from: number,
  out: Uint8Array,
  to: number,
  { size, width, first, count, weights }: Coefficients,
): void {
  for (let i = 0; i < size; i++) {
    let red = ROUND_HALF;
    let green = ROUND_HALF;
    let blue = ROUND_HALF;
    let pixel = from + 4 * first[i]!;
    const end = i * width + count[i]!;
    // The weights add up to 1 and their negative part is small, so no sum exceeds 32 bits.
    for (let k = i * width; k < end; k++, pixel += 4) {
      const weight = weights[k]!;
      red = (red + Math.imul(band[pixel]!, weight)) | 0;
      green = (green + Math.imul(band[pixel + 1]!, weight)) | 0;
      blue = (blue + Math.imul(band[pixel + 2]!, weight)) | 0;
    }
    out[to + 3 * i] = clip8(red);
    out[to + 3 * i + 1] = clip8(green);
    out[to + 3 * i + 2] = clip8(blue);
  }
}

/** [h, rowBytes] → [size, rowBytes]. */
function resizeColumns(
  rows: (start: number, end: number) => Bytes,
  rowBytes: number,
  vertical: Coefficients,
): Uint8Array {
  const { size, width, first, count, weights } = vertical;
  const out = new Uint8Array(size * rowBytes);
  const sums = new Int32Array(rowBytes);
  for (let start = 0; start < size; ) {
    const end = bandEnd(start, rowBytes, vertical);
    const band = rows(first[start]!, first[end - 1]! + count[end - 1]!);
    for (let i = start; i < end; i++) {
      const from = (first[i]! - first[start]!) * rowBytes;
      sumRows(sums, band, from, weights.subarray(i * width, i * width + count[i]!));
      for (let column = 0; column < rowBytes; column++) out[i * rowBytes + column] = clip8(sums[column]!);
    }
    start = end;
  }
  return out;
}

/** The end of the outputs [start, end) that need at most one band of inputs; at least one output. */
function bandEnd(start: number, rowBytes: number, { size, first, count }: Coefficients): number {
  let end = start + 1;
  while (end < size && (first[end]! + count[end]! - first[start]!) * rowBytes <= BAND_BYTES) end++;
  return end;
}

/** Adds up `weights.length` weighted rows of `band`, the first at `from`. */
function sumRows(sums: Int32Array, band: Bytes, from: number, weights: Int32Array): void {
  sums.fill(ROUND_HALF);
  for (let k = 0; k < weights.length; k++) {
    const weight = weights[k]!;
    const row = from + k * sums.length;
    for (let column = 0; column < sums.length; column++) {
      sums[column]! += Math.imul(band[row + column]!, weight);
    }
  }
}

function clip8(sum: number): number {
  const value = sum >> PRECISION_BITS;
  return Math.min(Math.max(value, 0), 255);
}

/** Heatmap arithmetic over typed arrays: no canvas, no DOM, inputs are never written to. */

/** Rows first, as in `LoadedModel.grid`. */
export type GridSize = readonly [rows: number, columns: number];

/** σ of the smoothing after enlargement, as a share of the longer side (LAVIS `getAttMap`). */
const BLUR_SHARE = 0.02;
/** A Gaussian has 99.7 % of its weight within three σ. */
const BLUR_REACH = 3;
/** Keys' cubic convolution with a = -0.5 (Catmull-Rom): reproduces the patch values at the patch centres. */
const CUBIC_A = -0.5;

/** Two values, the ends of a scale. */
export interface Range {
  least: number;
  most: number;
}

/** The least and the most of some maps. */
export function rangeOf(maps: Iterable<Float32Array>): Range {
  let least = Infinity;
  let most = -Infinity;
  for (const map of maps) {
    for (const value of map) {
      if (value < least) least = value;
      if (value > most) most = value;
    }
  }
  return { least, most };
}

/**
 * Stretches values to 0…1: between their own minimum and maximum, or those of a range that contains them. A constant
 * map becomes zeros.
 */
export function normalize(map: Float32Array, range?: Range | null): Float32Array {
  const { least, most } = range ?? rangeOf([map]);
  const span = most - least;
  return span > 0 && Number.isFinite(span)
    ? map.map((value) => (value - least) / span)
    : new Float32Array(map.length);
}

/**
 * Enlarges a map [rows, columns] to [outRows, outColumns] by cubic interpolation between patch centres; beyond the
 * outermost centres the edge is repeated. The overshoot of the cubic is not clipped: `normalize` again where 0…1 matters.
 * @throws {RangeError} when the map's length is not rows · columns.
 */
export function upsample(map: Float32Array, from: GridSize, to: GridSize): Float32Array {
  const [rows, columns] = from;
  const [outRows, outColumns] = to;
  if (map.length !== rows * columns || map.length === 0)
    throw new RangeError(`A map of ${map.length} values does not fill ${rows} × ${columns} patches.`);
  const wide = resampleRows(map, columns, cubicTaps(columns, outColumns)); // [rows, outColumns]
  const turned = transpose(wide, rows, outColumns);
  const tall = resampleRows(turned, rows, cubicTaps(rows, outRows)); // [outColumns, outRows]
  return transpose(tall, outColumns, outRows);
}

/** Gaussian blur of a map [rows, columns], σ = 0.02 of the longer side, edges repeated. */
export function blur(map: Float32Array, [rows, columns]: GridSize): Float32Array {
  const kernel = gaussian(BLUR_SHARE * Math.max(rows, columns));
  const wide = resampleRows(map, columns, kernelTaps(columns, kernel));
  const turned = transpose(wide, rows, columns);
  return transpose(resampleRows(turned, rows, kernelTaps(rows, kernel)), columns, rows);
}

/** 256 colours, four bytes each: red, green, blue, opacity. */
export type Lut = Uint8ClampedArray;

/** Values 0…1 to RGBA pixels by a 256-entry table. */
export function colorize(map: Float32Array, lut: Lut): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint8ClampedArray(map.length * 4);
  for (let index = 0; index < map.length; index++) {
    const entry = Math.round(Math.min(1, Math.max(0, map[index]!)) * 255) * 4;
    for (let channel = 0; channel < 4; channel++) pixels[index * 4 + channel] = lut[entry + channel]!;
  }
  return pixels;
}

/** For every output position: which inputs it mixes, and how much of each. */
interface Taps {
  count: number;
  outputs: number;
  indices: Int32Array;
  weights: Float32Array;
}

/**
 * @param first the first input that an output mixes; beyond the edges the edge is repeated.
 * @param weight how much of an input goes into an output.
 */
function makeTaps(
  size: { inputs: number; outputs: number; count: number },
  first: (output: number) => number,
  weight: (output: number, input: number) => number,
): Taps {
  const { inputs, outputs, count } = size;
  const indices = new Int32Array(outputs * count);
  const weights = new Float32Array(outputs * count);
  for (let output = 0; output < outputs; output++) {
    const start = first(output);
    for (let tap = 0; tap < count; tap++) {
      indices[output * count + tap] = Math.min(inputs - 1, Math.max(0, start + tap));
      weights[output * count + tap] = weight(output, start + tap);
    }
  }
  return { count, outputs, indices, weights };
}

function cubicTaps(inputs: number, outputs: number): Taps {
  const centre = (output: number) => ((output + 0.5) * inputs) / outputs - 0.5;
  return makeTaps(
    { inputs, outputs, count: 4 },
    (output) => Math.floor(centre(output)) - 1,
    (output, input) => cubic(centre(output) - input),
  );
}

function kernelTaps(size: number, kernel: Float32Array): Taps {
  const reach = (kernel.length - 1) / 2;
  return makeTaps(
    { inputs: size, outputs: size, count: kernel.length },
    (output) => output - reach,
    (output, input) => kernel[input - output + reach]!,
  );
}

function cubic(distance: number): number {
  const x = Math.abs(distance);
  if (x < 1) return ((CUBIC_A + 2) * x - (CUBIC_A + 3)) * x * x + 1;
  return x < 2 ? ((x - 5) * x + 8) * CUBIC_A * x - 4 * CUBIC_A : 0;
}

function gaussian(sigma: number): Float32Array {
  const reach = Math.ceil(BLUR_REACH * sigma);
  const kernel = Float32Array.from({ length: 2 * reach + 1 }, (_, i) =>
    Math.exp(-((i - reach) ** 2) / (2 * sigma ** 2)),
  );
  const total = kernel.reduce((sum, weight) => sum + weight, 0);
  return kernel.map((weight) => weight / total);
}

function resampleRows(
  map: Float32Array,
  columns: number,
  { count, outputs, indices, weights }: Taps,
): Float32Array {
  const rows = map.length / columns;
  const out = new Float32Array(rows * outputs);
  for (let row = 0; row < rows; row++) {
    for (let output = 0; output < outputs; output++) {
      let sum = 0;
      for (let tap = output * count; tap < (output + 1) * count; tap++)
        sum += weights[tap]! * map[row * columns + indices[tap]!]!;
      out[row * outputs + output] = sum;
    }
  }
  return out;
}

function transpose(map: Float32Array, rows: number, columns: number): Float32Array {
  const out = new Float32Array(map.length);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) out[column * rows + row] = map[row * columns + column]!;
  return out;
}

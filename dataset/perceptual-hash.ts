/**
 * What a picture looks like, in 64 bytes, so that copies which were rescaled, compressed again or cut a little are found.
 * A difference hash of 64 bits says where the brightness rises from left to right; the mean colours of 4 × 4 cells keep
 * pictures apart whose plain backgrounds rise nowhere.
 */

const COLUMNS = 9;
const ROWS = 8;
const COLOUR_CELLS = 4;

/** The brightness of neighbours must differ by this much: less is noise, and most of a plain background. Of 255. */
const MIN_RISE = 1;

/** Bits that may differ, of 64. */
const MAX_BITS = 8;
/** How much each mean colour may differ, of 255. */
export const MAX_COLOUR_DIFFERENCE = 16;

/** Likewise, where vectors say that both pictures show the same. */
const MAX_BITS_OF_SIMILAR = 16;
export const MAX_COLOUR_DIFFERENCE_OF_SIMILAR = 48;

export interface PerceptualHash {
  /** The difference hash, in two halves. */
  bits: readonly [number, number];
  /** Red, green and blue of each cell, row by row. */
  colours: Uint8Array;
}

/** How pixel values were normalised, per channel. */
export interface Normalisation {
  mean: readonly number[];
  std: readonly number[];
}

/**
 * @param pixelValues [3, S, S], as a model reads them: a look at the picture itself would take longer.
 * @returns hexadecimal digits: 16 of the difference hash, 96 of the colours.
 */
export function perceptualHash(pixelValues: Float32Array, { mean, std }: Normalisation): string {
  const size = Math.sqrt(pixelValues.length / 3);
  const planes = [0, 1, 2].map((channel) => {
    const plane = pixelValues.subarray(channel * size * size, (channel + 1) * size * size);
    const toByte = (value: number) => 255 * (value * std[channel]! + mean[channel]!);
    return {
      bright: meansOf(plane, size, COLUMNS, ROWS).map(toByte),
      coarse: meansOf(plane, size, COLOUR_CELLS, COLOUR_CELLS).map(toByte),
    };
  });
  const brightness = planes[0]!.bright.map(
    (_, cell) => planes.reduce((sum, { bright }) => sum + bright[cell]!, 0) / 3,
  );
  const colours = Uint8Array.from({ length: 3 * COLOUR_CELLS ** 2 }, (_, at) =>
    Math.max(0, Math.min(255, Math.round(planes[at % 3]!.coarse[Math.floor(at / 3)]!))),
  );
  return [...risesOf(brightness), ...colours].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** A byte for each row of the brightness. */
function risesOf(brightness: Float64Array): number[] {
  return Array.from({ length: ROWS }, (_, row) => {
    let bits = 0;
    for (let column = 0; column < COLUMNS - 1; column++) {
      const at = row * COLUMNS + column;
      bits = 2 * bits + Number(brightness[at + 1]! - brightness[at]! > MIN_RISE);
    }
    return bits;
  });
}

/** The mean of each cell of a plane [size, size], row by row. */
function meansOf(plane: Float32Array, size: number, columns: number, rows: number): Float64Array {
  const sums = new Float64Array(columns * rows);
  const counts = new Float64Array(columns * rows);
  for (let y = 0; y < size; y++) {
    const row = Math.floor((y * rows) / size) * columns;
    for (let x = 0; x < size; x++) {
      const cell = row + Math.floor((x * columns) / size);
      sums[cell]! += plane[y * size + x]!;
      counts[cell]! += 1;
    }
  }
  return sums.map((sum, cell) => sum / Math.max(1, counts[cell]!));
}

/** Null for what is none. */
export function parsePerceptualHash(hash: string): PerceptualHash | null {
  if (!/^[0-9a-f]{112}$/.test(hash)) return null;
  const byteAt = (at: number) => Number.parseInt(hash.slice(2 * at, 2 * at + 2), 16);
  return {
    bits: [Number.parseInt(hash.slice(0, 8), 16), Number.parseInt(hash.slice(8, 16), 16)],
    colours: Uint8Array.from({ length: 3 * COLOUR_CELLS ** 2 }, (_, at) => byteAt(8 + at)),
  };
}

/** Whether two pictures look the same. */
export function looksSame(a: PerceptualHash, b: PerceptualHash): boolean {
  return differsBy(a, b, MAX_BITS, MAX_COLOUR_DIFFERENCE);
}

/** Whether two pictures look much the same: one may be cut or recoloured, if both show the same. */
export function looksSimilar(a: PerceptualHash, b: PerceptualHash): boolean {
  return differsBy(a, b, MAX_BITS_OF_SIMILAR, MAX_COLOUR_DIFFERENCE_OF_SIMILAR);
}

/** At most. */
function differsBy(a: PerceptualHash, b: PerceptualHash, bits: number, colours: number): boolean {
  if (bitCount(a.bits[0] ^ b.bits[0]) + bitCount(a.bits[1] ^ b.bits[1]) > bits) return false;
  for (let at = 0; at < a.colours.length; at++) {
    if (Math.abs(a.colours[at]! - b.colours[at]!) > colours) return false;
  }
  return true;
}

/** Of 32 bits. */
function bitCount(value: number): number {
  let bits = value - ((value >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

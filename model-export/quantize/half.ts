/** float32 → IEEE 754 binary16, the inverse of `core/float.ts`. */

/** The largest finite half. */
export const MAX_HALF = 65504;

const MIN_NORMAL = 0x38800000; // 2^-14 as the bits of a float32
const MIN_INFINITE = 0x47800000; // 65536
const REBIAS = 0x38000000; // the difference of the exponents' biases, 127 − 15, in place

/**
 * Rounds to nearest, ties to even. Values beyond ±65504 become infinite, and NaN stays NaN; callers check for
 * neither.
 */
export function toHalf(values: Float32Array): Uint16Array<ArrayBuffer> {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const half = new Uint16Array(values.length);
  for (let i = 0; i < half.length; i++) {
    const magnitude = bits[i]! & 0x7fffffff;
    half[i] = ((bits[i]! >>> 16) & 0x8000) | halfMagnitude(magnitude, values[i]!);
  }
  return half;
}

function halfMagnitude(magnitude: number, value: number): number {
  if (magnitude >= MIN_INFINITE) return Number.isNaN(value) ? 0x7e00 : 0x7c00;
  // Below 2^-14 a half counts in steps of 2^-24.
  if (magnitude < MIN_NORMAL) return roundTiesToEven(Math.abs(value) * 2 ** 24);
  const isOdd = (magnitude >>> 13) & 1;
  return (magnitude - REBIAS + 0xfff + isOdd) >>> 13;
}

function roundTiesToEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
}

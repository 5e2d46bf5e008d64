/**
 * Arrays as NumPy's own files: magic, version 1.0, a Python dictionary padded to 64 bytes, then the numbers.
 * Source: numpy/lib/format.py, "Format Version 1.0".
 */

const MAGIC = Buffer.from('\x93NUMPY', 'latin1');
const VERSION = [1, 0];
/** The numbers start at a multiple of this. */
const ALIGNMENT = 64;

/** Maps of one grid as the bytes of a .npy file: float32, little-endian, [maps, rows, columns]. */
export function npyOf(maps: readonly Float32Array[], [rows, columns]: readonly [number, number]): Buffer {
  const values = Buffer.alloc(4 * maps.length * rows * columns);
  for (const [index, map] of maps.entries())
    for (const [patch, value] of map.entries())
      values.writeFloatLE(value, 4 * (index * rows * columns + patch));
  return Buffer.concat([header([maps.length, rows, columns]), values]);
}

/** Vectors of one size: float32, [vectors, values]. */
export function npyOfVectors(vectors: readonly Float32Array[]): Buffer {
  const size = vectors[0]?.length ?? 0;
  const values = Buffer.alloc(4 * vectors.length * size);
  for (const [index, vector] of vectors.entries())
    for (const [at, value] of vector.entries()) values.writeFloatLE(value, 4 * (index * size + at));
  return Buffer.concat([header([vectors.length, size]), values]);
}

/** Whether a file that begins with `start` may be one of `npyOf`. */
export function isMaps(start: Buffer): boolean {
  return isArray(start, /'<f4'.+\(\d+, \d+, \d+\)/);
}

/** Whether a file that begins with `start` may be one of `npyOfVectors`. */
export function isVectors(start: Buffer): boolean {
  return isArray(start, /'<f4'.+\(\d+, \d+\)/);
}

function isArray(start: Buffer, described: RegExp): boolean {
  return start.subarray(0, MAGIC.length).equals(MAGIC) && described.test(start.toString('latin1'));
}

function header(shape: readonly number[]): Buffer {
  const dictionary = `{'descr': '<f4', 'fortran_order': False, 'shape': (${shape.join(', ')}), }`;
  const length = MAGIC.length + VERSION.length + 2;
  const padded = Math.ceil((length + dictionary.length + 1) / ALIGNMENT) * ALIGNMENT - length;
  const size = Buffer.alloc(2);
  size.writeUInt16LE(padded);
  return Buffer.concat([
    MAGIC,
    Buffer.from(VERSION),
    size,
    Buffer.from(`${dictionary.padEnd(padded - 1)}\n`, 'latin1'),
  ]);
}

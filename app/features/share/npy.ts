/**
 * Arrays as NumPy's own files: magic, version 1.0, a Python dictionary padded to 64 bytes, then the numbers.
 * Source: numpy/lib/format.py, "Format Version 1.0".
 */
import type { GridSize } from '../heatmap/maps';

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0];
/** The numbers begin at a multiple of this. */
const ALIGNMENT = 64;

/** Maps of one grid as the bytes of a .npy file: float32, little-endian, [maps, rows, columns]. */
export function npyOf(
  maps: readonly ArrayLike<number>[],
  [rows, columns]: GridSize,
): Uint8Array<ArrayBuffer> {
  const head = header([maps.length, rows, columns]);
  const patches = rows * columns;
  const bytes = new Uint8Array(head.length + 4 * maps.length * patches);
  bytes.set(head);
  const values = new DataView(bytes.buffer, head.length);
  for (const [index, map] of maps.entries())
    for (let patch = 0; patch < patches; patch++)
      values.setFloat32(4 * (index * patches + patch), map[patch]!, true);
  return bytes;
}

function header(shape: readonly number[]): Uint8Array {
  const dictionary = `{'descr': '<f4', 'fortran_order': False, 'shape': (${shape.join(', ')}), }`;
  const start = MAGIC.length + 2;
  const end = Math.ceil((start + dictionary.length + 1) / ALIGNMENT) * ALIGNMENT;
  const bytes = new Uint8Array(end);
  bytes.set(MAGIC);
  new DataView(bytes.buffer).setUint16(MAGIC.length, end - start, true);
  bytes.set(new TextEncoder().encode(`${dictionary.padEnd(end - start - 1)}\n`), start);
  return bytes;
}

import { expect, test } from 'vitest';
import { npyOf } from './npy.ts';

const DICTIONARY = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 1, 3), }";

test('an array is the bytes that numpy.save writes', () => {
  const bytes = npyOf([Float32Array.of(1, 2, 3), Float32Array.of(-1, 0, 0.5)], [1, 3]);
  const head = Buffer.concat([
    Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, 118, 0]),
    Buffer.from(`${DICTIONARY.padEnd(117)}\n`),
  ]);
  expect(bytes.subarray(0, 128)).toEqual(head);
  expect([0, 1, 2, 3, 4, 5].map((at) => bytes.readFloatLE(128 + 4 * at))).toEqual([1, 2, 3, -1, 0, 0.5]);
  expect(bytes).toHaveLength(128 + 24);
});

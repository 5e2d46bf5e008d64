import { expect, test } from 'vitest';
import { npyOf } from './npy';

const DICTIONARY = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 1, 3), }";

test('an array is the bytes that numpy.save writes', () => {
  const bytes = npyOf([Float32Array.of(1, 2, 3), Float32Array.of(-1, 0, 0.5)], [1, 3]);
  expect([...bytes.subarray(0, 10)]).toEqual([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, 118, 0]);
  expect(new TextDecoder().decode(bytes.subarray(10, 128))).toBe(`${DICTIONARY.padEnd(117)}\n`);
  expect([...new Float32Array(bytes.slice(128).buffer)]).toEqual([1, 2, 3, -1, 0, 0.5]);
});

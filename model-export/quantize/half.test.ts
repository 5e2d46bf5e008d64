import { expect, test } from 'vitest';
import { toFloat32 } from '../../core/float.ts';
import { toHalf } from './half.ts';
import { asBytes } from './scheme.ts';

const halves = (...values: number[]) => [...toHalf(Float32Array.from(values))];

test('every half survives the round trip, NaN as NaN', () => {
  const all = Uint16Array.from({ length: 2 ** 16 }, (_, bits) => bits);
  const floats = toFloat32(asBytes(all), 'F16');
  const notANumber = (bits: number) => (bits & 0x7fff) > 0x7c00;
  const back = toHalf(floats);
  const changed = [...all].filter(
    (bits) => back[bits] !== bits && !(notANumber(bits) && notANumber(back[bits]!)),
  );
  expect(changed).toEqual([]);
});

test('rounds to nearest, ties to even', () => {
  const step = 2 ** -10;
  expect(halves(1 + step / 2, 1 + (3 * step) / 2, 1 + step / 2 + 2 ** -20)).toEqual([0x3c00, 0x3c02, 0x3c01]);
  expect(halves(2 ** -25, 3 * 2 ** -25, 2 ** -25 + 2 ** -40)).toEqual([0, 2, 1]);
  expect(halves(2 ** -14 - 2 ** -30, -(2 ** -14 - 2 ** -30))).toEqual([0x0400, 0x8400]);
});

test('values that are too large become infinite', () => {
  expect(halves(65519, 65520, -1e30, Number.POSITIVE_INFINITY)).toEqual([0x7bff, 0x7c00, 0xfc00, 0x7c00]);
});

import { expect, test } from 'vitest';
import { toFloat32 } from './float.ts';

const half = (...bits: number[]) => new Uint8Array(Uint16Array.from(bits).buffer);

test('float16: normal, subnormal, zero, infinite and not a number', () => {
  const values = toFloat32(
    half(0x3c00, 0xc000, 0x3555, 0x0001, 0x8000, 0x7c00, 0xfc00, 0x7e00, 0x7bff),
    'F16',
  );
  expect([...values]).toEqual([
    1,
    -2,
    Math.fround(0.333251953125),
    2 ** -24,
    -0,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    Number.NaN,
    65504,
  ]);
});

test('bfloat16 is the upper half of a float32', () => {
  expect([...toFloat32(half(0x3f80, 0xc040), 'BF16')]).toEqual([1, -3]);
});

test('ranges may start at an odd byte', () => {
  const bytes = new Uint8Array(9);
  bytes.set(new Uint8Array(Float32Array.of(1.5, -2).buffer), 1);
  expect([...toFloat32(bytes.subarray(1), 'F32')]).toEqual([1.5, -2]);
});

test('reads only the given range of a shared Buffer', () => {
  const shared = Buffer.alloc(12);
  shared.writeFloatLE(1.5, 4);
  shared.writeFloatLE(-2, 8);
  expect([...toFloat32(shared.subarray(4), 'F32')]).toEqual([1.5, -2]);
});

test('throws for another type', () => {
  expect(() => toFloat32(new Uint8Array(8), 'I64')).toThrow('I64 is not a floating type');
});

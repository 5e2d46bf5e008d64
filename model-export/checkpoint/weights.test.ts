import { describe, expect, test, vi } from 'vitest';
import type { StoredTensor } from './safetensors.ts';
import { Weights } from './weights.ts';

function stored(
  name: string,
  shape: number[],
  dtype: StoredTensor['dtype'] = 'F32',
  bytes = new Uint8Array(Float32Array.of(1, 2).buffer),
): StoredTensor {
  return {
    name,
    dtype,
    shape,
    place: name,
    read: async () => bytes,
    readRange: async (start, end) => bytes.subarray(start, end),
  };
}

test('takes a tensor by key and shape, and reads it on demand', async () => {
  const weights = new Weights([stored('a', [2])]);
  expect([...(await weights.take('a', [2]).read())]).toEqual([1, 2]);
  weights.finish([]);
});

test('names a missing tensor with its expected shape', () => {
  expect(() => new Weights([]).take('a.weight', [3, 4])).toThrow('"a.weight" of shape [3,4] is missing');
});

test('names the expected and the actual shape', () => {
  const weights = new Weights([stored('a', [2, 3])]);
  expect(() => weights.take('a', [3, 2])).toThrow(
    '"a" has the shape [2,3], the configuration makes it [3,2]',
  );
  expect(() => weights.take('a', [6])).toThrow('has the shape [2,3]');
});

test('refuses integers', () => {
  expect(() => new Weights([stored('a', [2], 'I64')]).take('a', [2])).toThrow('"a" holds I64');
});

test.each<[StoredTensor['dtype'], ArrayBuffer, string]>([
  ['F32', Float32Array.of(1, Number.NaN, 3, -Infinity).buffer, '2 of 4'],
  ['F64', Float64Array.of(1, 1e300).buffer, '1 of 2'],
  ['F16', Uint16Array.of(0x7c00, 0, 0x7e00).buffer, '2 of 3'],
  ['BF16', Uint16Array.of(0, 0xff80).buffer, '1 of 2'],
])('%s: values that are no numbers are refused, by name and count', async (dtype, buffer, count) => {
  const weights = new Weights([stored('a.weight', [2], dtype, new Uint8Array(buffer))]);
  await expect(weights.take('a.weight', [2]).read()).rejects.toMatchObject({
    code: 'unsupported-file',
    message: expect.stringContaining(`"a.weight" holds ${count} values that are NaN or infinite`),
  });
});

test('a tensor without values is not taken for one of another model', () => {
  const weights = new Weights([stored('a.weight', [0])]);
  expect(() => weights.take('a.weight', [2, 2])).toThrow('"a.weight" has no values');
});

test('unexplained tensors are an error', () => {
  const weights = new Weights(
    ['x.position_ids', 'b', 'c', 'd', 'e', 'f', 'g'].map((name) => stored(name, [1])),
  );
  expect(() => weights.finish([/position_ids$/])).toThrow(
    'holds 6 tensor(s) this model has no place for: b, c, d, e, f and 1 more',
  );
});

describe('same', () => {
  const MB = 1024 * 1024;
  const filled = (name: string, at: number | null = null): StoredTensor => {
    const bytes = new Uint8Array(3 * MB);
    if (at !== null) bytes[at] = 1;
    const read = async () => bytes;
    const readRange = vi.fn(async (start: number, end: number) => bytes.subarray(start, end));
    return { ...stored(name, [3 * MB], 'U8'), read, readRange };
  };
  const same = (a: StoredTensor, b: StoredTensor) => new Weights([a, b]).same(a.name, b.name);

  test('compares range by range up to the first difference', async () => {
    const [zeros, early, late] = [filled('a'), filled('b', 5), filled('c', 3 * MB - 1)];
    expect(await same(zeros, early)).toBe(false);
    expect(early.readRange).toHaveBeenCalledTimes(1);
    expect(await same(zeros, late)).toBe(false);
    expect(late.readRange).toHaveBeenCalledTimes(3);
    expect(await same(zeros, filled('d'))).toBe(true);
  });

  test('does not read tensors of one place, of different sizes or types, or missing ones', async () => {
    const tensor = filled('a');
    const others = { name: 'b', place: tensor.place };
    expect(await same(tensor, { ...tensor, ...others })).toBe(true);
    expect(await same(tensor, { ...tensor, ...others, shape: [MB] })).toBe(false);
    expect(await same(tensor, { ...tensor, ...others, dtype: 'I8' })).toBe(false);
    expect(await new Weights([tensor]).same('a', 'b')).toBe(false);
    expect(tensor.readRange).not.toHaveBeenCalled();
  });
});

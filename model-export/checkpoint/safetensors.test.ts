import { describe, expect, test } from 'vitest';
import { type ByteSource, bytesSource } from '../io/byte-source.ts';
import { CheckpointError } from './errors.ts';
import { readSafetensors } from './safetensors.ts';

function file(header: unknown, dataBytes: number): Uint8Array {
  const json = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const out = new Uint8Array(8 + json.byteLength + dataBytes);
  new DataView(out.buffer).setBigUint64(0, BigInt(json.byteLength), true);
  out.set(json, 8);
  out.set(
    Uint8Array.from({ length: dataBytes }, (_, index) => index),
    8 + json.byteLength,
  );
  return out;
}

function counting(bytes: Uint8Array): ByteSource & { reads: [number, number][] } {
  const source = bytesSource(bytes);
  const reads: [number, number][] = [];
  return {
    size: source.size,
    reads,
    read: (start, end) => {
      reads.push([start, end]);
      return source.read(start, end);
    },
  };
}

const F32_PAIR = { dtype: 'F32', shape: [2], data_offsets: [0, 8] };

test('lists tensors from the header alone and reads them one by one', async () => {
  const source = counting(
    file(
      { __metadata__: { format: 'pt' }, a: F32_PAIR, b: { dtype: 'F16', shape: [], data_offsets: [8, 10] } },
      10,
    ),
  );
  const tensors = await readSafetensors(source, 'm.safetensors');
  expect(tensors.map(({ name, dtype, shape }) => ({ name, dtype, shape }))).toEqual([
    { name: 'a', dtype: 'F32', shape: [2] },
    { name: 'b', dtype: 'F16', shape: [] },
  ]);
  expect(source.reads).toHaveLength(2);
  expect([...(await tensors[1]!.read())]).toEqual([8, 9]);
});

describe('refuses a damaged file before reading a tensor', () => {
  const hugeLength = new Uint8Array(16);
  new DataView(hugeLength.buffer).setBigUint64(0, 2n ** 63n, true);
  const cases: Record<string, [Uint8Array, RegExp]> = {
    'shorter than its length field': [new Uint8Array(3), /has only 3 bytes/],
    'a header longer than the file': [hugeLength, /claims 9223372036854775808 bytes/],
    'a header that is no JSON': [file('{"a":', 0), /not a JSON object/],
    'a header that is a list': [file([1, 2], 0), /not a JSON object/],
    'an entry that is a number': [file({ a: 3 }, 8), /entry of "a" is not an object/],
    'an unknown type': [file({ a: { ...F32_PAIR, dtype: 'x33' } }, 8), /unknown type "x33"/],
    'a type that is a property of every object': [
      file({ a: { ...F32_PAIR, dtype: 'constructor' } }, 8),
      /unknown type/,
    ],
    'a negative size': [file({ a: { ...F32_PAIR, shape: [-2] } }, 8), /the shape \[-2\]/],
    'a fractional offset': [file({ a: { ...F32_PAIR, data_offsets: [0.5, 8] } }, 8), /the offsets \[0.5,8\]/],
    'a span beyond the end': [file({ a: { ...F32_PAIR, data_offsets: [8, 16] } }, 8), /bytes 8–16 of 8/],
    'a span that runs backwards': [file({ a: { ...F32_PAIR, data_offsets: [8, 0] } }, 8), /bytes 8–0/],
    'a span that does not fit the shape': [file({ a: { ...F32_PAIR, shape: [3] } }, 8), /its shape needs 12/],
    'a shape whose product is beyond counting': [
      file({ a: { ...F32_PAIR, shape: [2 ** 40, 2 ** 40] } }, 8),
      /its shape needs/,
    ],
    'overlapping tensors': [
      file({ a: F32_PAIR, b: { ...F32_PAIR, data_offsets: [4, 12] } }, 12),
      /"a" and "b" share bytes/,
    ],
  };
  test.each(Object.entries(cases))('%s', async (_, [bytes, message]) => {
    const reading = readSafetensors(bytesSource(bytes), 'm.safetensors');
    await expect(reading).rejects.toBeInstanceOf(CheckpointError);
    await expect(reading).rejects.toThrow(message);
  });
});

import { Tensor } from 'onnxruntime-common';
import { describe, expect, test } from 'vitest';
import { GrowingCache, slots } from './cache.ts';

const SHAPE = { layers: 1, heads: 2, headWidth: 2, vocabulary: 4, columns: 5 };

/** Outputs of a step: row b contains 10·b + its index, in both tensors. */
function present(batch: number, length: number): Record<string, Tensor> {
  const rowLength = 2 * length * 2;
  const values = Float32Array.from(
    { length: batch * rowLength },
    (_, i) => 100 * Math.floor(i / rowLength) + (i % rowLength),
  );
  const tensor = () => new Tensor('float32', values.slice(), [batch, 2, length, 2]);
  return Object.fromEntries(slots(1).map((slot) => [`present_${slot}`, tensor()]));
}

const cache = (batch: number) => new GrowingCache({ tensor: Tensor, batch, shape: SHAPE });

describe('growing cache', () => {
  test('begins with no positions', () => {
    const feeds = cache(3).feeds();
    expect(Object.keys(feeds)).toEqual(['past_key.0', 'past_value.0']);
    expect(feeds['past_key.0']!.dims).toEqual([3, 2, 0, 2]);
  });

  test('stores the outputs of a step and disposes the old ones', () => {
    const growing = cache(1);
    const before = Object.values(growing.feeds());
    const results = present(1, 1);
    growing.advance(results);
    expect(before.map((tensor) => tensor.location)).toEqual(['none', 'none']);
    expect(growing.feeds()['past_value.0']).toBe(results['present_value.0']);
  });

  test('reorders rows by copying, and disposes the old ones', async () => {
    const growing = cache(3);
    const results = present(3, 2);
    growing.advance(results);
    growing.reorder([2, 0, 0]);
    expect(Object.values(results).map((tensor) => tensor.location)).toEqual(['none', 'none']);
    const key = growing.feeds()['past_key.0']!;
    expect(key.dims).toEqual([3, 2, 2, 2]);
    const row = (b: number) => Array.from({ length: 8 }, (_, i) => 100 * b + i);
    expect([...(await key.getData())]).toEqual([...row(2), ...row(0), ...row(0)]);
  });

  test('does not copy for the same order', () => {
    const growing = cache(2);
    growing.advance(present(2, 1));
    const before = growing.feeds();
    growing.reorder([0, 1]);
    expect(growing.feeds()['past_key.0']).toBe(before['past_key.0']);
  });

  test('a graph without the outputs is refused by name, and the past tensors stay', () => {
    const growing = cache(1);
    const before = growing.feeds()['past_key.0']!;
    expect(() => growing.advance({})).toThrow('The graph gave no output "present_key.0".');
    expect(before.location).toBe('cpu');
  });

  test('disposing frees everything, once', () => {
    const growing = cache(1);
    const tensors = Object.values(growing.feeds());
    growing.dispose();
    growing.dispose();
    expect(tensors.map((tensor) => tensor.location)).toEqual(['none', 'none']);
  });
});

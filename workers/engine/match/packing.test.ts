import { describe, expect, test } from 'vitest';
import { encodeTexts, inChunks, MAX_ROWS, packTexts } from './packing.ts';

test('texts are packed one after the other; a row attends only to rows of its text', () => {
  const { ids, positions, bias, firstRows } = packTexts([[7, 8], [9], [5, 6]]);
  expect([...ids]).toEqual([7, 8, 9, 5, 6]);
  expect([...positions]).toEqual([0, 1, 0, 0, 1]);
  expect([...firstRows]).toEqual([0, 2, 3]);
  const seen = ids.map((_, row) => row);
  const visible = [...seen].map((row) => [...seen].filter((column) => bias[row * 5 + column] === 0));
  expect(visible).toEqual([[0, 1], [0, 1], [2], [3, 4], [3, 4]]);
  expect(Math.exp(Math.min(...bias))).toBe(0);
  expect(new Set(bias).size).toBe(2);
});

describe('chunks', () => {
  test.each([
    { lengths: [], expected: [] },
    { lengths: [3], expected: [[3]] },
    { lengths: [3, 4, 3], expected: [[3, 4, 3]] },
    { lengths: [3, 4, 4], expected: [[3, 4], [4]] },
    { lengths: [10, 1, 10], expected: [[10], [1], [10]] },
    { lengths: [2, 12, 2, 2], expected: [[2], [12], [2, 2]] },
  ])('$lengths in at most 10 rows', ({ lengths, expected }) => {
    const texts = lengths.map((length) => new Array<number>(length).fill(1));
    expect(inChunks(texts, 10).map((chunk) => chunk.map((ids) => ids.length))).toEqual(expected);
  });
});

describe('encoding texts', () => {
  const texts = Array.from({ length: 20 }, (_, index) => new Array<number>(35).fill(index));

  test('no run has too many rows, and results are in order', async () => {
    const rows: number[] = [];
    const values = await encodeTexts(texts, async ({ ids, firstRows }) => {
      rows.push(ids.length);
      return Float32Array.from([...firstRows].flatMap((row) => [ids[row]!, -ids[row]!]));
    });
    expect(rows.length).toBeGreaterThan(1);
    expect(Math.max(...rows)).toBeLessThanOrEqual(MAX_ROWS);
    expect(values.map((value) => [...value])).toEqual(texts.map((ids) => [ids[0], -ids[0]!]));
  });

  test('stops between runs', async () => {
    const stop = new AbortController();
    let runs = 0;
    const encode = async () => {
      runs += 1;
      stop.abort(new Error('enough'));
      return new Float32Array(1);
    };
    await expect(encodeTexts(texts, encode, stop.signal)).rejects.toThrow('enough');
    expect(runs).toBe(1);
  });
});

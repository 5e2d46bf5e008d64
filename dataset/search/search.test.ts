import { describe, expect, test } from 'vitest';
import { randomNumbers } from '../testing/random.ts';
import { Hits } from './hits.ts';
import { bestLabel, labelsToCheck } from './labels.ts';
import { parseVectorText, pictureVector, vectorText } from './picture-vector.ts';
import { VectorTable } from './vector-table.ts';

const manifest = { source: { id: 'test', revision: null, sha256: 'abc' }, dtype: 'q8' } as Parameters<
  typeof pictureVector
>[1];

describe('a picture’s vector', () => {
  test('has the direction of its features in steps of 1/127 of the largest one', () => {
    const { matcher, values } = pictureVector(Float32Array.of(0.5, -1, 0.001, 0), manifest);
    expect(matcher).toBe('abc q8');
    expect([...values]).toEqual([64, -127, 0, 0]);
    expect([...pictureVector(new Float32Array(3), manifest).values]).toEqual([0, 0, 0]);
  });

  test('is the same after it was text', () => {
    const values = Int8Array.from({ length: 256 }, (_, index) => index - 128);
    expect(parseVectorText(vectorText(values))).toEqual(values);
    for (const text of ['', 'a', '????', 'AAA', 'AA=A']) expect(parseVectorText(text)).toBeNull();
  });
});

describe('a table', () => {
  const table = new VectorTable([
    { path: 'x', values: Int8Array.of(100, 0) },
    { path: 'xy', values: Int8Array.of(3, 3) },
    { path: 'y', values: Int8Array.of(0, 7) },
    { path: 'none', values: Int8Array.of(0, 0) },
  ]);

  test('has the cosine of each vector with a query of any length', () => {
    const cosines = table.cosines(Float32Array.of(5, 0));
    const expected = [1, Math.SQRT1_2, 0, 0];
    for (const [index, cosine] of expected.entries()) expect(cosines[index]).toBeCloseTo(cosine, 6);
  });

  test('names the nearest ones, best first', () => {
    const paths = (limit: number) => table.nearest(Int8Array.of(1, 9), limit).map(({ path }) => path);
    expect(paths(2)).toEqual(['y', 'xy']);
    expect(paths(100)).toEqual(['y', 'xy', 'x', 'none']);
    expect(paths(0)).toEqual([]);
  });

  test('of many is as a sort of all', () => {
    const random = randomNumbers(1);
    const many = Array.from({ length: 500 }, (_, index) => ({
      path: String(index),
      values: Int8Array.from({ length: 16 }, () => random(255) - 127),
    }));
    const query = Float32Array.from({ length: 16 }, () => random(1000) - 500);
    const all = new VectorTable(many);
    const cosines = all.cosines(query);
    const sorted = [...cosines.keys()].sort((a, b) => cosines[b]! - cosines[a]!);
    expect(all.nearest(query, 20).map(({ path }) => path)).toEqual(sorted.slice(0, 20).map(String));
  });

  test('takes vectors of floating-point numbers, also among those in bytes', () => {
    const mixed = new VectorTable([
      { path: 'x', values: Int8Array.of(100, 0) },
      { path: 'xy', values: Float32Array.of(0.3, 0.3) },
    ]);
    const [x, xy] = mixed.cosines(Float32Array.of(5, 0));
    expect(x).toBeCloseTo(1, 6);
    expect(xy).toBeCloseTo(Math.SQRT1_2, 6);
  });

  test('finds a picture’s own vector', () => {
    expect([...table.find('xy')!]).toEqual([3, 3]);
    expect(table.find('other')).toBeNull();
  });

  test('refuses vectors of several sizes, and a query of another size', () => {
    const vectors = [2, 3].map((size) => ({ path: `${size}`, values: new Int8Array(size) }));
    expect(() => new VectorTable(vectors)).toThrow(RangeError);
    expect(() => table.cosines(new Float32Array(3))).toThrow(RangeError);
    expect(new VectorTable([]).nearest(new Float32Array(3), 5)).toEqual([]);
  });
});

describe('hits', () => {
  const neighbours = ['a', 'b', 'c', 'd', 'e'].map((path, index) => ({ path, cosine: 0.9 - index / 10 }));
  const paths = (hits: Hits) =>
    hits
      .result()
      .hits.map(({ path }) => path)
      .join('');

  test('that fit come first, then those to be looked at, those that do not fit, and the others', () => {
    const hits = new Hits(neighbours, 4);
    expect(hits.candidates.join('')).toBe('abcd');
    hits.check('a', 0.1);
    expect(hits.result()).toMatchObject({ fitting: 0, checked: 1, toCheck: 4 });
    expect(paths(hits)).toBe('bcdae');
    hits.check('b', 0.5);
    hits.check('c', 0.8);
    expect(paths(hits)).toBe('cbdae');
    expect(hits.result().fitting).toBe(2);
    hits.check('d', 0.2);
    expect(paths(hits)).toBe('cbdae');
  });

  test('that cannot be read come after those that do not fit', () => {
    const hits = new Hits(neighbours, 3);
    hits.check('a', null);
    hits.check('b', 0.7);
    hits.check('c', 0.2);
    expect(paths(hits)).toBe('bcade');
    expect(hits.result()).toMatchObject({ fitting: 1, checked: 3, toCheck: 3 });
  });

  test('without ITM are as they were ranked, and none is cut off', () => {
    const hits = new Hits(neighbours, null);
    expect(hits.candidates).toEqual([]);
    expect(paths(hits)).toBe('abcde');
    expect(hits.result()).toMatchObject({ fitting: null, checked: 0, toCheck: 0 });
  });
});

describe('labels', () => {
  const cosines = [0.1, 0.5, 0.3];

  test('ITM looks at the most similar ones first, and its choice counts', () => {
    expect(labelsToCheck(cosines)).toEqual([1, 2, 0]);
    const checked = [
      { label: 1, probability: 0.6 },
      { label: 2, probability: 0.7 },
    ];
    expect(bestLabel(cosines, checked)).toEqual({ label: 2, probability: 0.7, cosine: 0.3 });
  });

  test('none of them, where none fits', () => {
    expect(bestLabel(cosines, [{ label: 1, probability: 0.49 }])).toMatchObject({ label: null });
  });

  test('without ITM the most similar one', () => {
    expect(bestLabel(cosines, null)).toEqual({ label: 1, probability: null, cosine: 0.5 });
    expect(() => bestLabel([], null)).toThrow(RangeError);
  });
});

import { expect, test } from 'vitest';
import { pictureSeed } from './seed.ts';

const SHA = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

/** The definition in docs/datasets.md, with integers of any size. */
function expected(run: number, sha256: string): number {
  const word = 0xffffffffn;
  const mix = (value: bigint) => {
    let hash = value & word;
    hash = ((hash ^ (hash >> 16n)) * 0x85ebca6bn) & word;
    hash = ((hash ^ (hash >> 13n)) * 0xc2b2ae35n) & word;
    return hash ^ (hash >> 16n);
  };
  return Number(mix(mix(BigInt(run)) ^ BigInt(`0x${sha256.slice(0, 8)}`)));
}

test.each([0, 1, 7, 4294967295, 4294967296, Number.MAX_SAFE_INTEGER])('run seed %d', (run) => {
  for (const sha256 of [SHA, SHA.toUpperCase(), '0'.repeat(64), 'f'.repeat(64)]) {
    expect(pictureSeed(run, sha256)).toBe(expected(run, sha256));
  }
});

test('a known value', () => {
  expect(pictureSeed(0, SHA)).toBe(1995065757);
});

test('runs and pictures have seeds of their own', () => {
  const seeds = new Set<number>();
  for (let run = 0; run < 50; run++) {
    for (let picture = 0; picture < 50; picture++) {
      seeds.add(pictureSeed(run, picture.toString(16).padStart(8, '0') + SHA.slice(8)));
    }
  }
  expect(seeds.size).toBe(2500);
});

test.each([
  [0, 'abc'],
  [-1, SHA],
  [1.5, SHA],
])('refuses run seed %d and hash %s', (run, sha256) => {
  expect(() => pictureSeed(run, sha256)).toThrow(RangeError);
});

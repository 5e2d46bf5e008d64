import { describe, expect, test } from 'vitest';
import { captionRandom, xoshiro128StarStar } from './random.ts';

const draw = (random: () => number, count: number) => Array.from({ length: count }, random);

describe('xoshiro128**', () => {
  test("gives the authors' sequence from the state 1, 2, 3, 4", () => {
    expect(draw(xoshiro128StarStar([1, 2, 3, 4]), 10)).toEqual([
      11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804,
    ]);
  });
});

describe("a caption's stream", () => {
  test('is the same for the same seed and caption', () => {
    expect(draw(captionRandom(42, 1), 20)).toEqual(draw(captionRandom(42, 1), 20));
  });

  test.each([
    [42, 2],
    [43, 1],
    [42 + 2 ** 32, 1],
    [1, 42],
  ])('differs for seed %d, caption %d', (seed, caption) => {
    expect(draw(captionRandom(seed, caption), 20)).not.toEqual(draw(captionRandom(42, 1), 20));
  });

  test('is uniform in [0, 1)', () => {
    const numbers = draw(captionRandom(0, 0), 20_000);
    const tenths = new Array<number>(10).fill(0);
    for (const number of numbers) tenths[Math.floor(number * 10)]! += 1;
    // Each tenth contains 2000 ± 42 (one standard deviation); at five of them there are no chance failures.
    for (const count of tenths) expect(Math.abs(count - 2000)).toBeLessThan(5 * 42.4);
    expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...numbers)).toBeLessThan(1);
  });
});

/** The test of a map, on a model with a known answer: how much of one corner it sees. */
import { expect, test, vi } from 'vitest';
import type { TestMapProgress } from '../../core/protocol/index.ts';
import { runMapTest } from './map-test.ts';

const SIZE = 40;
const GRID = [10, 10] as const;
const PATCH = SIZE / 10;

/** Patches of the upper left fifth: four columns of five rows. */
const CORNER = Array.from({ length: 20 }, (_, i) => 10 * Math.floor(i / 4) + (i % 4));
const CORNER_MAP = Float32Array.from({ length: 100 }, (_, patch) => Number(CORNER.includes(patch)));

/** Bright pixels in the corner, which blurring makes darker. */
const PIXELS = Float32Array.from({ length: 3 * SIZE * SIZE }, (_, i) => {
  const pixel = i % (SIZE * SIZE);
  const patch = 10 * Math.floor(pixel / SIZE / PATCH) + Math.floor((pixel % SIZE) / PATCH);
  return CORNER.includes(patch) && pixel % 2 === 0 ? 1 : 0;
});

/** The share of the bright pixels that are unchanged. */
const seen = async (values: Float32Array) =>
  values.filter((value, i) => PIXELS[i] === 1 && value === 1).length /
  PIXELS.filter((value) => value === 1).length;

const score = vi.fn(seen);

async function run(map: Float32Array, cancelAt = Infinity) {
  score.mockClear();
  const abort = new AbortController();
  const progress: TestMapProgress[] = [];
  let turns = 0;
  const tested = runMapTest(
    { map, grid: GRID },
    { pixels: PIXELS, size: SIZE, score },
    {
      turn: (job) => {
        turns += 1;
        return job();
      },
      signal: abort.signal,
      progress: (report) => {
        progress.push(report);
        if (progress.length === cancelAt) abort.abort();
      },
    },
  );
  return { tested, progress, turns: () => turns };
}

test('masking what a true map marks takes all of the score, masking elsewhere less', async () => {
  const { tested } = await run(CORNER_MAP);
  const { drop, curves } = await tested;
  expect(drop).toMatchObject({ share: 0.2, before: 1, marked: 0 });
  expect(drop.moved).toHaveLength(3);
  for (const moved of drop.moved) expect(moved).toBeGreaterThan(0.2);
  expect(curves.deletion.map.map(({ score }) => score)).toEqual([1, 0.75, 0.5, 0, 0, 0, 0, 0]);
  expect(curves.deletion.areas?.map).toBeCloseTo(0.1, 12);
  expect(curves.insertion.areas?.map).toBeCloseTo(0.9, 12);
  expect(curves.deletion.areas!.moved).toBeGreaterThan(0.2);
  expect(curves.insertion.areas!.moved).toBeLessThan(0.8);
});

test('a map of the wrong place takes no more than the moved map', async () => {
  const { tested } = await run(Float32Array.from([...CORNER_MAP].reverse()));
  const { drop, curves } = await tested;
  expect(drop.marked).toBe(1);
  expect(Math.min(...drop.moved)).toBeLessThan(1);
  expect(curves.deletion.areas!.map).toBeGreaterThan(curves.deletion.areas!.moved);
});

test('the drop is reported first, then the curves as they grow, and each picture is scored once', async () => {
  const { tested, progress, turns } = await run(CORNER_MAP);
  const { drop, curves } = await tested;
  const [first] = progress;
  expect(first).toMatchObject({ drop, done: 5, curves: { deletion: { map: [], areas: null } } });
  const lengths = progress.map(({ curves: { deletion } }) => deletion.map.length);
  expect(lengths).toEqual([...lengths].sort((a, b) => a - b));
  expect(progress.at(-1)!.curves).toEqual(curves);
  expect(progress.at(-1)!.done).toBeLessThanOrEqual(first!.total);
  expect(progress.at(-1)!.done).toBe(score.mock.calls.length);
  expect(turns()).toBe(score.mock.calls.length);
});

test('the moved curve is the mean of all moves, and needs all of them', async () => {
  const { tested, progress } = await run(CORNER_MAP);
  const { drop, curves } = await tested;
  const mean = drop.moved.reduce((sum, each) => sum + each, 0) / 3;
  expect(curves.deletion.moved.find(({ share }) => share === 0.2)!.score).toBeCloseTo(mean, 12);
  const half = progress[Math.floor(progress.length / 2)]!;
  expect(half.curves.deletion.moved).toEqual([]);
});

test('a cancel takes effect between two runs of the model', async () => {
  const { tested } = await run(CORNER_MAP, 3);
  await expect(tested).rejects.toMatchObject({ name: 'AbortError' });
  expect(score.mock.calls.length).toBeLessThan(8);
});

test('a map that does not fill its grid is refused', async () => {
  const { tested } = await run(new Float32Array(99));
  await expect(tested).rejects.toThrow('map: got 99 values for 10 × 10 patches');
});

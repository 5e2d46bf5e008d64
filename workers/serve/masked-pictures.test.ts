import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { EngineKind, Region, TestedScore, TestMapProgress } from '../../core/protocol/index.ts';
import { mixtureCheckpoint } from '../../model-export/testing/mixture.ts';
import { type ExportedBundle, exported, exportedFiles } from '../../model-export/testing/reference.ts';
import { orderOf } from '../engine/index.ts';
import { blurPixels, mixPixels, patchMask } from '../image/mask.ts';
import { preprocess } from '../image/preprocess.ts';
import type { Handlers } from './serve.ts';
import { context, installed, PICTURE, serviceOn } from './testing/caption-service.ts';

const TOLERANCE = 1e-5;
const LEFT_HALF: Region = { left: 0, top: 0, width: 0.5, height: 1 };

const bundles: Record<string, ExportedBundle> = {};

beforeAll(async () => {
  bundles.mixture = await exportedFiles((await mixtureCheckpoint('shared')).files, 'mixture');
  bundles.captioner = await exported('checkpoints/odd-9');
  bundles.matcher = await exported('architectures/matcher-16');
}, 60_000);

const decodePicture = vi.fn(async () => ({ ...PICTURE, close: () => {} }));
let service: Handlers<EngineKind>;

beforeEach(() => {
  decodePicture.mockClear();
  service = serviceOn({ bundles, decodePicture });
});

const photo = (...masked: Region[]) => ({ id: 'photo', file: new Blob(), masked });

async function load(captioner: string, matcher: string | null) {
  const { value } = await service.load({ source: installed(captioner), backend: 'wasm' }, context());
  await service.matcher(matcher === null ? null : { source: installed(matcher) }, context());
  return value;
}

const score = async (text: string, ...masked: Region[]) =>
  (await service.scoreText({ picture: photo(...masked), text }, context())).value;

const typed = async (text: string) => (await score(text)).tokens;

/** A map that marks the patches from the last to the first. */
function rising([rows, columns]: readonly [number, number]) {
  return Float32Array.from({ length: rows * columns }, (_, patch) => patch);
}

async function testMap(score: TestedScore, grid: [number, number], { signal, masked = [] }: Options = {}) {
  const progress: TestMapProgress[] = [];
  const { value } = await service.testMap(
    { picture: photo(...masked), map: rising(grid), grid, score },
    { signal: signal ?? new AbortController().signal, progress: (report) => void progress.push(report) },
  );
  return { ...value, progress };
}

interface Options {
  signal?: AbortSignal;
  masked?: Region[];
}

describe('the test of a captioner’s map', () => {
  test('of a word: its probability given the words before it, sharp and with the marked part masked', async () => {
    const { grid } = await load('captioner', null);
    const tokens = await typed('a dog');
    const tokenIds = tokens.map(({ id }) => id);
    const pieces = [1, 2];
    const { drop, curves } = await testMap({ of: 'word', prompt: '', tokenIds, pieces }, grid);
    const sharp = tokens[1]!.logProb + tokens[2]!.logProb;
    expect(Math.abs(Math.log(drop.before) - sharp)).toBeLessThan(1e-4);
    expect(Math.log(drop.marked)).not.toBeCloseTo(sharp, 3);
    expect(curves.deletion.map[0]).toEqual({ share: 0, score: drop.before });
    expect(curves.insertion.map.at(-1)).toEqual({ share: 1, score: drop.before });
    expect(curves.deletion.areas).not.toBeNull();
  });

  test('of the sentence: the geometric mean, wherever the prompt ends', async () => {
    const { grid } = await load('captioner', null);
    const tokens = await typed('a dog');
    const ids = tokens.map(({ id }) => id);
    const { drop } = await testMap({ of: 'sentence', prompt: '', tokenIds: ids }, grid);
    const mean = tokens.reduce((sum, { logProb }) => sum + logProb, 0) / tokens.length;
    expect(Math.abs(drop.before - Math.exp(mean))).toBeLessThan(TOLERANCE);
    const first = (prompt: string, tokenIds: number[]) =>
      testMap({ of: 'word', pieces: [0], prompt, tokenIds }, grid);
    const full = await first('', ids);
    const rest = await first('a ', ids.slice(1));
    expect(Math.abs(full.drop.before - Math.exp(tokens[0]!.logProb))).toBeLessThan(TOLERANCE);
    expect(Math.abs(rest.drop.before - Math.exp(tokens[1]!.logProb))).toBeLessThan(TOLERANCE);
  });

  test('other requests run between two steps', async () => {
    const { grid } = await load('captioner', null);
    const tokenIds = (await typed('a dog')).map(({ id }) => id);
    const order: string[] = [];
    const tested = testMap({ of: 'sentence', prompt: '', tokenIds }, grid).then(() => order.push('tested'));
    const scored = score('a cat').then(() => order.push('scored'));
    await Promise.all([tested, scored]);
    expect(order).toEqual(['scored', 'tested']);
  });

  test('fails when another model is loaded meanwhile, and is aborted by a cancel', async () => {
    const { grid } = await load('captioner', null);
    const tokenIds = (await typed('a dog')).map(({ id }) => id);
    const abort = new AbortController();
    const cancelled = testMap({ of: 'sentence', prompt: '', tokenIds }, grid, { signal: abort.signal });
    abort.abort();
    await expect(cancelled).rejects.toMatchObject({ name: 'AbortError' });
    const pending = testMap({ of: 'sentence', prompt: '', tokenIds }, grid);
    const failure = expect(pending).rejects.toThrow('Another model was loaded meanwhile.');
    await load('mixture', null);
    await failure;
  });
});

describe.each([
  ['a matcher of another size', 'captioner', 'matcher'],
  ['the captioner’s own bundle', 'mixture', 'mixture'],
])('the map of %s', (_, captioner, matcher) => {
  test('is tested by the probability that text and picture fit', async () => {
    await load(captioner, matcher);
    const { image } = bundles[matcher]!.manifest;
    const patches = image.size / image.patchSize;
    const { drop } = await testMap({ of: 'match', text: 'a dog' }, [patches, patches]);
    const { match } = await score('a dog');
    expect(Math.abs(drop.before - match!.probability)).toBeLessThan(TOLERANCE);
    expect(drop.marked).not.toBeCloseTo(drop.before, 5);
  });
});

test('the test of a matcher’s map fails without a matcher', async () => {
  const { grid } = await load('captioner', null);
  await expect(testMap({ of: 'match', text: 'a dog' }, grid)).rejects.toThrow('No matcher is loaded.');
});

describe('a masked picture', () => {
  test('has its own scores and its own encoding', async () => {
    await load('mixture', 'mixture');
    const full = await score('a dog');
    const masked = await score('a dog', LEFT_HALF);
    expect(masked.loss).not.toBeCloseTo(full.loss, 6);
    expect(masked.match!.probability).not.toBeCloseTo(full.match!.probability, 6);
    expect((await score('a dog', LEFT_HALF)).loss).toBe(masked.loss);
    expect(decodePicture).toHaveBeenCalledTimes(2);
    expect((await score('a dog')).loss).toBe(full.loss);
  });

  test('is what is captioned, matched and explained', async () => {
    await load('mixture', 'mixture');
    const { generation } = bundles.mixture!.manifest;
    const settings = { ...generation, method: 'greedy', seed: 3, maxLength: 12, prompt: '' } as const;
    const caption = async (...masked: Region[]) => {
      const request = { runId: 'run', picture: new Blob(), masked, settings };
      return (await service.caption(request, context())).value.captions[0]!;
    };
    const [full, masked] = [await caption(), await caption(LEFT_HALF)];
    expect(masked.logProb).not.toBeCloseTo(full.logProb, 6);
    const text = { prompt: '', tokenIds: masked.tokens.map(({ id }) => id) };
    const explain = async (...regions: Region[]) =>
      (await service.explain({ picture: photo(...regions), source: 'caption', text }, context())).value;
    const logProbOf = ({ tokens }: Awaited<ReturnType<typeof explain>>) =>
      tokens.reduce((sum, { logProb }) => sum + logProb!, 0);
    expect(Math.abs(logProbOf(await explain(LEFT_HALF)) - masked.logProb)).toBeLessThan(1e-4);
    expect(logProbOf(await explain())).not.toBeCloseTo(masked.logProb, 4);
    const { match } = await score(masked.text, LEFT_HALF);
    expect(Math.abs(match!.probability - masked.match!.probability)).toBeLessThan(TOLERANCE);
  });

  test('is the one that a map is tested on', async () => {
    const { grid } = await load('captioner', null);
    const tokenIds = (await typed('a dog')).map(({ id }) => id);
    const sentence = { of: 'sentence', prompt: '', tokenIds } as const;
    const { drop } = await testMap({ ...sentence }, grid, { masked: [LEFT_HALF] });
    const { loss } = await score('a dog', LEFT_HALF);
    expect(Math.abs(drop.before - Math.exp(-loss))).toBeLessThan(TOLERANCE);
  });
});

test('the marked part is a fifth of the patches, blurred, as for a masked picture', async () => {
  const { grid } = await load('captioner', null);
  const { image } = bundles.captioner!.manifest;
  const tokenIds = (await typed('a dog')).map(({ id }) => id);
  const { drop } = await testMap({ of: 'sentence', prompt: '', tokenIds }, grid);
  const pixels = preprocess(PICTURE, image);
  const first = orderOf(rising(grid), 0).slice(0, Math.round(0.2 * grid[0] * grid[1]));
  const blurred = mixPixels(pixels, blurPixels(pixels, image.size), patchMask(first, grid, image.size));
  expect(blurred).not.toEqual(pixels);
  const regions = first.map((patch) => ({
    left: (patch % grid[1]) / grid[1],
    top: Math.floor(patch / grid[1]) / grid[0],
    width: 1 / grid[1],
    height: 1 / grid[0],
  }));
  const { loss } = await score('a dog', ...regions);
  expect(Math.abs(drop.marked - Math.exp(-loss))).toBeLessThan(TOLERANCE);
});

import * as v from 'valibot';
import { expect, test } from 'vitest';
import { listing, textOf } from '../features/captions/run';
import { runSchema } from '../features/captions/run-schema';
import { MODEL, mapAt, setUp, token } from '../test/scene';
import { type RunOfVersion1, runFrom, slicesFrom } from './migration';
import { persist } from './persistence';
import { VERSION_1 } from './testing/version-1';

const REGION = { left: 0, top: 0, width: 0.5, height: 1 };
const OLDEST_CAPTION = { tokens: [token('dog')], maps: [mapAt(0)], edited: null };
const OLDEST_RUN: RunOfVersion1 = {
  id: 'run',
  pictureId: 'picture',
  status: 'done',
  settings: { ...MODEL.defaults, method: 'nucleus', seed: 1 },
  captions: [OLDEST_CAPTION],
  newest: null,
  error: null,
  ms: null,
  model: null,
};

test('a run of the oldest release is completed', () => {
  expect(runFrom(OLDEST_RUN)).toEqual({
    ...OLDEST_RUN,
    captions: [{ ...OLDEST_CAPTION, match: null, pinned: false }],
    pinned: [],
    masked: [],
    unmaskedRun: null,
    matchError: null,
    restarted: false,
    matcher: null,
  });
});

test('a refusal in the words of version 1 shows its message', () => {
  const error = {
    code: 'bad-settings',
    message: 'The prompt is too long.',
    setting: { field: 'prompt', permitted: 'shorter than 39 tokens' },
  };
  const run = { ...runFrom(OLDEST_RUN), status: 'failed', captions: [], model: null, error };
  expect(v.parse(runSchema, run).error).toEqual({ ...error, setting: undefined });
});

test('a run of the newest release keeps everything under its new names', () => {
  const match = { probability: 0.9, cosine: 0.4 };
  const made = { model: 'test/model', prompt: '' };
  const kept = {
    ...OLDEST_CAPTION,
    match,
    kept: true,
    grid: [2, 2] as const,
    made,
    typed: true,
    hidden: [REGION],
  };
  const caption = { ...OLDEST_CAPTION, match, kept: true };
  const run = { ...OLDEST_RUN, captions: [caption], matcher: 'test/matcher', restarted: true };
  const migrated = runFrom({ ...run, kept: [kept], hidden: [REGION], whole: { ...run, id: 'whole' } });
  expect(migrated).toMatchObject({
    matcher: 'test/matcher',
    restarted: true,
    captions: [{ match, pinned: true }],
    pinned: [{ match, pinned: true, origin: made, typed: true, masked: [REGION] }],
    masked: [REGION],
    unmaskedRun: { id: 'whole', captions: [{ pinned: true }], masked: [] },
  });
  for (const key of ['kept', 'hidden', 'whole']) expect(migrated).not.toHaveProperty(key);
  for (const key of ['kept', 'made', 'hidden']) expect(migrated.pinned[0]).not.toHaveProperty(key);
});

test('the values of version 1 are divided among the slices, and measured speeds are dropped', () => {
  const values = {
    palette: 'viridis',
    view: 'spotlight',
    changes: { beams: 5 },
    activeMatcher: null,
    paces: [],
  };
  expect(slicesFrom(values)).toEqual({
    heatmap: { palette: 'viridis', mode: 'spotlight' },
    settings: { overrides: { beams: 5 } },
    matcher: { choice: null },
  });
});

test('a database that version 1 wrote is shown as it was', async () => {
  const { pictures, runs, values } = VERSION_1;
  const saved = { pictures, runs: runs.map(runFrom), slices: slicesFrom(values) };
  const { store } = setUp();
  await persist(store, Promise.resolve({ load: async () => saved, write: async () => {} }));
  const state = store.getState();
  expect(state.pictures.items.map(({ name }) => name)).toEqual(['02.webp', '16.webp']);
  const [first, second] = state.pictures.items.map(({ id }) => state.captions.runs[id]);
  const texts = (run: typeof first) =>
    listing(run!).map((index) => textOf((index < 0 ? run!.pinned[-1 - index] : run!.captions[index])!));
  expect(texts(first)).toEqual([expect.stringMatching(/^a small cat/), 'a red circle']);
  expect(first).toMatchObject({
    masked: [],
    captions: [{ pinned: true }],
    pinned: [{ typed: true, pinned: true }],
  });
  expect(first!.captions[0]!.maps[0]).toHaveLength(100);
  expect(texts(second)).toEqual(['My own words']);
  expect(second!.masked).toEqual(state.mask.regions[second!.pictureId]);
  expect(texts(second!.unmaskedRun!)).toEqual([expect.stringMatching(/^a rabbit/)]);
  expect(state).toMatchObject({
    pictures: { currentId: second!.pictureId },
    heatmap: { mode: 'spotlight', palette: 'viridis', visible: true },
    settings: { overrides: { numCaptions: 1 }, seed: 7, seedLocked: true },
    captions: { queue: [] },
  });
});

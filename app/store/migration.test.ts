import { expect, test } from 'vitest';
import { MODEL, mapAt, token } from '../test/scene';
import { type RunOfVersion1, runFrom, slicesFrom } from './migration';

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

import { openDB } from 'idb';
import * as v from 'valibot';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { listing, textOf } from '../features/captions/run';
import { runSchema } from '../features/captions/run-schema';
import { MODEL, mapAt, picture, token } from '../test/scene';
import { clearSettings, openDatabase } from './database';
import { type RunOfVersion1, runFrom, slicesFrom, valuesFrom } from './migration';
import { clearDatabases, namesIn, openTab, readDatabase } from './testing/tabs';
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

/** Puts into IndexedDB what an earlier version stored there. */
async function storeVersion(version: 1 | 2 | 3): Promise<void> {
  const { pictures, runs, values } = VERSION_1;
  const slices = Object.entries(slicesFrom(values));
  const db = await openDB('blipscope', version, {
    upgrade(database) {
      database.createObjectStore('pictures', { keyPath: 'id' });
      database.createObjectStore('runs', { keyPath: 'pictureId' });
      database.createObjectStore(version === 2 ? 'slices' : 'values');
    },
  });
  // Version 3 left none.
  const orphans = version === 3 ? [] : [{ ...runs[0]!, pictureId: 'deleted' }];
  for (const picture of pictures) await db.put('pictures', picture);
  for (const run of [...runs, ...orphans]) await db.put('runs', version === 1 ? run : runFrom(run));
  if (version === 1) await db.put('values', values, 'state');
  if (version === 2) for (const [name, slice] of slices) await db.put('slices', slice, name);
  const today = version === 3 ? valuesFrom(Object.fromEntries(slices)) : [];
  for (const [name, value] of today) await db.put('values', value, name);
  db.close();
}

beforeEach(clearDatabases);

test.each([1, 2, 3] as const)('a database that version %i wrote is shown as it was', async (version) => {
  await storeVersion(version);
  const { store, persistence } = await openTab();
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
  expect(Object.keys(state.captions.runs)).toHaveLength(2);
  expect(await state.pictures.items[0]!.blob.text()).toBe(await VERSION_1.pictures[1]!.blob.text());
  await persistence.settled();
  expect((await readDatabase()).runs).toHaveLength(2);
});

describe('a copy of the app below the root', () => {
  const openCopy = (path: string) => openTab({ open: () => openDatabase(path) });
  const ALL = ['02.webp', '16.webp'];

  test.each([1, 2] as const)('takes over what version %i stored without a scope', async (version) => {
    await storeVersion(version);
    const copy = await openCopy('/a/');
    expect(namesIn(copy)).toEqual(ALL);
    expect(Object.keys(copy.store.getState().captions.runs)).toHaveLength(2);
    expect(copy.store.getState()).toMatchObject({ heatmap: { palette: 'viridis' }, settings: { seed: 7 } });
  });

  test('does so once: what was deleted stays deleted, and settings can be cleared', async () => {
    await storeVersion(2);
    const copy = await openCopy('/a/');
    for (const { id } of copy.store.getState().pictures.items) copy.store.getState().pictures.remove(id);
    await copy.persistence.settled();
    copy.persistence.close();
    await clearSettings('/a/');
    const again = await openCopy('/a/');
    expect(namesIn(again)).toEqual([]);
    expect(again.store.getState().heatmap.palette).toBe('inferno');
  });

  test('leaves it to the copy at the root, and the second copy has none of it', async () => {
    await storeVersion(1);
    const first = await openCopy('/a/');
    const second = await openCopy('/b/');
    expect(namesIn(second)).toEqual([]);
    expect(namesIn(await openTab())).toEqual(ALL);
    first.store.getState().heatmap.setPalette('jet');
    await first.persistence.settled();
    expect(namesIn(await openCopy('/a/'))).toEqual(ALL);
    expect((await openCopy('/b/')).store.getState().heatmap.palette).toBe('inferno');
  });

  test('opened twice at the same time, has everything once', async () => {
    await storeVersion(2);
    const tabs = await Promise.all([openCopy('/a/'), openCopy('/a/'), openCopy('/b/')]);
    expect(tabs.map(namesIn)).toContainEqual(ALL);
    expect(new Set(tabs.map((tab) => namesIn(tab).length))).toEqual(new Set([0, 2]));
  });

  test('tries again when it could not copy everything', async () => {
    await storeVersion(2);
    const put = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
      throw new DOMException('too much', 'QuotaExceededError');
    });
    const failed = await openCopy('/a/');
    expect(namesIn(failed)).toEqual([]);
    failed.persistence.close();
    put.mockRestore();
    expect(namesIn(await openCopy('/a/'))).toEqual(ALL);
  });

  test('has nothing of a root that has its own', async () => {
    const root = await openTab();
    root.store.getState().pictures.addFiles([picture()]);
    await root.persistence.settled();
    expect(namesIn(await openCopy('/a/'))).toEqual([]);
    expect((await indexedDB.databases()).map(({ name }) => name).sort()).toEqual([
      'blipscope',
      'blipscope /a/',
    ]);
  });

  test('creates no database without a scope', async () => {
    await openCopy('/a/');
    expect((await indexedDB.databases()).map(({ name }) => name)).toEqual(['blipscope /a/']);
  });
});

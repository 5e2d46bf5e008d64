// @vitest-environment happy-dom
import { act, cleanup, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { App } from '../App';
import type { Run } from '../features/captions/run';
import { captionOf, matchedOf, picture, runOf, setUp, setUpReady } from '../test/scene';
import type { State } from './app-state';
import type { Database, Saved } from './database';
import { runFrom } from './migration';
import { SLICES, storedKeys } from './persisted';
import { persist } from './persistence';
import { VERSION_1 } from './testing/version-1';

const PWA = { offlineReady: true, updateReady: false, update: vi.fn(), later: vi.fn() };
const WRONG = [
  'unknown',
  'constructor',
  'x'.repeat(100_000),
  Number.NaN,
  1e308,
  -1,
  null,
  undefined,
  [],
  {},
  [null],
];

beforeEach(() => {
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('no network in this test')));
});
afterEach(cleanup);

/** What is stored of a visit in which everything that is stored was changed. */
async function createSaved(): Promise<Saved> {
  const { store, client } = await setUpReady();
  const { pictures, captions, settings, heatmap, share, mask, review, benchmark } = store.getState();
  pictures.addFiles([picture('1.jpg'), picture('2.jpg')]);
  await client.last('caption').done(runOf(matchedOf(captionOf('dog'), 0.5)));
  captions.setPinned(store.getState().pictures.currentId!, 0, true);
  await client.last('caption').done(runOf(captionOf('a cat')));
  mask.add({ left: 0, top: 0, width: 0.5, height: 1 });
  captions.enqueue(store.getState().pictures.currentId!);
  await client.last('caption').done(runOf(captionOf('cow')));
  settings.change({ numCaptions: 5, topP: 0.8 });
  settings.setSeed(7);
  heatmap.change({
    visible: false,
    mode: 'contours',
    scale: 'sentence',
    palette: 'jet',
    opacity: 0.3,
    method: 'caption',
  });
  share.setIncludeCaption(false);
  review.setHubEndpoint('https://hub.example');
  benchmark.add('GPU', {
    captionSeconds: { webgpu: 1, wasm: 2 },
    matmuls: { webgpu: { q8: { picture: 1, word: 2 } } },
  });
  const state = store.getState();
  const slices = Object.fromEntries(SLICES.map((name) => [name, valuesOf(name, state)]));
  slices.model = { backendChoice: 'wasm', choice: { kind: 'installed', key: 'base' } };
  slices.matcher = { choice: { kind: 'installed', key: 'base' } };
  return { pictures: [...state.pictures.items], runs: Object.values(state.captions.runs), slices };
}

function valuesOf<K extends keyof State>(name: K, state: State): Record<string, unknown> {
  return Object.fromEntries(storedKeys(name).map((key) => [key, state[name][key]]));
}

function allValues(state: State): Record<string, unknown> {
  return Object.fromEntries(
    SLICES.flatMap((name) =>
      Object.entries(valuesOf(name, state)).map(([key, value]) => [`${name}.${key}`, value]),
    ),
  );
}

/** What the page restores; it renders once for each state that differs in what is stored. @throws if it does not. */
async function open(saved: Saved, rendered = new Set<string>()): Promise<State> {
  const { store } = setUp();
  const database: Database = { load: async () => saved, write: async () => {} };
  await persist(store, Promise.resolve(database));
  const state = store.getState();
  expect(state.device.storage).toBe('fine');
  const restored = JSON.stringify([
    allValues(state),
    state.pictures.items,
    Object.values(state.captions.runs),
  ]);
  if (!rendered.has(restored)) {
    act(() => void render(<App store={store} pwa={PWA} />));
    expect(screen.getByRole('heading', { name: 'Blipscope' })).toBeTruthy();
    cleanup();
  }
  rendered.add(restored);
  return state;
}

test('everything that is stored comes back', async () => {
  const saved = await createSaved();
  const state = await open(saved);
  expect(allValues(state)).toEqual(
    Object.fromEntries(
      Object.entries(saved.slices).flatMap(([name, values]) =>
        Object.entries(values).map(([key, value]) => [`${name}.${key}`, value]),
      ),
    ),
  );
  expect(Object.values(state.captions.runs)).toEqual(saved.runs);
  expect(state.pictures.items).toEqual(saved.pictures);
});

test('everything that version 1 stored is valid', async () => {
  const runs = VERSION_1.runs.map(runFrom);
  const state = await open({ pictures: VERSION_1.pictures, runs, slices: {} });
  expect(state.pictures.items).toHaveLength(VERSION_1.pictures.length);
  expect(state.captions.runs).toEqual(Object.fromEntries(runs.map((run) => [run.pictureId, run])));
});

const KEYS = SLICES.flatMap((name) => storedKeys(name).map((key) => [name, key] as const));

test.each(KEYS)(
  'whatever is stored as %s.%s, the page renders, and the other keys are restored',
  async (name, key) => {
    const saved = await createSaved();
    const before = allValues(await open(saved));
    const initial = setUp().store.getState()[name][key as never];
    for (const value of WRONG) {
      const slices = { ...saved.slices, [name]: { ...saved.slices[name], [key]: value } };
      const now = allValues(await open({ ...saved, slices }));
      const changed = now[`${name}.${key}`];
      expect({ ...now, [`${name}.${key}`]: null }).toEqual({ ...before, [`${name}.${key}`]: null });
      if (name !== 'pictures' && value !== null) expect(changed).toEqual(initial);
    }
  },
);

test.each(['unknown', null, [null], 1])(
  'with %j in place of all keys of a slice, the page renders',
  async (value) => {
    const saved = await createSaved();
    const slices = Object.fromEntries(SLICES.map((name) => [name, value as never]));
    expect(allValues(await open({ ...saved, slices }))).toMatchObject({ 'heatmap.palette': 'inferno' });
  },
);

test('one override or region that is not valid leaves the others', async () => {
  const saved = await createSaved();
  const region = { left: 0, top: 0, width: 1, height: 1 };
  const state = await open({
    ...saved,
    slices: {
      settings: { overrides: { numCaptions: 1e9, topP: 0.8, constructor: 1 } as never },
      mask: { regions: { a: [region, { ...region, left: Number.NaN }], b: 'all' } as never },
    },
  });
  expect(state.settings.overrides).toEqual({ topP: 0.8 });
  expect(state.mask.regions).toEqual({ a: [region] });
});

test('whatever is stored within a picture or its captions, the page renders, and the other picture is unchanged', async () => {
  const saved = await createSaved();
  const broken = saved.runs.find(({ pinned }) => pinned.length > 0)!;
  const otherRuns = saved.runs.filter((run) => run !== broken);
  const others = saved.pictures.filter(({ id }) => id !== broken.pictureId);
  const shown = saved.pictures.find(({ id }) => id === broken.pictureId)!;
  const rendered = new Set<string>();
  const check = async (changed: Saved) => {
    const state = await open({ ...changed, slices: { pictures: { currentId: shown.id } } }, rendered);
    expect(state.pictures.items).toEqual(expect.arrayContaining(others));
    for (const run of otherRuns) expect(state.captions.runs[run.pictureId]).toEqual(run);
  };
  const wrong = ['constructor', Number.NaN, null, undefined, {}, [null]];
  for (const value of wrong) {
    for (const path of pathsIn(broken)) {
      const run = withValue(broken, path, value) as Run;
      await check({ ...saved, runs: [...otherRuns, run] });
    }
    for (const key of Object.keys(shown)) {
      await check({ ...saved, pictures: [...others, { ...shown, [key]: value }] });
    }
  }
});

/** The paths of everything in a run, the run itself first. */
function pathsIn(value: unknown): string[][] {
  if (typeof value !== 'object' || value === null || value instanceof Float32Array) return [[]];
  const inner = Object.entries(value).flatMap(([key, one]) => pathsIn(one).map((path) => [key, ...path]));
  return [[], ...inner];
}

function withValue(parent: unknown, [key, ...rest]: string[], value: unknown): unknown {
  if (key === undefined) return value;
  const entries = Object.entries(parent as object);
  const changed = entries.map(([name, one]) => [name, name === key ? withValue(one, rest, value) : one]);
  return Array.isArray(parent) ? changed.map(([, one]) => one) : Object.fromEntries(changed);
}

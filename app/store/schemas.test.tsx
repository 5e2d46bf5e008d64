// @vitest-environment happy-dom
import { act, cleanup, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { App } from '../App';
import type { Run } from '../features/captions/run';
import { runSchema } from '../features/captions/run-schema';
import type { Picture } from '../features/pictures/pictures.slice';
import { captionOf, matchedOf, picture, runOf, setUp, setUpReady } from '../test/scene';
import type { AppStore } from './app-state';
import { runFrom, slicesFrom, valuesFrom } from './migration';
import { Mirror } from './mirror';
import { patchState } from './patch-state';
import { validOf } from './schemas';
import type { Saved } from './stored';
import { takeOver } from './take-over';
import { VERSION_1 } from './testing/version-1';
import { isNothing, valuesOf } from './values';

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
  const values = valuesOf(store.getState());
  values.set('model.backendChoice', 'wasm');
  for (const name of ['model.choice', 'matcher.choice']) values.set(name, { kind: 'installed', key: 'base' });
  const state = store.getState();
  const { items } = state.pictures;
  return { pictures: [...items], runs: Object.values(state.captions.runs), values, unreadable: [] };
}

/** The store of a visit in which that was stored. */
function restore(saved: Saved): AppStore {
  const { store } = setUp();
  const pictures = saved.pictures.map((picture) => picture?.id);
  const names = { pictures, values: [...saved.values.keys()] };
  takeOver(store, new Mirror(store.getState()), saved, names, { restoring: true });
  patchState(store, { device: { restored: true } });
  return store;
}

/** Renders the page; `@throws` where it cannot be rendered. */
function show(store: AppStore): void {
  act(() => void render(<App store={store} pwa={PWA} />));
  expect(screen.getByRole('heading', { name: 'Blipscope' })).toBeTruthy();
  cleanup();
}

test('everything that is stored comes back', async () => {
  const saved = await createSaved();
  const store = restore(saved);
  const state = store.getState();
  expect(valuesOf(state)).toEqual(saved.values);
  expect(Object.values(state.captions.runs)).toEqual(saved.runs);
  expect(state.pictures.items).toEqual(saved.pictures);
  show(store);
});

test('everything that version 1 stored is valid', () => {
  const runs = VERSION_1.runs.map(runFrom);
  const values = valuesFrom(slicesFrom(VERSION_1.values));
  const store = restore({ pictures: VERSION_1.pictures, runs, values, unreadable: [] });
  const state = store.getState();
  expect(state.pictures.items).toHaveLength(VERSION_1.pictures.length);
  expect(state.captions.runs).toEqual(Object.fromEntries(runs.map((run) => [run.pictureId, run])));
  for (const [name, value] of values) expect([name, valuesOf(state).get(name)]).toEqual([name, value]);
  show(store);
});

test('whatever is stored under one name, the others are restored', async () => {
  const saved = await createSaved();
  const before = valuesOf(restore(saved).getState());
  const initial = valuesOf(setUp().store.getState());
  expect(saved.values.size).toBeGreaterThan(15);
  for (const name of saved.values.keys()) {
    const others = new Map([...before].filter(([other]) => other !== name));
    for (const value of WRONG) {
      const store = restore({ ...saved, values: new Map([...saved.values, [name, value]]) });
      const now = valuesOf(store.getState());
      const own = now.get(name);
      now.delete(name);
      expect(now).toEqual(others);
      if (name !== 'pictures.currentId' && value !== null && !isNothing(value))
        expect([name, own]).toEqual([name, initial.get(name)]);
    }
    const missing = new Map([...saved.values].filter(([other]) => other !== name));
    expect(valuesOf(restore({ ...saved, values: missing }).getState())).toEqual(
      new Map([...others, ...(initial.has(name) ? [[name, expect.anything()] as const] : [])]),
    );
  }
});

test.each(['unknown', [null], 1])('with %j as every value, the page renders', async (value) => {
  const saved = await createSaved();
  const values = new Map([...saved.values.keys()].map((name) => [name, value]));
  const store = restore({ ...saved, values });
  expect(store.getState().heatmap.palette).toBe('inferno');
  show(store);
});

test('names that are not known are left alone', async () => {
  const saved = await createSaved();
  const unknown = [
    'heatmap.future',
    'future.key',
    'settings.overrides',
    'settings.overrides/constructor',
    '',
    '__proto__.x',
  ];
  const values = new Map([...saved.values, ...unknown.map((name) => [name, 1] as const)]);
  expect(valuesOf(restore({ ...saved, values }).getState())).toEqual(saved.values);
});

test('one region that is not valid leaves the others', async () => {
  const saved = await createSaved();
  const region = { left: 0, top: 0, width: 1, height: 1 };
  const name = `mask.regions/${saved.pictures[0]!.id}`;
  const values = new Map([[name, [region, { ...region, left: Number.NaN }]]]);
  expect(valuesOf(restore({ ...saved, values }).getState()).get(name)).toEqual([region]);
});

describe('whatever is stored within a picture or its captions', () => {
  const WRONG_WITHIN = ['constructor', Number.NaN, null, undefined, {}, [null]];

  /** What is stored of a picture on the stage that has captions of every kind, and of another one. */
  async function createPair() {
    const saved = await createSaved();
    const run = saved.runs.find(({ pinned }) => pinned.length > 0)!;
    const shown = saved.pictures.find(({ id }) => id === run.pictureId)!;
    const values = new Map([['pictures.currentId', shown.id]]);
    const others = {
      pictures: saved.pictures.filter((picture) => picture !== shown),
      runs: saved.runs.filter((other) => other !== run),
    };
    const restoreWith = (changed: { run?: unknown; picture?: unknown }) => {
      const { run: itsRun = run, picture: itself = shown } = changed;
      const pictures = [...others.pictures, itself as Picture];
      return restore({ ...saved, values, pictures, runs: [...others.runs, itsRun as Run] });
    };
    return { run, shown, others, restoreWith };
  }

  test('the other picture is unchanged', async () => {
    const { run, shown, others, restoreWith } = await createPair();
    const check = (store: AppStore) => {
      const { pictures, captions } = store.getState();
      for (const one of others.pictures) expect(pictures.items.find(({ id }) => id === one.id)).toEqual(one);
      for (const one of others.runs) expect(captions.runs[one.pictureId]).toEqual(one);
    };
    for (const value of WRONG_WITHIN) {
      for (const path of pathsIn(run)) check(restoreWith({ run: withValue(run, path, value) }));
      for (const key of Object.keys(shown)) check(restoreWith({ picture: { ...shown, [key]: value } }));
    }
  });

  test('the page renders without the captions, or without the picture', async () => {
    const { run, shown, restoreWith } = await createPair();
    show(restoreWith({ run: { ...run, captions: null } }));
    show(restoreWith({ picture: { ...shown, blob: null } }));
    show(restoreWith({ picture: { id: shown.id, blob: shown.blob } }));
  });

  // Each place falls back on its own, so that all of them can be tried at once.
  test.each(WRONG_WITHIN)(
    'with %j in every place that need not be valid, the page renders',
    async (value) => {
      const { run, restoreWith } = await createPair();
      const isTolerated = (path: string[]) =>
        validOf(runSchema, withValue(run, path, value)).some(({ pinned }) => pinned.length > 0);
      const tolerated = pathsIn(run).filter((path) => path.length > 0 && isTolerated(path));
      const isWithin = (path: string[], outer: string[]) => `${path}`.startsWith(`${outer},`);
      const inner = tolerated.filter((path) => !tolerated.some((other) => isWithin(other, path)));
      const outer = tolerated.filter((path) => path.length === 1);
      expect(Math.min(inner.length, outer.length)).toBeGreaterThan(3);
      for (const paths of [inner, outer]) {
        const broken = paths.reduce((now, path) => withValue(now, path, value) as Run, run);
        const store = restoreWith({ run: broken });
        expect(store.getState().captions.runs[run.pictureId]).toBeTruthy();
        show(store);
      }
    },
  );
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

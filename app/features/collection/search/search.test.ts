import { expect, test } from 'vitest';
import type { SearchResult, WireError } from '../../../../core/protocol';
import { settled } from '../../../worker-client/fake';
import { captioned, openedStore, synthetic } from '../testing';
import { narrowed } from './found';
import { hitOf, isOutOfDate, restOf } from './search';

const NAMES = ['a.jpg', 'b.jpg', 'c.jpg', 'd.jpg'];
const QUERY = { kind: 'text', text: 'a cat' } as const;

/** Hits by their paths and ITM probabilities, as the worker orders them. */
function found(hits: Record<string, number | null>, changes: Partial<SearchResult> = {}): SearchResult {
  const list = Object.entries(hits).map(([path, probability]) => ({ path, cosine: 0.3, probability }));
  const fitting = list.filter(({ probability }) => (probability ?? 0) >= 0.5).length;
  const checked = list.filter(({ probability }) => probability !== null).length;
  return { hits: list, fitting, checked, toCheck: 3, withoutVector: 0, total: NAMES.length, ...changes };
}

async function setUp() {
  const scene = await openedStore(NAMES.map((path) => captioned(path, synthetic('a text', 0.9))));
  const state = () => scene.store.getState();
  const search = () => {
    const now = state().search;
    if (!now) throw new Error('There is no search.');
    return now;
  };
  const begin = async () => {
    void state().searchFor(QUERY);
    await settled();
    return scene.engine.last('search');
  };
  return { ...scene, state, search, begin, shown: () => [...narrowed(state().records, state()).keys()] };
}

test('a sentence is asked for once the engine is ready, and all pictures stay until it answers', async () => {
  const { ready, engine, state, shown, search } = await setUp();
  let tell = () => {};
  ready.promise = () =>
    new Promise((resolve) => {
      tell = resolve;
    });
  void state().searchFor(QUERY);
  await settled();
  expect(engine.calls('search')).toEqual([]);
  expect([search().status, shown()]).toEqual(['searching', NAMES]);
  tell();
  await settled();
  expect(engine.last('search').payload).toMatchObject({ collection: 'trip', query: QUERY, rerank: 128 });
});

test('while ITM looks, what fits and what is still to be looked at is shown; then only what fits', async () => {
  const { begin, shown, search } = await setUp();
  const call = await begin();
  call.progress(found({ 'c.jpg': null, 'a.jpg': null, 'b.jpg': null, 'd.jpg': null }));
  expect(shown()).toEqual(['c.jpg', 'a.jpg', 'b.jpg']);
  call.progress(found({ 'a.jpg': 0.9, 'b.jpg': null, 'c.jpg': 0.1 }));
  expect(shown()).toEqual(['a.jpg', 'b.jpg']);
  expect(restOf(search())).toEqual(['c.jpg', 'd.jpg']);
  expect(hitOf(search(), 'c.jpg')?.probability).toBe(0.1);
  await call.done(found({ 'a.jpg': 0.9, 'b.jpg': 0.6, 'c.jpg': 0.1, 'd.jpg': null }));
  expect(search().status).toBe('done');
  expect(shown()).toEqual(['a.jpg', 'b.jpg']);
  expect(restOf(search())).toEqual(['c.jpg', 'd.jpg']);
});

test('the rest is shown with them when it is asked for, and put in another order', async () => {
  const { begin, shown, state } = await setUp();
  await (await begin()).done(found({ 'b.jpg': 0.9, 'a.jpg': 0.6, 'c.jpg': 0.1, 'd.jpg': null }));
  state().showSearch({ all: true });
  expect(shown()).toEqual(['b.jpg', 'a.jpg', 'c.jpg', 'd.jpg']);
  state().showSearch({ all: false, sort: 'name' });
  expect(shown()).toEqual(['a.jpg', 'b.jpg']);
  state().clearSearch();
  expect(shown()).toEqual(NAMES);
});

test('nothing moves while the pointer is in the grid, but what a tile says is up to date', async () => {
  const { begin, shown, state, search } = await setUp();
  const call = await begin();
  state().hold(true);
  call.progress(found({ 'c.jpg': null, 'a.jpg': null, 'b.jpg': null, 'd.jpg': null }));
  expect(shown()).toEqual(['c.jpg', 'a.jpg', 'b.jpg']);
  await call.done(found({ 'a.jpg': 0.9, 'b.jpg': 0.6, 'c.jpg': 0.1, 'd.jpg': null }));
  expect(shown()).toEqual(['c.jpg', 'a.jpg', 'b.jpg']);
  expect([isOutOfDate(search()), hitOf(search(), 'c.jpg')?.probability]).toEqual([true, 0.1]);
  state().hold(false);
  expect([isOutOfDate(search()), shown()]).toEqual([false, ['a.jpg', 'b.jpg']]);
});

test('pictures like another one are all shown', async () => {
  const { engine, state, shown, search } = await setUp();
  void state().searchFor({ kind: 'path', path: 'a.jpg' });
  await settled();
  const all = found(
    { 'd.jpg': null, 'b.jpg': null, 'c.jpg': null },
    { fitting: null, checked: 0, toCheck: 0 },
  );
  await engine.last('search').done(all);
  expect(shown()).toEqual(['d.jpg', 'b.jpg', 'c.jpg']);
  expect(restOf(search())).toEqual([]);
});

test('a cancelled search ends with what is known', async () => {
  const { begin, shown, state, search } = await setUp();
  const call = await begin();
  call.progress(found({ 'a.jpg': 0.9, 'b.jpg': null, 'c.jpg': null, 'd.jpg': null }));
  state().cancelSearch();
  expect(call.cancelled).toBe(true);
  await call.done(found({ 'a.jpg': 0.9, 'b.jpg': null, 'c.jpg': null, 'd.jpg': null }));
  expect([search().status, shown()]).toEqual(['cancelled', ['a.jpg', 'b.jpg', 'c.jpg']]);
});

test('a newer search has its way, and a search that is over changes nothing', async () => {
  const { begin, engine, state, search } = await setUp();
  const first = await begin();
  void state().searchFor({ kind: 'text', text: 'a dog' });
  await settled();
  expect(first.cancelled).toBe(true);
  await first.done(found({ 'a.jpg': 0.9 }));
  expect(search()).toMatchObject({ query: { text: 'a dog' }, status: 'searching', result: null });
  state().clearSearch();
  await engine.last('search').done(found({ 'b.jpg': 0.9 }));
  expect(state().search).toBeNull();
});

test('a lost engine is asked once more; another failure is said', async () => {
  const { begin, engine, search } = await setUp();
  const lost: WireError = { code: 'gpu-lost', message: 'The GPU stopped.' };
  await (await begin()).fail(lost);
  expect(engine.calls('search')).toHaveLength(2);
  const error: WireError = { code: 'no-contrast', message: 'No such head.' };
  await engine.last('search').fail(error);
  expect(search()).toMatchObject({ status: 'failed', error });
});

import { expect, test } from 'vitest';
import { settled } from '../../../worker-client/fake';
import { openedStore, record } from '../testing';

const REPORT = { done: 2, failed: 0, paused: false, seconds: 1, stopped: null, failures: [] };
const FOUND = { hits: [], fitting: 0, checked: 0, toCheck: 0, withoutVector: 2, total: 2 };

async function setUp() {
  const scene = await openedStore([record('a.jpg'), record('b.jpg')]);
  const state = () => scene.store.getState();
  void state().makeVectors();
  await settled();
  return { ...scene, state, call: scene.engine.last('embedCollection') };
}

test('vectors are made, the search is repeated, and duplicates are looked for', async () => {
  const { store, state, engine, collections, call } = await setUp();
  void state().searchFor({ kind: 'text', text: 'a cat' });
  await settled();
  await engine.last('search').done(FOUND);
  const report = { done: 0, failed: 0, total: 0, withoutVector: 2, paused: false };
  store.setState({ sorting: { ...state().sorting, status: 'done', report } });
  call.progress({ done: 1, total: 2, failed: 0, perSecond: 4 });
  expect(state().vectors).toMatchObject({ status: 'making', progress: { done: 1, total: 2 } });
  void state().makeVectors();
  await settled();
  expect(engine.calls('embedCollection')).toHaveLength(1);
  await call.done(REPORT);
  expect(state().vectors.status).toBe('done');
  expect(state().sorting.report).toBeNull();
  expect(engine.calls('search').map(({ payload }) => payload.query)).toEqual([
    { kind: 'text', text: 'a cat' },
    { kind: 'text', text: 'a cat' },
  ]);
  const groups = [{ paths: ['a.jpg', 'b.jpg'], sameBytes: true }];
  await collections.last('nearDuplicates').done(groups);
  expect(state().duplicateGroups).toEqual(groups);
});

test('a pause waits for the picture in hand', async () => {
  const { state, call } = await setUp();
  state().pauseVectors();
  expect([state().vectors.status, call.cancelled]).toEqual(['pausing', true]);
  await call.done({ ...REPORT, done: 1, paused: true });
  expect(state().vectors.status).toBe('paused');
});

test('what stops it is said', async () => {
  const { state, call } = await setUp();
  const stopped = { code: 'storage-full', message: 'The disk is full.' } as const;
  await call.done({ ...REPORT, stopped });
  expect(state().vectors).toMatchObject({ status: 'failed', error: stopped });
});

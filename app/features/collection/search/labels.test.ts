import { expect, test } from 'vitest';
import type { CollectionLabels, LabelledPicture, PictureLabel } from '../../../../core/protocol';
import { settled } from '../../../worker-client/fake';
import { openedStore, record } from '../testing';
import { countLabels, narrowed } from './found';
import { unsortedPaths } from './labels';
import { labelsCsv } from './labels-csv';

const REPORT = { done: 3, failed: 0, total: 3, withoutVector: 0, paused: false };
const AMONG = ['a dog', 'a cat'];
const MATCHER = 'abc q8';

const sortedInto = (label: string | null, changes: Partial<PictureLabel> = {}): PictureLabel => ({
  label,
  probability: 0.75,
  among: AMONG,
  matcher: MATCHER,
  ...changes,
});

/** What the worker has stored. */
const STORED: CollectionLabels = {
  labels: AMONG,
  pictures: [
    { path: '=a.jpg', label: sortedInto('a cat') },
    { path: 'b.jpg', label: sortedInto(null, { probability: 0.25 }) },
  ],
};

async function setUp(stored = STORED) {
  const scene = await openedStore(['=a.jpg', 'b.jpg', 'c.jpg'].map((path) => record(path)));
  const { store, collections, engine } = scene;
  const state = () => store.getState();
  /** The worker's part of a change that is under way. */
  const changed = async (after: CollectionLabels) => {
    await collections.last('changeLabels').done(after.labels);
    await collections.last('labels').done(after);
  };
  void state().loadLabels();
  await collections.last('labels').done(stored);
  await engine.last('matcherKey').done(MATCHER);
  await collections.last('labels').done(stored);
  return { ...scene, state, changed, rest: () => unsortedPaths(state().records, state()) };
}

async function sorting() {
  const scene = await setUp({ labels: AMONG, pictures: [] });
  void scene.state().sortIntoLabels();
  await settled();
  const call = scene.engine.last('classifyCollection');
  const report = (done: number, ...pictures: Omit<LabelledPicture, 'cosine'>[]) =>
    call.progress({
      matcher: MATCHER,
      done,
      total: 3,
      perSecond: 2,
      pictures: pictures.map((picture) => ({ ...picture, cosine: 0.3 })),
    });
  return { ...scene, call, report };
}

test('what is stored is shown, and what another matcher has sorted is left to be sorted', async () => {
  const { state, rest } = await setUp();
  expect(state().labels).toEqual(AMONG);
  expect(countLabels(state().labelled)).toEqual(
    new Map([
      ['a cat', 1],
      [null, 1],
    ]),
  );
  expect(rest()).toEqual(['c.jpg']);
  const other = await setUp({
    ...STORED,
    pictures: [{ path: '=a.jpg', label: sortedInto('a cat', { matcher: 'another' }) }],
  });
  expect(other.rest()).toHaveLength(3);
});

test('labels are added, and pictures that were sorted without them are to be sorted again', async () => {
  const { state, collections, changed, rest } = await setUp();
  const added = state().addLabels('a cat, a bird,, a bird');
  expect(collections.last('changeLabels').payload).toMatchObject({
    add: ['a cat', 'a bird', 'a bird'],
    remove: [],
  });
  // Another tab has added one, too.
  await changed({ ...STORED, labels: [...AMONG, 'a fox', 'a bird'] });
  expect(await added).toBe(true);
  expect(state().labels).toEqual([...AMONG, 'a fox', 'a bird']);
  expect(rest()).toHaveLength(3);
});

test('a label that is removed takes its pictures along, and brings them back', async () => {
  const { state, collections, changed, rest } = await setUp();
  state().showLabel({ label: 'a cat' });
  void state().removeLabel('a cat');
  await changed({ ...STORED, labels: ['a dog'] });
  expect([state().labels, state().shownLabel]).toEqual([['a dog'], null]);
  expect(rest()).toEqual(['=a.jpg', 'c.jpg']);
  void state().restoreLabel();
  expect(collections.last('changeLabels').payload).toMatchObject({ add: ['a cat'], at: 1 });
  await changed(STORED);
  expect([state().removedLabel, rest()]).toEqual([null, ['c.jpg']]);
});

test('a label that cannot be stored is not there, and the reason is', async () => {
  const { state, collections } = await setUp();
  const full = { code: 'storage-full', message: 'The disk is full.' } as const;
  const added = state().addLabels('a bird');
  await collections.last('changeLabels').fail(full);
  expect(await added).toBe(false);
  expect(state()).toMatchObject({ labels: AMONG, labelsError: full });
});

test('pictures are sorted as they come, counted, and shown by label', async () => {
  const { state, call, report } = await sorting();
  expect(call.payload).toMatchObject({ labels: AMONG, paths: ['=a.jpg', 'b.jpg', 'c.jpg'] });
  report(1, { path: '=a.jpg', label: 1, probability: 0.75 });
  expect(countLabels(state().labelled)).toEqual(new Map([['a cat', 1]]));
  report(
    3,
    { path: 'b.jpg', label: null, probability: 0.25 },
    { path: 'c.jpg', label: 0, probability: null },
  );
  await call.done(REPORT);
  expect(state().sorting).toMatchObject({ status: 'done', done: 3 });
  state().showLabel({ label: null });
  expect([...narrowed(state().records, state()).keys()]).toEqual(['b.jpg']);
  expect(labelsCsv(state().labelled)).toBe(
    "\ufefffile_name,label,itm\r\n'=a.jpg,a cat,0.7500\r\nb.jpg,,0.2500\r\nc.jpg,a dog,\r\n",
  );
});

test('only what is not sorted is sorted', async () => {
  const { state, engine } = await setUp();
  void state().sortIntoLabels();
  await settled();
  expect(engine.last('classifyCollection').payload.paths).toEqual(['c.jpg']);
});

test('a cancel keeps what is sorted', async () => {
  const { state, call } = await sorting();
  state().cancelSorting();
  expect(call.cancelled).toBe(true);
  await call.done({ ...REPORT, done: 1, paused: true });
  expect(state().sorting.status).toBe('cancelled');
});

import { expect, test } from 'vitest';
import { settled } from '../../../worker-client/fake';
import { openedStore, record } from '../testing';
import { countLabels, narrowed } from './found';
import { labelsCsv } from './labels-csv';

const REPORT = { done: 3, failed: 0, total: 3, withoutVector: 0, paused: false };

async function setUp() {
  const scene = await openedStore(['=a.jpg', 'b.jpg', 'c.jpg'].map((path) => record(path)));
  const state = () => scene.store.getState();
  state().addLabels('a dog, a cat,, a dog');
  void state().sortIntoLabels();
  await settled();
  return { ...scene, state, call: scene.engine.last('classifyCollection') };
}

test('pictures are sorted as they come, counted, and shown by label', async () => {
  const { state, call } = await setUp();
  expect(call.payload).toMatchObject({ labels: ['a dog', 'a cat'], paths: null });
  const cosine = 0.3;
  call.progress({
    done: 1,
    total: 3,
    perSecond: 2,
    pictures: [{ path: '=a.jpg', label: 1, probability: 0.75, cosine }],
  });
  expect(countLabels(state().labelled)).toEqual(new Map([['a cat', 1]]));
  call.progress({
    done: 3,
    total: 3,
    perSecond: 2,
    pictures: [
      { path: 'b.jpg', label: null, probability: 0.25, cosine },
      { path: 'c.jpg', label: 0, probability: null, cosine },
    ],
  });
  await call.done(REPORT);
  expect(state().sorting).toMatchObject({ status: 'done', done: 3 });
  state().showLabel({ label: null });
  expect([...narrowed(state().records, state()).keys()]).toEqual(['b.jpg']);
  expect(labelsCsv(state().labelled)).toBe(
    "\ufefffile_name,label,itm\r\n'=a.jpg,a cat,0.7500\r\nb.jpg,,0.2500\r\nc.jpg,a dog,\r\n",
  );
});

test('a label that is removed is not shown any more', async () => {
  const { state } = await setUp();
  state().showLabel({ label: 'a cat' });
  state().removeLabel('a cat');
  expect([state().labels, state().shownLabel]).toEqual([['a dog'], null]);
});

test('a cancel keeps what is sorted', async () => {
  const { state, call } = await setUp();
  state().cancelSorting();
  expect(call.cancelled).toBe(true);
  await call.done({ ...REPORT, done: 1, paused: true });
  expect(state().sorting.status).toBe('cancelled');
});

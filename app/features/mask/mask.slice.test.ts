import { expect, test } from 'vitest';
import type { Region } from '../../../core/protocol';
import { changesBetween } from '../../store/saving';
import { captionOf, mapAt, picture, runOf, setUpCaptioned, setUpReady, token } from '../../test/scene';
import { currentRun } from '../captions/captions.selectors';
import { type Run, textOf } from '../captions/run';
import { canUndoMask, currentRegions, isMarking, maskOnStage } from './mask.selectors';

const LEFT: Region = { left: 0, top: 0, width: 0.5, height: 1 };
const RIGHT: Region = { left: 0.5, top: 0, width: 0.5, height: 1 };

const sentences = (run: Run | null) => run?.captions.map(textOf);

/** Captions of the whole picture, then of the picture without its left half. */
async function setUpHidden() {
  const scene = await setUpCaptioned(captionOf('a dog and a cat'));
  const { store, client } = scene;
  store.getState().mask.add(LEFT);
  store.getState().captions.enqueue('id1');
  await client.last('caption').done(runOf(captionOf('a cat')));
  return scene;
}

test('what is hidden goes with the request, and the captions remember it', async () => {
  const { store, client } = await setUpHidden();
  expect(client.calls('caption').map(({ payload }) => payload.masked)).toEqual([[], [LEFT]]);
  expect(currentRun(store.getState())).toMatchObject({ masked: [LEFT], status: 'done' });
  store.getState().mask.add(RIGHT);
  expect(currentRun(store.getState())?.masked).toEqual([LEFT]);
});

test('parts are hidden one by one, shown again one by one, and every step can be undone', async () => {
  const { store } = await setUpCaptioned(captionOf('a dog'));
  const { add: hideRegion, remove: showRegion, undo: undoHiding } = store.getState().mask;
  const marked = () => currentRegions(store.getState());
  hideRegion(LEFT);
  hideRegion(RIGHT);
  showRegion(0);
  expect(marked()).toEqual([RIGHT]);
  undoHiding();
  expect(marked()).toEqual([LEFT, RIGHT]);
  undoHiding();
  undoHiding();
  expect(marked()).toEqual([]);
  expect(canUndoMask(store.getState())).toBe(false);
  undoHiding();
  expect(marked()).toEqual([]);
});

test('showing the whole picture brings its captions back, and undoing those without the parts', async () => {
  const { store } = await setUpHidden();
  expect(sentences(currentRun(store.getState())?.unmaskedRun ?? null)).toEqual(['a dog and a cat']);
  store.getState().mask.clear();
  expect(currentRegions(store.getState())).toEqual([]);
  expect(sentences(currentRun(store.getState()))).toEqual(['a dog and a cat']);
  store.getState().mask.undo();
  expect(currentRegions(store.getState())).toEqual([LEFT]);
  expect(sentences(currentRun(store.getState()))).toEqual(['a cat']);
});

test('the captions to go back to are those of the whole picture, however often parts were hidden since', async () => {
  const { store, client } = await setUpHidden();
  store.getState().mask.add(RIGHT);
  store.getState().captions.enqueue('id1');
  await client.last('caption').done(runOf(captionOf('nothing')));
  store.getState().mask.clear();
  expect(sentences(currentRun(store.getState()))).toEqual(['a dog and a cat']);
  expect(currentRun(store.getState())?.unmaskedRun).toBeNull();
});

test('showing the whole picture while it is captioned without a part stops that', async () => {
  const { store, client } = await setUpHidden();
  store.getState().captions.enqueue('id1');
  const working = client.last('caption');
  store.getState().mask.clear();
  expect(working.cancelled).toBe(true);
  await working.done(runOf(captionOf('too late')));
  expect(sentences(currentRun(store.getState()))).toEqual(['a dog and a cat']);
});

test('captions made since are not undone', async () => {
  const { store, client } = await setUpHidden();
  store.getState().mask.clear();
  store.getState().captions.enqueue('id1');
  await client.last('caption').done(runOf(captionOf('a new one')));
  store.getState().mask.undo();
  expect(currentRegions(store.getState())).toEqual([LEFT]);
  expect(sentences(currentRun(store.getState()))).toEqual(['a new one']);
});

test('kept captions stay, each with what it was made without, and none twice', async () => {
  const { store, client } = await setUpCaptioned(captionOf('a dog and a cat'));
  store.getState().captions.setPinned('id1', 0, true);
  store.getState().mask.add(LEFT);
  store.getState().captions.enqueue('id1');
  await client.last('caption').done(runOf(captionOf('a cat')));
  store.getState().captions.setPinned('id1', 0, true);
  const kept = () => currentRun(store.getState())?.pinned.map((each) => [textOf(each), each.masked]);
  expect(kept()).toEqual([['a dog and a cat', []]]);
  store.getState().mask.clear();
  expect(kept()).toEqual([['a cat', [LEFT]]]);
});

test('the stage shows what the caption in view was made without, else what is marked', async () => {
  const { store } = await setUpHidden();
  const { add: hideRegion, startMarking } = store.getState().mask;
  const { hover: pointAt } = store.getState().selection;
  hideRegion(RIGHT);
  expect(maskOnStage(store.getState())).toEqual([LEFT, RIGHT]);
  pointAt({ caption: 0, word: 1 });
  expect(maskOnStage(store.getState())).toEqual([LEFT]);
  startMarking();
  expect(maskOnStage(store.getState())).toEqual([LEFT, RIGHT]);
});

test('a caption is explained with the picture it was made of', async () => {
  const { store, client } = await setUpHidden();
  store.getState().mask.remove(0);
  store.getState().heatmap.setMethod('caption');
  store.getState().selection.hover({ caption: 0, word: 1 });
  expect(client.last('explain').payload.picture).toMatchObject({ id: 'id1', masked: [LEFT] });
});

test('the same words without a part are explained anew', async () => {
  const { store, client } = await setUpCaptioned(captionOf('a dog'));
  const explained = {
    grid: [2, 2] as [number, number],
    tokens: [token('a'), token('dog')],
    maps: [[mapAt(1), mapAt(2)]],
    bestLayer: 'sum' as const,
    probability: null,
  };
  store.getState().heatmap.setMethod('caption');
  store.getState().selection.hover({ caption: 0, word: 1 });
  await client.last('explain').done(explained);
  store.getState().mask.add(LEFT);
  store.getState().captions.enqueue('id1');
  await client.last('caption').done(runOf(captionOf('a dog')));
  store.getState().selection.hover({ caption: 0, word: 1 });
  expect(client.calls('explain').map(({ payload }) => payload.picture.masked)).toEqual([[], [LEFT]]);
});

test('a typed sentence is judged on the picture as it is marked', async () => {
  const { store, client } = await setUpCaptioned(captionOf('a dog'));
  store.getState().mask.add(LEFT);
  const asked = store.getState().typedCaption.add('a cat');
  expect(client.last('scoreText').payload.picture.masked).toEqual([LEFT]);
  await client.last('scoreText').done({ tokens: [token('a')], maps: [mapAt(0)], loss: 1, match: null });
  await asked;
  expect(currentRun(store.getState())?.pinned[0]?.masked).toEqual([LEFT]);
});

test('every picture has its own parts; those of a deleted one come back with it', async () => {
  const { store } = await setUpReady();
  store.getState().pictures.addFiles([picture('1.jpg')]);
  store.getState().mask.add(LEFT);
  store.getState().mask.startMarking();
  store.getState().pictures.addFiles([picture('2.jpg')]);
  const second = store.getState().pictures.currentId!;
  expect([currentRegions(store.getState()), isMarking(store.getState())]).toEqual([[], false]);
  expect(canUndoMask(store.getState())).toBe(false);
  store.getState().pictures.remove('id1');
  store.getState().mask.add(RIGHT);
  store.getState().pictures.undoRemove();
  expect(currentRegions(store.getState())).toEqual([LEFT]);
  store.getState().pictures.remove('id1');
  store.getState().pictures.forgetRemoved();
  store.getState().mask.add(RIGHT);
  expect(Object.keys(store.getState().mask.regions)).toEqual([second]);
});

test('a mask is stored', async () => {
  const { store } = await setUpCaptioned(captionOf('a dog'));
  const before = store.getState();
  store.getState().mask.add(LEFT);
  expect(changesBetween(before, store.getState())?.slices).toEqual({ mask: { regions: { id1: [LEFT] } } });
});

import * as v from 'valibot';
import { expect, test } from 'vitest';
import type { Region } from '../../../core/protocol';
import { changesSince, Mirror } from '../../store/mirror';
import { patchState } from '../../store/patch-state';
import { captionOf, mapAt, picture, runOf, setUpCaptioned, setUpReady, token } from '../../test/scene';
import { currentRun } from '../captions/captions.selectors';
import { type Run, textOf } from '../captions/run';
import { runSchema } from '../captions/run-schema';
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

test('the mask is sent with the request, and the captions store it', async () => {
  const { store, client } = await setUpHidden();
  expect(client.calls('caption').map(({ payload }) => payload.masked)).toEqual([[], [LEFT]]);
  expect(currentRun(store.getState())).toMatchObject({ masked: [LEFT], status: 'done' });
  store.getState().mask.add(RIGHT);
  expect(currentRun(store.getState())?.masked).toEqual([LEFT]);
});

test('regions are added and removed one by one, and every step can be undone', async () => {
  const { store } = await setUpCaptioned(captionOf('a dog'));
  const { add: maskRegion, remove: unmaskRegion, undo: undoMask } = store.getState().mask;
  const marked = () => currentRegions(store.getState());
  maskRegion(LEFT);
  maskRegion(RIGHT);
  unmaskRegion(0);
  expect(marked()).toEqual([RIGHT]);
  undoMask();
  expect(marked()).toEqual([LEFT, RIGHT]);
  undoMask();
  undoMask();
  expect(marked()).toEqual([]);
  expect(canUndoMask(store.getState())).toBe(false);
  undoMask();
  expect(marked()).toEqual([]);
});

test('removing the mask restores the captions of the unmasked picture, and undo those of the masked one', async () => {
  const { store } = await setUpHidden();
  expect(sentences(currentRun(store.getState())?.unmaskedRun ?? null)).toEqual(['a dog and a cat']);
  store.getState().mask.clear();
  expect(currentRegions(store.getState())).toEqual([]);
  expect(sentences(currentRun(store.getState()))).toEqual(['a dog and a cat']);
  store.getState().mask.undo();
  expect(currentRegions(store.getState())).toEqual([LEFT]);
  expect(sentences(currentRun(store.getState()))).toEqual(['a cat']);
});

test('the captions to go back to are those of the unmasked picture, after any number of masks', async () => {
  const { store, client } = await setUpHidden();
  store.getState().mask.add(RIGHT);
  store.getState().captions.enqueue('id1');
  await client.last('caption').done(runOf(captionOf('nothing')));
  store.getState().mask.clear();
  expect(sentences(currentRun(store.getState()))).toEqual(['a dog and a cat']);
  expect(currentRun(store.getState())?.unmaskedRun).toBeNull();
});

test('removing the mask stops captioning the masked picture', async () => {
  const { store, client } = await setUpHidden();
  store.getState().captions.enqueue('id1');
  const working = client.last('caption');
  store.getState().mask.clear();
  expect(working.cancelled).toBe(true);
  await working.done(runOf(captionOf('too late')));
  expect(sentences(currentRun(store.getState()))).toEqual(['a dog and a cat']);
});

test('newer captions are not undone', async () => {
  const { store, client } = await setUpHidden();
  store.getState().mask.clear();
  store.getState().captions.enqueue('id1');
  await client.last('caption').done(runOf(captionOf('a new one')));
  store.getState().mask.undo();
  expect(currentRegions(store.getState())).toEqual([LEFT]);
  expect(sentences(currentRun(store.getState()))).toEqual(['a new one']);
});

test.each([
  ['in one visit', (run: Run) => run],
  ['after a reload', (run: Run) => v.parse(runSchema, structuredClone(run))],
])('pinned captions stay, each with its mask, and none twice: %s', async (_, restored) => {
  const { store, client } = await setUpCaptioned(captionOf('a dog and a cat'));
  store.getState().captions.setPinned('id1', 0, true);
  store.getState().mask.add(LEFT);
  store.getState().captions.enqueue('id1');
  await client.last('caption').done(runOf(captionOf('a cat')));
  store.getState().captions.setPinned('id1', 0, true);
  const pinned = () => currentRun(store.getState())?.pinned.map((each) => [textOf(each), each.masked]);
  expect(pinned()).toEqual([['a dog and a cat', []]]);
  store.getState().captions.putRun(restored(currentRun(store.getState())!));
  store.getState().mask.clear();
  expect(pinned()).toEqual([['a cat', [LEFT]]]);
});

test('the stage shows the mask of the caption in view, else what is marked', async () => {
  const { store } = await setUpHidden();
  const { add: maskRegion, startMarking } = store.getState().mask;
  const { hover: pointAt } = store.getState().selection;
  maskRegion(RIGHT);
  expect(maskOnStage(store.getState())).toEqual([LEFT, RIGHT]);
  pointAt({ caption: 0, word: 1 });
  expect(maskOnStage(store.getState())).toEqual([LEFT]);
  startMarking();
  expect(maskOnStage(store.getState())).toEqual([LEFT, RIGHT]);
});

test('a caption is explained with its mask', async () => {
  const { store, client } = await setUpHidden();
  store.getState().mask.remove(0);
  store.getState().heatmap.setMethod('caption');
  store.getState().selection.hover({ caption: 0, word: 1 });
  expect(client.last('explain').payload.picture).toMatchObject({ id: 'id1', masked: [LEFT] });
});

test('the same words with a mask are explained separately', async () => {
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

test('a typed sentence is scored on the picture as it is marked', async () => {
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
  const mirror = new Mirror(store.getState());
  store.getState().mask.add(LEFT);
  expect(changesSince(mirror, store.getState()).values).toEqual([
    { name: 'mask.regions/id1', value: [LEFT], base: undefined },
  ]);
});

test('undo leaves what another tab masked meanwhile', async () => {
  const { store } = await setUpCaptioned(captionOf('a dog'));
  store.getState().mask.add(LEFT);
  patchState(store, { mask: { regions: { id1: [LEFT, RIGHT] } } });
  store.getState().mask.undo();
  expect(currentRegions(store.getState())).toEqual([RIGHT]);
});

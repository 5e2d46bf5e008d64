import { expect, test } from 'vitest';
import type { ExplainedText, LoadedMatcher } from '../../../core/protocol';
import { patchState } from '../../store/patch-state';
import {
  captionOf,
  mapAt,
  matchedOf,
  picture,
  runOf,
  setUpCaptioned,
  setUpReady,
  token,
} from '../../test/scene';
import { type MapOf, testable } from './target';
import { testedOf, underWay } from './testing';

const MATCHER: LoadedMatcher = { id: 'test/matcher', dtype: 'q8', bytes: 1, shared: false };
const EXPLAINED: ExplainedText = {
  grid: [2, 2],
  tokens: [token('a'), token('dog')],
  maps: [
    [mapAt(3), mapAt(2)],
    [mapAt(1), mapAt(0)],
  ],
  bestLayer: 1,
  probability: null,
};

async function setUpWord(text = 'a dog', word = 1) {
  const scene = await setUpCaptioned(captionOf(text));
  scene.store.getState().selection.pin({ caption: 0, word });
  const { getState } = scene.store;
  const testOf = (of: MapOf = 'word') => {
    const { target } = testable(getState(), of);
    return target ? getState().mapTest.tests[target.key] : undefined;
  };
  return { ...scene, testOf };
}

test('the map of a word goes to the worker with what scoring the word needs', async () => {
  const { store, client } = await setUpWord('a skate ##board now');
  void store.getState().mapTest.run('word');
  expect(client.last('testMap').payload).toEqual({
    picture: { id: 'id1', file: expect.any(File), masked: [] },
    map: Float32Array.of(0, 0.5, 0.5, 0),
    grid: [2, 2],
    score: { of: 'word', prompt: 'a picture of ', tokenIds: [1, 5, 7, 3], pieces: [1, 2] },
  });
});

test('the whole sentence is scored as a whole', async () => {
  const { store, client } = await setUpWord();
  void store.getState().mapTest.run('sentence');
  const { score, map } = client.last('testMap').payload;
  expect(score).toEqual({ of: 'sentence', prompt: 'a picture of ', tokenIds: [1, 3] });
  expect([...map]).toEqual([0.5, 0.5, 0, 0]);
});

test('a test reports its progress, then its result, and stays while other words are in view', async () => {
  const { store, client, testOf } = await setUpWord();
  void store.getState().mapTest.run('word');
  expect(testOf()).toMatchObject({ status: 'running', tested: null, progress: 0 });
  client.last('testMap').progress(underWay(10));
  expect(testOf()).toMatchObject({ status: 'running', progress: 0.2, tested: { drop: { before: 0.9 } } });
  store.getState().selection.pin({ caption: 0, word: 0 });
  expect(testOf()).toBeUndefined();
  await client.last('testMap').done(testedOf());
  store.getState().selection.pin({ caption: 0, word: 1 });
  expect(testOf()).toMatchObject({ status: 'done', tested: testedOf() });
  void store.getState().mapTest.run('word');
  expect(client.calls('testMap')).toHaveLength(1);
});

test('another method and another layer are other maps', async () => {
  const { store, client } = await setUpWord();
  const { run: testMap } = store.getState().mapTest;
  const { setMethod: chooseMethod } = store.getState().heatmap;
  const { setLayer: chooseCamLayer } = store.getState().gradCam;
  const { select: chooseLens } = store.getState().layerSelection;
  const key = () => testable(store.getState(), 'word').target?.key;
  const keys = [key()];
  chooseMethod('caption');
  await client.last('explain').done(EXPLAINED);
  keys.push(key());
  void testMap('word');
  expect([...client.last('testMap').payload.map]).toEqual([...mapAt(0)]);
  chooseCamLayer('caption', 0);
  keys.push(key());
  chooseMethod('attention');
  chooseLens(2, null);
  await client.last('attention').done([mapAt(3), mapAt(3)]);
  keys.push(key());
  expect(new Set(keys).size).toBe(4);
  expect(keys).not.toContain(undefined);
});

test('a cancelled test keeps its partial result and can be resumed', async () => {
  const { store, client, testOf } = await setUpWord();
  void store.getState().mapTest.run('word');
  client.last('testMap').progress(underWay(10));
  store.getState().mapTest.cancel(testable(store.getState(), 'word').target!.key);
  expect(client.last('testMap').cancelled).toBe(true);
  await client.last('testMap').abort();
  expect(testOf()).toMatchObject({ status: 'cancelled', tested: { drop: { before: 0.9 } } });
  void store.getState().mapTest.run('word');
  expect(client.calls('testMap')).toHaveLength(2);
});

test('a failed test says why', async () => {
  const { store, client, testOf } = await setUpWord();
  void store.getState().mapTest.run('word');
  await client.last('testMap').fail({ code: 'out-of-memory', message: 'Not enough memory.' });
  expect(testOf()).toMatchObject({ status: 'failed', error: { message: 'Not enough memory.' } });
});

test('deleting a picture cancels its test', async () => {
  const { store, client } = await setUpWord();
  void store.getState().mapTest.run('word');
  store.getState().pictures.remove('id1');
  client.last('testMap').progress(underWay(5));
  expect(client.last('testMap').cancelled).toBe(true);
});

test('the matcher’s map is tested by the match of the whole sentence', async () => {
  const scene = await setUpCaptioned(matchedOf(captionOf('a dog'), 0.9));
  const { store, client } = scene;
  patchState(store, { matcher: { loaded: MATCHER } });
  store.getState().heatmap.setMethod('itm');
  store.getState().selection.pin({ caption: 0, word: 1 });
  await client.last('explain').done(EXPLAINED);
  void store.getState().mapTest.run('word');
  expect(client.last('testMap').payload.score).toEqual({ of: 'match', text: 'a dog' });
});

test('an edited caption is tested by the model’s words, a typed one by its own after no prompt', async () => {
  const { store, client } = await setUpWord();
  store.getState().captions.edit('id1', 0, 'my hound');
  void store.getState().mapTest.run('word');
  expect(client.last('testMap').payload.score).toMatchObject({ tokenIds: [1, 3] });
  const asked = store.getState().typedCaption.add('a cat');
  await client.last('scoreText').done({ tokens: [token('cat')], maps: [mapAt(2)], loss: 1, match: null });
  await asked;
  store.getState().selection.pin({ caption: -1, word: 0 });
  void store.getState().mapTest.run('word');
  expect(client.last('testMap').payload.score).toEqual({
    of: 'word',
    prompt: '',
    tokenIds: [3],
    pieces: [0],
  });
});

test('a caption without a part of the picture is tested without it', async () => {
  const { store, client } = await setUpWord();
  const region = { left: 0, top: 0, width: 0.5, height: 1 };
  store.getState().mask.add(region);
  store.getState().captions.enqueue('id1');
  await client.last('caption').done(runOf(captionOf('a dog')));
  store.getState().selection.pin({ caption: 0, word: 1 });
  void store.getState().mapTest.run('word');
  expect(client.last('testMap').payload.picture.masked).toEqual([region]);
});

test('what cannot be tested says why', async () => {
  const { store, client } = await setUpReady();
  const why = (of: MapOf = 'sentence') => testable(store.getState(), of).why;
  expect(why()).toBe('no-caption');
  store.getState().pictures.addFiles([picture()]);
  client.last('caption').progress({ type: 'token', caption: 0, token: token('a'), map: mapAt(0) });
  expect(why()).toBe('writing');
  await client.last('caption').done(runOf(captionOf('a dog')));
  expect([why(), why('word')]).toEqual([null, 'no-map']);
  patchState(store, { model: { loaded: { ...store.getState().model.loaded!, id: 'another' } } });
  expect(why()).toBe('other-model');
  patchState(store, { model: { loaded: null } });
  expect(why()).toBe('no-model');
});

test('the key tests the hovered word, and pins it', async () => {
  const { store, client } = await setUpCaptioned(captionOf('a dog'));
  store.getState().selection.hover({ caption: 0, word: 1 });
  store.getState().mapTest.openPanel();
  expect(store.getState()).toMatchObject({
    mapTest: { panelOpen: true },
    selection: { pinned: { caption: 0, word: 1 } },
  });
  expect(client.last('testMap').payload.score).toMatchObject({ of: 'word', pieces: [1] });
  store.getState().mapTest.openPanel();
  expect(store.getState().selection.pinned).toEqual({ caption: 0, word: 1 });
  store.getState().selection.clear();
  store.getState().mapTest.openPanel();
  expect(client.last('testMap').payload.score.of).toBe('sentence');
});

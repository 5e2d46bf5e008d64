import { expect, test } from 'vitest';
import type { ExplainedText, LoadedMatcher } from '../../../core/protocol';
import type { AppStore } from '../../store/app-state';
import { patchState } from '../../store/patch-state';
import { captionOf, MODEL, mapAt, picture, runOf, setUpCaptioned, setUpReady, token } from '../../test/scene';
import { methodInUse } from './grad-cam.selectors';
import { shownWord } from './heatmap.selectors';

const MATCHER: LoadedMatcher = { id: 'test/matcher', dtype: 'q8', bytes: 1, shared: false };
const GONE = { code: 'model-corrupt', message: 'Convert it again in Models.' } as const;

/** Two layers; those of word k are strongest at patch 3 − k and at patch k. */
function explainedOf(text: string, changes: Partial<ExplainedText> = {}): ExplainedText {
  const tokens = text.split(' ').map((word) => token(word));
  const layer = (patch: (index: number) => number) => tokens.map((_, index) => mapAt(patch(index)));
  return {
    grid: [2, 2],
    tokens,
    maps: [layer((index) => 3 - index), layer((index) => index)],
    bestLayer: 0,
    probability: null,
    ...changes,
  };
}

const shown = (store: AppStore) => {
  const { map, method } = shownWord(store.getState())!;
  return { map: [...map], method };
};

async function setUpExplained(...captions: string[]) {
  const scene = await setUpCaptioned(...captions.map((text) => captionOf(text)));
  scene.store.getState().heatmap.setMethod('caption');
  scene.store.getState().selection.hover({ caption: 0, word: 0 });
  return scene;
}

test('Grad-CAM is asked for when a word is shown; until it is there attention stays', async () => {
  const { store, client } = await setUpCaptioned(captionOf('a dog'));
  store.getState().heatmap.setMethod('caption');
  expect(client.calls('explain')).toHaveLength(0);
  store.getState().selection.hover({ caption: 0, word: 0 });
  const call = client.last('explain');
  expect(call.payload).toMatchObject({
    source: 'caption',
    text: { prompt: MODEL.defaults.prompt, tokenIds: [1, 3] },
  });
  expect(shown(store)).toEqual({ map: [...mapAt(0)], method: 'attention' });
  await call.done(explainedOf('a dog'));
  expect(shown(store)).toEqual({ map: [...mapAt(3)], method: 'caption' });
  store.getState().selection.hover({ caption: 0, word: 1 });
  expect(shown(store).map).toEqual([...mapAt(2)]);
  expect(client.calls('explain')).toHaveLength(1);
});

test('another layer needs no further question, nor does coming back', async () => {
  const { store, client } = await setUpExplained('a dog');
  await client.last('explain').done(explainedOf('a dog'));
  store.getState().gradCam.setLayer('caption', 1);
  expect(shown(store).map).toEqual([...mapAt(0)]);
  store.getState().gradCam.setLayer('caption', 'sum');
  expect(shown(store).map).toEqual([1, 0, 0, 1]);
  store.getState().heatmap.setMethod('attention');
  expect(shown(store)).toEqual({ map: [...mapAt(0)], method: 'attention' });
  store.getState().heatmap.setMethod('caption');
  expect(shown(store).method).toBe('caption');
  expect(client.calls('explain')).toHaveLength(1);
});

test('another caption cancels the request for the one before, which can be requested again', async () => {
  const { store, client } = await setUpExplained('a dog', 'one cat');
  const first = client.last('explain');
  store.getState().selection.hover({ caption: 1, word: 0 });
  expect(first.cancelled).toBe(true);
  await first.abort();
  await client.last('explain').done(explainedOf('one cat'));
  expect(shown(store).method).toBe('caption');
  store.getState().selection.hover({ caption: 0, word: 0 });
  expect(client.calls('explain')).toHaveLength(3);
});

test('a failure stays until it is tried again, and attention is shown', async () => {
  const { store, client } = await setUpExplained('a dog');
  await client.last('explain').fail(GONE);
  store.getState().selection.hover({ caption: 0, word: 1 });
  expect(client.calls('explain')).toHaveLength(1);
  expect(Object.values(store.getState().gradCam.explanations)).toMatchObject([
    { status: 'failed', error: GONE },
  ]);
  expect(shown(store).method).toBe('attention');
  void store.getState().gradCam.retry(0);
  await client.last('explain').done(explainedOf('a dog'));
  expect(shown(store).method).toBe('caption');
});

test('the matcher explains the sentence, with its own tokens and patches', async () => {
  const { store, client } = await setUpCaptioned(captionOf('a dog .'));
  store.getState().heatmap.setMethod('itm');
  store.getState().selection.hover({ caption: 0, word: 1 });
  expect(methodInUse(store.getState()), 'without a matcher').toBe('attention');
  expect(client.calls('explain')).toHaveLength(0);

  patchState(store, { matcher: { loaded: MATCHER } });
  store.getState().selection.hover({ caption: 0, word: 0 });
  expect(client.last('explain').payload).toMatchObject({ source: 'itm', text: 'a dog.' });
  const text = explainedOf('[ENC] a cat . [SEP]', { grid: [1, 4], probability: 0.9 });
  await client.last('explain').done(text);
  expect(shownWord(store.getState())).toMatchObject({ text: 'a', method: 'itm', grid: [1, 4] });
  store.getState().selection.hover({ caption: 0, word: 1 });
  expect(shownWord(store.getState()), 'read as another word').toMatchObject({
    text: 'dog.',
    method: 'attention',
    grid: [2, 2],
  });
});

test('the matcher is asked with the words given, too, and the generated words have its maps', async () => {
  const { store, client } = await setUpReady();
  patchState(store, { matcher: { loaded: MATCHER } });
  store.getState().settings.change({ prompt: 'my dog and' });
  store.getState().pictures.addFiles([picture()]);
  await client.last('caption').done(runOf(captionOf('my cat')));
  store.getState().heatmap.setMethod('itm');
  store.getState().selection.hover({ caption: 0, word: 1 });
  expect(client.last('explain').payload).toMatchObject({ source: 'itm', text: 'my dog and my cat' });
  const ofToken = (index: number) => Float32Array.of(index, 0, 0, 1);
  const maps = [Array.from({ length: 7 }, (_, index) => ofToken(index))];
  const text = explainedOf('[ENC] my dog and my cat [SEP]', { maps, probability: 0.9 });
  await client.last('explain').done(text);
  for (const [word, token] of [4, 5].entries()) {
    store.getState().selection.hover({ caption: 0, word });
    expect(shownWord(store.getState())).toMatchObject({ method: 'itm', map: ofToken(token) });
  }
});

test('a caption of another model shows its attention', async () => {
  const { store, client } = await setUpCaptioned(captionOf('a dog'));
  patchState(store, { model: { loaded: { ...MODEL, id: 'test/other' } } });
  store.getState().heatmap.setMethod('caption');
  store.getState().selection.hover({ caption: 0, word: 0 });
  expect(client.calls('explain')).toHaveLength(0);
  expect(shown(store).method).toBe('attention');
});

test('a pinned caption is explained with its own prompt', async () => {
  const { store, client } = await setUpCaptioned(captionOf('a dog'));
  const { currentId } = store.getState().pictures;
  const { setPinned: keepCaption, enqueue: captionPicture } = store.getState().captions;
  const { change } = store.getState().settings;
  keepCaption(currentId!, 0, true);
  change({ prompt: 'a drawing of ' });
  captionPicture(currentId!);
  await client.last('caption').done(runOf(captionOf('two cats')));
  store.getState().heatmap.setMethod('caption');
  store.getState().selection.hover({ caption: -1, word: 0 });
  expect(client.last('explain').payload.text).toMatchObject({ prompt: MODEL.defaults.prompt });
});

test('words that are still being written show their attention', async () => {
  const { store, client } = await setUpCaptioned(captionOf('a dog'));
  store.getState().heatmap.setMethod('caption');
  store.getState().pictures.addFiles([picture('2.jpg')]);
  patchState(store, { pictures: { currentId: store.getState().pictures.items[1]!.id } });
  client.last('caption').progress({ type: 'token', caption: 0, token: token('a'), map: mapAt(1) });
  store.getState().selection.hover({ caption: 0, word: 0 });
  expect(client.calls('explain')).toHaveLength(0);
  expect(shown(store)).toEqual({ map: [...mapAt(1)], method: 'attention' });
});

import { afterEach, expect, test, vi } from 'vitest';
import { captionOf, mapAt, picture, setUpCaptioned, setUpReady, token } from '../../test/scene';
import { shownWord } from './heatmap.selectors';
import { PLAY_STEP } from './selection.slice';

afterEach(() => vi.useRealTimers());

test('nothing is shown until a word is hovered; a pinned word stays', async () => {
  const { store } = await setUpCaptioned(captionOf('a brown dog'));
  const { hover: pointAt, pin } = store.getState().selection;
  expect(shownWord(store.getState())).toBeNull();
  pointAt({ caption: 0, word: 2 });
  expect(shownWord(store.getState())).toMatchObject({
    text: 'dog',
    why: 'hovered',
    map: mapAt(2),
    grid: [2, 2],
  });
  pin({ caption: 0, word: 1 });
  pointAt(null);
  expect(shownWord(store.getState())).toMatchObject({ text: 'brown', why: 'pinned' });
  pin({ caption: 0, word: 1 });
  pointAt(null);
  expect(shownWord(store.getState())).toBeNull();
});

test('while captions stream the heat follows the newest word of the first that still grows', async () => {
  const { store, client } = await setUpReady();
  store.getState().pictures.addFiles([picture()]);
  const call = client.last('caption');
  const say = (caption: number, text: string, patch: number) =>
    call.progress({ type: 'token', caption, token: token(text), map: mapAt(patch) });
  say(0, 'a', 0);
  say(1, 'two', 1);
  expect(shownWord(store.getState())).toMatchObject({ text: 'a', why: 'newest' });
  say(0, '[SEP]', 2);
  expect(shownWord(store.getState())).toMatchObject({ text: 'two', map: mapAt(1) });
});

test('steps go through the words and stop at the ends, and through the captions by rank', async () => {
  const { store } = await setUpCaptioned(captionOf('a dog', 0.2), captionOf('one cat', 0.9));
  const at = () => shownWord(store.getState())?.text;
  const { stepWord, stepCaption } = store.getState().selection;
  stepWord(1);
  expect(at()).toBe('one');
  stepWord(1);
  stepWord(1);
  expect(at()).toBe('cat');
  stepCaption(1);
  expect(at()).toBe('a');
  stepCaption(1);
  stepWord(-1);
  expect(at()).toBe('a');
});

test('playing goes to the end of the sentence; hovering a word stops it', async () => {
  const { store } = await setUpCaptioned(captionOf('a brown dog'));
  vi.useFakeTimers();
  const at = () => store.getState().selection.hovered?.word;
  store.getState().selection.togglePlay();
  expect(at()).toBe(0);
  vi.advanceTimersByTime(PLAY_STEP);
  expect(at()).toBe(1);
  vi.advanceTimersByTime(2 * PLAY_STEP);
  expect([at(), store.getState().selection.playing]).toEqual([2, false]);
  store.getState().selection.togglePlay();
  store.getState().selection.hover({ caption: 0, word: 1 });
  vi.advanceTimersByTime(5 * PLAY_STEP);
  expect([at(), store.getState().selection.playing]).toEqual([1, false]);
});

test('a layer’s maps are requested once, and replace the mean', async () => {
  const { store, client } = await setUpCaptioned(captionOf('a brown dog'));
  const { select: chooseLens } = store.getState().layerSelection;
  const { hover: pointAt } = store.getState().selection;
  pointAt({ caption: 0, word: 0 });
  chooseLens(2, null);
  expect(client.last('attention').payload).toMatchObject({ caption: 0, layer: 2, head: null });
  expect(shownWord(store.getState())).toMatchObject({ map: mapAt(0), ofSelectedLayer: false });
  await client.last('attention').done([mapAt(3), mapAt(3), mapAt(1)]);
  expect(shownWord(store.getState())).toMatchObject({ map: mapAt(3), ofSelectedLayer: true });
  pointAt({ caption: 0, word: 2 });
  expect(shownWord(store.getState())).toMatchObject({ map: mapAt(1), ofSelectedLayer: true });
  expect(client.calls('attention')).toHaveLength(1);
  chooseLens(null, null);
  expect(shownWord(store.getState())).toMatchObject({ map: mapAt(2), ofSelectedLayer: false });
});

test('a layer’s maps that come late, for another layer, are dropped', async () => {
  const { store, client } = await setUpCaptioned(captionOf('a dog'));
  store.getState().selection.hover({ caption: 0, word: 0 });
  store.getState().layerSelection.select(1, null);
  const late = client.last('attention');
  store.getState().layerSelection.select(2, null);
  await late.done([mapAt(3), mapAt(3)]);
  expect(store.getState().layerSelection.maps[0]).toMatchObject({ layer: 2, status: 'loading' });
});

test('maps that are no longer in memory are reported', async () => {
  const { store, client } = await setUpCaptioned(captionOf('a dog'));
  store.getState().selection.hover({ caption: 0, word: 0 });
  store.getState().layerSelection.select(0, 1);
  await client.last('attention').done(null);
  expect(store.getState().layerSelection.maps[0]?.status).toBe('gone');
  expect(shownWord(store.getState())).toMatchObject({ ofSelectedLayer: false });
});

test('another picture starts without a word', async () => {
  const { store } = await setUpCaptioned(captionOf('a dog'));
  store.getState().selection.pin({ caption: 0, word: 1 });
  store.getState().pictures.addFiles([picture('2.jpg')]);
  expect(store.getState()).toMatchObject({ selection: { hovered: null, pinned: null } });
});

test('opacity stays within 0…1', async () => {
  const { store } = await setUpReady();
  store.getState().heatmap.setOpacity(1.4);
  expect(store.getState().heatmap.opacity).toBe(1);
  store.getState().heatmap.setOpacity(-1);
  expect(store.getState().heatmap.opacity).toBe(0);
});

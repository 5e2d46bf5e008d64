import { expect, test } from 'vitest';
import { patchState } from '../../store/patch-state';
import { captionOf, mapAt, picture, runOf, setUpCaptioned, setUpReady } from '../../test/scene';
import { currentRun } from '../captions/captions.selectors';
import { figureOf, layout } from './panels';

test('the figure has the sentence and then every word, each with its own map', async () => {
  const { store } = await setUpCaptioned(captionOf('a brown dog'));
  expect(figureOf(store.getState())).toBeNull();
  store.getState().figure.open();
  const figure = figureOf(store.getState())!;
  expect(figure).toMatchObject({ sentence: 'a brown dog', term: 'Cross-attention', computing: false });
  expect(figure.panels.map(({ title, note }) => [title, note])).toEqual([
    ['The whole sentence', 'upper left'],
    ['a', '50%, upper left'],
    ['brown', '50%, upper right'],
    ['dog', '50%, lower left'],
  ]);
  expect(figure.panels.slice(1).map(({ heat }) => heat.values)).toEqual([0, 1, 2].map(mapAt));
  expect([...figure.panels[0]!.heat.values].map((value) => value.toFixed(2))).toEqual([
    '0.33',
    '0.33',
    '0.33',
    '0.00',
  ]);
});

test('its sentence has the words given, which have no panel', async () => {
  const { store, client } = await setUpReady();
  store.getState().settings.change({ prompt: 'my dog' });
  store.getState().pictures.addFiles([picture()]);
  await client.last('caption').done(runOf(captionOf('runs')));
  store.getState().figure.open();
  const { sentence, panels } = figureOf(store.getState())!;
  expect(sentence).toBe('my dog runs');
  expect(panels.map(({ title }) => title)).toEqual(['The whole sentence', 'runs']);
});

test('the figure names the mask', async () => {
  const { store } = await setUpCaptioned(captionOf('a dog'));
  const run = currentRun(store.getState())!;
  const masked = [{ left: 0.1, top: 0.2, width: 0.3, height: 0.4 }];
  patchState(store, { captions: { runs: { [run.pictureId]: { ...run, masked } } } });
  store.getState().figure.open();
  expect(figureOf(store.getState())).toMatchObject({
    masked,
    term: 'Cross-attention · with 1 part of the picture masked',
  });
});

test('on one scale, every word has the range of all', async () => {
  const { store } = await setUpCaptioned(captionOf('a dog'));
  store.getState().figure.open();
  expect(figureOf(store.getState())!.panels.map(({ heat }) => heat.range ?? null)).toEqual([
    null,
    null,
    null,
  ]);
  store.getState().heatmap.setScale('sentence');
  expect(figureOf(store.getState())!.panels.at(-1)!.heat.range).toEqual({ least: 0, most: 1 });
});

test('it is of the caption in view, and has Grad-CAM computed where that is chosen', async () => {
  const { store, client } = await setUpCaptioned(captionOf('a dog', 0.9), captionOf('two cats', 0.1));
  store.getState().heatmap.setMethod('caption');
  store.getState().selection.pin({ caption: 1, word: 0 });
  store.getState().figure.open();
  expect(figureOf(store.getState())).toMatchObject({ sentence: 'two cats', computing: true });
  expect(client.calls('explain')).toHaveLength(1);
});

test('with a layer of attention and no hovered word, the layer’s maps are requested', async () => {
  const { store, client } = await setUpCaptioned(captionOf('a dog'));
  store.getState().layerSelection.select(2, null);
  expect(client.calls('attention')).toHaveLength(0);
  store.getState().figure.open();
  expect(client.last('attention').payload).toMatchObject({ caption: 0, layer: 2, head: null });
  await client.last('attention').done([mapAt(3), mapAt(1)]);
  expect(figureOf(store.getState())!.panels[1]!.heat.values).toEqual(mapAt(3));
});

test.each([
  [1, 1],
  [4, 3],
  [10, 4],
])('%i square panels lie in %i columns, none on another', (count, columns) => {
  const { width, height, places } = layout(count, { width: 100, height: 100 }, 10);
  expect(new Set(places.map(({ x }) => x)).size).toBe(columns);
  expect(new Set(places.map(({ x, y }) => `${x} ${y}`)).size).toBe(count);
  for (const { x, y } of places) expect([x + 110 <= width, y + 110 <= height]).toEqual([true, true]);
});

import { expect, test } from 'vitest';
import type { AppStore } from '../../store/app-state';
import { patchState } from '../../store/patch-state';
import { captionOf, MODEL, mapAt, setUpCaptioned, token } from '../../test/scene';
import { currentRun } from '../captions/captions.selectors';
import { rawMapsOf } from './raw-maps';

function rawMaps({ getState }: AppStore, caption = 0) {
  return rawMapsOf(getState(), currentRun(getState())!, caption, 'dog.jpg')!;
}

/** A caption with the end token that the model wrote after it. */
function ended(text: string) {
  const caption = captionOf(text);
  return { ...caption, tokens: [...caption.tokens, token('[SEP]')], maps: [...caption.maps, mapAt(3)] };
}

test('attention is the layers’ sum, as the command line has it, of the text’s own tokens', async () => {
  const { store } = await setUpCaptioned(ended('a dog'));
  const raw = rawMaps(store);
  expect(Object.keys(raw).slice(0, 8)).toEqual([
    'image',
    'source',
    'method',
    'grid',
    'layer',
    'tokens',
    'maps',
    'sentence',
  ]);
  expect(raw).toEqual({
    image: 'dog.jpg',
    source: 'caption',
    method: 'attention',
    grid: [2, 2],
    layer: 'sum',
    tokens: [
      { id: 1, text: 'a' },
      { id: 3, text: 'dog' },
    ],
    maps: [
      [MODEL.layers, 0, 0, 0],
      [0, MODEL.layers, 0, 0],
    ],
    sentence: [MODEL.layers / 2, MODEL.layers / 2, 0, 0],
    head: null,
    text: 'a dog',
    model: MODEL.id,
    prompt: 'a picture of ',
  });
});

test('where the layers are no longer known it is their mean', async () => {
  const { store } = await setUpCaptioned(captionOf('a dog'));
  patchState(store, { model: { loaded: { ...MODEL, id: 'other/model' } } });
  expect(rawMaps(store)).toMatchObject({
    layer: 'mean',
    maps: [
      [1, 0, 0, 0],
      [0, 1, 0, 0],
    ],
  });
});

test('one layer and head are named', async () => {
  const { store, client } = await setUpCaptioned(captionOf('a dog'));
  store.getState().layerSelection.select(2, 1);
  void store.getState().heatmap.loadMaps(0);
  await client.last('attention').done([mapAt(3), mapAt(2)]);
  expect(rawMaps(store)).toMatchObject({
    layer: 2,
    head: 1,
    maps: [
      [0, 0, 0, 1],
      [0, 0, 1, 0],
    ],
  });
});

test('Grad-CAM is of the layer that is shown', async () => {
  const { store, client } = await setUpCaptioned(captionOf('a dog'));
  store.getState().heatmap.setMethod('caption');
  void store.getState().heatmap.loadMaps(0);
  await client.last('explain').done({
    grid: [2, 2],
    tokens: ['a', 'dog', '[SEP]'].map((text) => token(text)),
    maps: [
      [mapAt(0), mapAt(1), mapAt(2)],
      [mapAt(3), mapAt(1), mapAt(2)],
    ],
    bestLayer: 'sum',
    probability: null,
  });
  expect(rawMaps(store)).toMatchObject({
    source: 'caption',
    method: 'grad-cam',
    layer: 'sum',
    maps: [
      [1, 0, 0, 1],
      [0, 2, 0, 0],
    ],
    sentence: [0.5, 1, 0, 0.5],
  });
  store.getState().gradCam.setLayer('caption', 1);
  expect(rawMaps(store)).toMatchObject({
    layer: 1,
    maps: [
      [0, 0, 0, 1],
      [0, 1, 0, 0],
    ],
  });
});

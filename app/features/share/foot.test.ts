import { expect, test } from 'vitest';
import { captionOf, runOf, setUpCaptioned } from '../../test/scene';
import { captionText, footOf } from './foot';

test('the caption in view goes below the picture, a pinned one too', async () => {
  const { store, client } = await setUpCaptioned(captionOf('a dog'));
  const id = store.getState().pictures.currentId!;
  store.getState().captions.setPinned(id, 0, true);
  store.getState().captions.enqueue(id);
  expect(captionText(store.getState())).toBe('a dog');
  await client.last('caption').done(runOf(captionOf('a horse')));
  expect(captionText(store.getState())).toBe('a horse');
  store.getState().selection.hover({ caption: -1, word: 0 });
  expect(captionText(store.getState())).toBe('a dog');
});

test('below it the legend says whose heat it is, by its exact term', async () => {
  const { store } = await setUpCaptioned(captionOf('a dog'));
  const texts = () => footOf(store.getState()).lines.map(({ text }) => text);
  expect(texts()).toEqual(['a dog']);
  store.getState().selection.pin({ caption: 0, word: 1 });
  expect(texts()).toEqual([
    'a dog',
    'Where the model looked for “dog”',
    'Cross-attention, mean of all layers and heads',
  ]);
  expect(footOf(store.getState()).ramp).toBe(true);
  store.getState().heatmap.setMode('contours');
  expect(texts().at(-1)).toContain('Lines at 25, 50 and 75%');
  expect(footOf(store.getState()).ramp).toBe(false);
});

test('without heat there is no legend, and without captions nothing at all', async () => {
  const { store } = await setUpCaptioned(captionOf('a dog'));
  store.getState().selection.pin({ caption: 0, word: 1 });
  store.getState().heatmap.toggle();
  expect(footOf(store.getState())).toMatchObject({ lines: [{ text: 'a dog' }], ramp: false });
  store.getState().share.setIncludeCaption(false);
  expect(footOf(store.getState())).toEqual({ lines: [], ramp: false });
});

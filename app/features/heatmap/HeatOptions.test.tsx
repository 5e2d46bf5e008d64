// @vitest-environment happy-dom
import { act, screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { ExplainedText, LoadedMatcher } from '../../../core/protocol';
import { patchState } from '../../store/patch-state';
import { renderWith } from '../../test/render';
import { captionOf, mapAt, runOf, setUpCaptioned, token } from '../../test/scene';
import { ANSWERER, EXPLAINED_IN_TWO, RED, setUpAnswering } from '../questions/testing';
import { HeatOptions } from './HeatOptions';
import { Legend } from './Legend';

const MATCHER: LoadedMatcher = { id: 'test/matcher', dtype: 'q8', bytes: 1, shared: false };
const EXPLAINED: ExplainedText = {
  grid: [2, 2],
  tokens: [token('a'), token('dog')],
  maps: [
    [mapAt(3), mapAt(2)],
    [mapAt(1), mapAt(1)],
  ],
  bestLayer: 'sum',
  probability: null,
};

async function setUp() {
  const scene = await setUpCaptioned(captionOf('a dog'));
  const user = renderWith(
    scene.store,
    <>
      <Legend />
      <HeatOptions />
    </>,
  );
  act(() => scene.store.getState().selection.hover({ caption: 0, word: 1 }));
  return { ...scene, user };
}

const legend = () => screen.getByTestId('legend').textContent;
const option = (name: RegExp) => screen.getByRole('radio', { name });

test('choosing Grad-CAM says that it computes, then what the heat is now', async () => {
  const { client, user } = await setUp();
  expect(legend()).toContain('Where the model looked for “dog”');
  await user.click(option(/What made it say the word/));
  expect(legend()).toContain('Where the model looked for “dog” · computing…');
  await act(() => client.last('explain').done(EXPLAINED));
  expect(legend()).toContain('What made the model say “dog”');
  expect(legend()).toContain('Grad-CAM of the captioner');
  expect(legend()).not.toContain('computing');
});

test('an answer has its own layers by both methods, the last one first', async () => {
  const { store, client } = await setUpAnswering();
  const user = renderWith(
    store,
    <>
      <Legend />
      <HeatOptions />
    </>,
  );
  const answered = { text: 'what colour is it', listed: null, answers: RED, model: ANSWERER.id, masked: [] };
  const id = store.getState().questions.add(store.getState().pictures.items[0]!.id, answered);
  void store.getState().answerMaps.show({ id, answer: 0, word: null });
  await act(() => client.last('answerer').done(ANSWERER));
  await act(() => client.last('explainAnswer').done(EXPLAINED_IN_TWO));
  const layers = screen.getByRole<HTMLSelectElement>('combobox', { name: 'Layer', hidden: true });
  expect([...layers.options].map(({ text }) => text)).toEqual([
    'The layer that explains best (layer 1)',
    'All layers together (sum)',
    'Layer 0',
    'Layer 1',
  ]);
  expect(legend()).toContain('Cross-attention of the question to the picture, layer 1');
  await user.selectOptions(layers, 'sum');
  expect(legend()).toContain('“red” · all layers together');
});

test('the layers of Grad-CAM come with the maps, all together among them', async () => {
  const { client, user } = await setUp();
  await user.click(option(/What made it say the word/));
  await act(() => client.last('explain').done(EXPLAINED));
  const layers = screen.getByRole<HTMLSelectElement>('combobox', { name: 'Layer', hidden: true });
  expect([...layers.options].map(({ text }) => text)).toEqual([
    'The layer that explains best (all layers together)',
    'All layers together (sum)',
    'Layer 0',
    'Layer 1',
  ]);
  await user.selectOptions(layers, 'Layer 1');
  expect(legend()).toContain('layer 1');
});

test('without a matcher its question rests, and says what it needs', async () => {
  const { store, client, user } = await setUp();
  expect(option(/What makes the sentence fit/)).toHaveProperty('disabled', true);
  expect(screen.getByText('Needs a matcher, see Models.')).toBeTruthy();
  act(() => patchState(store, { matcher: { loaded: MATCHER } }));
  await user.click(option(/What makes the sentence fit/));
  expect(client.last('explain').payload).toMatchObject({ source: 'itm', text: 'a dog' });
});

test('a failure says why, and can be tried again', async () => {
  const { client, user } = await setUp();
  await user.click(option(/What made it say the word/));
  await act(() => client.last('explain').fail({ code: 'model-corrupt', message: 'Convert it again.' }));
  expect(screen.getByText('Convert it again.')).toBeTruthy();
  expect(legend()).toContain('Grad-CAM failed, attention is shown');
  await user.click(screen.getByRole('button', { name: 'Try again' }));
  await act(() => client.last('explain').done(EXPLAINED));
  expect(screen.queryByText('Convert it again.')).toBeNull();
});

test('contour lines have no palette, and the legend says where they run', async () => {
  const { store, user } = await setUp();
  await user.click(option(/Contour lines/));
  expect(store.getState().heatmap.mode).toBe('contours');
  expect(screen.queryByRole('radio', { name: 'Turbo' })).toBeNull();
  expect(legend()).toContain('Lines at 25, 50 and 75%');
});

test('a dark picture has no palette', async () => {
  const { store, user } = await setUp();
  await user.click(option(/Rest darkened/));
  expect(store.getState().heatmap.mode).toBe('spotlight');
  expect(screen.queryByRole('radio', { name: 'Turbo' })).toBeNull();
});

test('the opacity can be reset', async () => {
  const { store, user } = await setUp();
  expect(screen.queryByRole('button', { name: 'Reset strength of the heatmap' })).toBeNull();
  act(() => store.getState().heatmap.setOpacity(0.3));
  await user.click(screen.getByRole('button', { name: 'Reset strength of the heatmap' }));
  expect(store.getState().heatmap.opacity).toBe(0.7);
});

test('palettes that colour-blind eyes can order are marked, the others not', async () => {
  await setUp();
  const marked = screen
    .getAllByRole('radio')
    .filter(
      (radio) => radio.getAttribute('name') === 'palette' && /Safe for/.test(radio.parentElement!.innerHTML),
    )
    .map((radio) => radio.getAttribute('value'));
  expect(marked).toEqual(['inferno', 'viridis', 'cividis']);
});

test('each scale says what it does', async () => {
  const { user } = await setUp();
  expect(screen.getByText(/its strongest place is “most”/)).toBeTruthy();
  await user.click(option(/The sentence/));
  expect(screen.getByText(/All words share one scale/)).toBeTruthy();
});

test('the map of a match comes with its probability', async () => {
  const { store, client, user } = await setUp();
  act(() => patchState(store, { matcher: { loaded: MATCHER } }));
  await user.click(option(/What makes the sentence fit/));
  await act(() => client.last('explain').done({ ...EXPLAINED, probability: 0.934 }));
  expect(legend()).toContain('What makes the sentence fit, at “dog” · 93% match');
  expect(legend()).toContain('ITM probability 0.934');
});

test('for a pinned caption, single layers say why they are missing, and which captions have them', async () => {
  const { store, client, user } = await setUp();
  const id = store.getState().pictures.currentId!;
  act(() => store.getState().captions.setPinned(id, 0, true));
  act(() => store.getState().captions.enqueue(id));
  await act(() => client.last('caption').done(runOf(captionOf('two cats'))));
  act(() => store.getState().selection.pin({ caption: -1, word: 0 }));
  act(() => store.getState().layerSelection.select(1, null));
  expect(screen.getByText(/not for pinned or typed ones/)).toBeTruthy();
  await user.click(screen.getByRole('button', { name: 'What made it say the word', hidden: true }));
  expect(client.last('explain').payload).toMatchObject({ source: 'caption' });
});

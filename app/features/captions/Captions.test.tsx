// @vitest-environment happy-dom
import { act, screen, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { patchState } from '../../store/patch-state';
import { renderWith } from '../../test/render';
import {
  captionOf,
  MODEL,
  mapAt,
  matchedOf,
  picture,
  runOf,
  setUp,
  setUpCaptioned,
  setUpReady,
  token,
} from '../../test/scene';
import { shownWord } from '../heatmap/heatmap.selectors';
import { DEMO_ID } from '../models/active/names';
import { Captions } from './Captions';

const sentences = () =>
  within(screen.getByRole('list', { name: 'Captions' }))
    .getAllByRole('listitem')
    .map((item) =>
      within(item)
        .getAllByRole('button', { name: /% sure/ })
        .map(({ textContent }) => textContent)
        .join(' '),
    );
const word = (name: RegExp) => screen.getByRole('button', { name });

test('captions are listed best first, and the best is announced', async () => {
  const { store } = await setUpCaptioned(captionOf('a dog', 0.2), captionOf('one cat .', 0.9));
  renderWith(store, <Captions />);
  expect(sentences()).toEqual(['one cat.', 'a dog']);
  expect(screen.getByText('2 captions: one cat.')).toBeTruthy();
});

test('words that the person gave come first, named and without heat', async () => {
  const { store, client, copied } = await setUpReady();
  store.getState().settings.change({ prompt: 'a picture of my  dog' });
  store.getState().pictures.addFiles([picture()]);
  renderWith(store, <Captions />);
  const item = () => within(screen.getByRole('list', { name: 'Captions' })).getByRole('listitem');
  const run = client.last('caption');
  act(() => run.progress({ type: 'token', caption: 0, token: token('runs'), map: mapAt(0) }));
  expect(item().textContent, 'while it is written').toContain('Your words: my dog runs');
  await act(() => run.done(runOf(captionOf('runs fast'))));
  expect(item().textContent).toContain('Your words: my dog runs fast');
  expect(sentences()).toEqual(['runs fast']);
  expect(screen.getByText('One caption: my dog runs fast')).toBeTruthy();
  await act(() => store.getState().captions.copy(0));
  expect(copied).toEqual(['my dog runs fast']);
});

test('a word says its probability and where its map is strongest', async () => {
  const { store } = await setUpCaptioned(captionOf('a dog', 0.42));
  renderWith(store, <Captions />);
  expect(word(/^a, /).getAttribute('aria-label')).toBe('a, 42% sure, looked most at the upper left');
  expect(word(/^dog/).getAttribute('aria-label')).toBe('dog, 42% sure, looked most at the upper right');
});

test('a guess says so kindly, to eyes and ears', async () => {
  const { store } = await setUpCaptioned(captionOf('a dog', 0.05));
  const user = renderWith(store, <Captions />);
  expect(word(/^dog, 5% sure, a guess/)).toBeTruthy();
  await user.hover(word(/^dog/));
  expect(await screen.findByText('The model was guessing here: 5%')).toBeTruthy();
});

test('pointing at a word shows its heat, leaving the sentence lets go, a click pins it', async () => {
  const { store } = await setUpCaptioned(captionOf('a brown dog'));
  const user = renderWith(store, <Captions />);
  const shown = () => shownWord(store.getState())?.text;
  await user.hover(word(/^brown/));
  expect(shown()).toBe('brown');
  await user.hover(screen.getByRole('heading', { name: 'Captions' }));
  expect(shown()).toBeUndefined();
  await user.click(word(/^dog/));
  await user.hover(screen.getByRole('heading', { name: 'Captions' }));
  expect(shown()).toBe('dog');
  expect(word(/^dog/).getAttribute('aria-pressed')).toBe('true');
});

test('a sentence is one stop of the Tab key, and walking moves the focus', async () => {
  const { store } = await setUpCaptioned(captionOf('a brown dog'));
  renderWith(store, <Captions />);
  const stops = () => screen.getAllByRole('button', { name: /sure/ }).map(({ tabIndex }) => tabIndex);
  expect(stops()).toEqual([0, -1, -1]);
  act(() => store.getState().selection.stepWord(1));
  act(() => store.getState().selection.stepWord(1));
  expect(document.activeElement).toBe(word(/^brown/));
  expect(stops()).toEqual([-1, 0, -1]);
});

test('words stream in, and Cancel keeps them', async () => {
  const { store, client } = await setUpReady();
  store.getState().pictures.addFiles([picture()]);
  const user = renderWith(store, <Captions />);
  const call = client.last('caption');
  act(() => call.progress({ type: 'token', caption: 0, token: token('a'), map: mapAt(0) }));
  act(() => call.progress({ type: 'token', caption: 0, token: token('skate'), map: mapAt(1) }));
  act(() => call.progress({ type: 'token', caption: 0, token: token('##board'), map: mapAt(1) }));
  expect(sentences()).toEqual(['a skateboard']);
  await user.click(screen.getByRole('button', { name: 'Cancel' }));
  expect(call.cancelled).toBe(true);
  await act(() => call.done(runOf(captionOf('a skate ##board', 0.5, 'cancelled'))));
  expect(screen.getByText('Cancelled: these are partial captions')).toBeTruthy();
  expect(sentences()).toEqual(['a skateboard']);
});

test('a failure is shown in place with one action', async () => {
  const { store, client } = await setUpReady();
  store.getState().pictures.addFiles([picture()]);
  const user = renderWith(store, <Captions />);
  await act(() => client.last('caption').fail({ code: 'corrupt-image', message: 'The image is damaged.' }));
  expect(screen.getByRole('alert').textContent).toContain(
    'This picture could not be captioned. The image is damaged.',
  );
  await user.click(screen.getByRole('button', { name: 'Remove the picture' }));
  expect(store.getState().pictures.items).toEqual([]);
});

test('while the model loads, the page shows the progress and a cancel button', async () => {
  const { store, client } = setUp({ now: () => 0 });
  void store.getState().model.load();
  const user = renderWith(store, <Captions />);
  act(() => client.last('load').progress({ phase: 'model', loadedBytes: 4.2e6, totalBytes: 11.8e6 }));
  expect(screen.getByText('Loading the demo model: 4.2 MB of 11.8 MB')).toBeTruthy();
  await user.click(screen.getByRole('button', { name: 'Cancel loading' }));
  await act(() => client.last('load').abort());
  await user.click(screen.getByRole('button', { name: 'Load the model' }));
  expect(client.calls('load')).toHaveLength(2);
});

test('an edited caption shows the person’s words above the model’s', async () => {
  const { store } = await setUpCaptioned(captionOf('a dog'));
  const user = renderWith(store, <Captions />);
  await user.click(screen.getByRole('button', { name: 'Edit caption 1' }));
  const box = screen.getByRole('textbox', { name: 'Your words' });
  await user.clear(box);
  await user.type(box, 'Rex at the sea{Enter}');
  expect(screen.getByText('Rex at the sea')).toBeTruthy();
  await user.click(screen.getByRole('button', { name: 'Undo the edit of caption 1' }));
  expect(screen.queryByText('Rex at the sea')).toBeNull();
  expect(sentences()).toEqual(['a dog']);
});

test('a caption that was cut at the longest length says so', async () => {
  const { store } = await setUpCaptioned(captionOf('a dog [SEP]'), captionOf('a dog on a', 0.2, 'length'));
  renderWith(store, <Captions />);
  const items = screen.getAllByRole('listitem').map((item) => within(item).queryByText('…'));
  expect(items.map((cut) => cut !== null)).toEqual([false, true]);
});

test('the demo model warns of pictures out of its distribution', async () => {
  const { store } = await setUpCaptioned(captionOf('a dog'));
  renderWith(store, <Captions />);
  const warning = () => screen.queryByText(/On your own pictures its words are guesses/);
  expect(warning()).toBeNull();
  const id = store.getState().pictures.currentId!;
  const run = store.getState().captions.runs[id]!;
  act(() =>
    patchState(store, {
      captions: { runs: { [id]: { ...run, model: { id: 'blipscope/demo', grid: [2, 2] } } } },
    }),
  );
  expect(warning()).toBeTruthy();
  act(() =>
    patchState(store, {
      pictures: { items: store.getState().pictures.items.map((one) => ({ ...one, sample: true })) },
    }),
  );
  expect(warning()).toBeNull();
});

test('matched captions say how well they fit, to eyes and ears, and the best comes first', async () => {
  const { store } = await setUpCaptioned(
    matchedOf(captionOf('a dog', 0.9), 0.31),
    matchedOf(captionOf('a cat', 0.2), 0.72, 0.414),
  );
  const user = renderWith(store, <Captions />);
  expect(sentences()).toEqual(['a cat', 'a dog']);
  const [best] = screen.getAllByRole('listitem');
  expect(within(best!).getByText(/72% match/).textContent).toBe(
    '72% match with the picture, by image-text matching; image-text contrast (ITC) cosine 0.41',
  );
  await user.hover(screen.getByText(/72% match/));
  expect(
    await screen.findByText(/image-text matching \(ITM\) probability 72%.*20% sure of its words/),
  ).toBeTruthy();
});

test('captions are shown before they are compared, and stay in place until all are', async () => {
  const { store, client } = await setUpReady();
  store.getState().pictures.addFiles([picture()]);
  renderWith(store, <Captions />);
  const call = client.last('caption');
  const captions = [captionOf('a dog .'), captionOf('a cat .')];
  act(() => call.progress({ type: 'captions', captions }));
  expect(screen.getByText('Comparing with the picture…')).toBeTruthy();
  act(() => call.progress({ type: 'match', caption: 1, match: { probability: 0.9, cosine: null } }));
  expect(sentences()).toEqual(['a dog.', 'a cat.']);
  expect(screen.getByText(/90% match/)).toBeTruthy();
  await act(() => call.done(runOf(matchedOf(captions[0]!, 0.2), matchedOf(captions[1]!, 0.9))));
  expect(sentences()).toEqual(['a cat.', 'a dog.']);
});

test('where no caption fits, the page says so and leads to other models', async () => {
  const { store } = await setUpCaptioned(
    matchedOf(captionOf('a dog'), 0.12),
    matchedOf(captionOf('a cat'), 0.04),
  );
  const user = renderWith(store, <Captions />);
  expect(screen.getByText('This picture is unlike those the model was trained on.')).toBeTruthy();
  expect(screen.getByText(/the best one reaches 12%/)).toBeTruthy();
  await user.click(screen.getByRole('button', { name: 'Open Models' }));
  expect(store.getState().library.dialogOpen).toBe(true);
});

test('what the demo model guesses of a photograph is said once, while another model is on its way not at all', async () => {
  const { store } = await setUpCaptioned(captionOf('a big cup'));
  const [id = ''] = Object.keys(store.getState().captions.runs);
  const run = { ...store.getState().captions.runs[id]!, model: { id: DEMO_ID, grid: MODEL.grid } };
  patchState(store, {
    captions: { runs: { [id]: run } },
    photographs: { choice: 'later', drawn: { [id]: false } },
  });
  renderWith(store, <Captions />);
  const said = () => screen.queryAllByText(/words are guesses/);
  expect(said()).toHaveLength(1);
  expect(screen.getByRole('button', { name: 'Install it (990 MB)' })).toBeTruthy();
  const fits = (probability: number) =>
    run.captions.map((one) => ({ ...one, match: { probability, cosine: null } }));
  act(() => store.getState().captions.putRun({ ...run, captions: fits(0.1), matcher: DEMO_ID }));
  expect(said()).toHaveLength(0);
  expect(screen.getByText('This picture is unlike those the model was trained on.')).toBeTruthy();
  act(() => store.getState().photographs.install());
  expect(screen.queryByText('This picture is unlike those the model was trained on.')).toBeNull();
});

test('captions that could not be compared are ranked by their words, and it is said why', async () => {
  const { store, client } = await setUpReady();
  store.getState().pictures.addFiles([picture()]);
  renderWith(store, <Captions />);
  const matchError = { code: 'out-of-memory', message: 'There is not enough memory.' } as const;
  const run = { ...runOf(captionOf('a dog', 0.2), captionOf('a cat', 0.9)), matchError };
  await act(() => client.last('caption').done(run));
  expect(sentences()).toEqual(['a cat', 'a dog']);
  expect(
    screen.getByText(/could not be compared with the picture.*There is not enough memory\./),
  ).toBeTruthy();
});

test('a pinned caption stays when the picture is captioned again, with its words and heatmaps', async () => {
  const { store, client } = await setUpCaptioned(captionOf('a dog', 0.9), captionOf('a cat', 0.2));
  const user = renderWith(store, <Captions />);
  await user.click(screen.getByRole('button', { name: 'Pin caption 2' }));
  await user.click(screen.getByRole('button', { name: 'Caption again' }));
  const pinned = () => screen.queryByRole('list', { name: 'Pinned captions' });
  expect(within(pinned()!).getByRole('button', { name: /^cat/ })).toBeTruthy();
  await act(() => client.last('caption').done(runOf(captionOf('a horse', 0.5))));
  expect(sentences()).toEqual(['a horse']);
  await user.hover(within(pinned()!).getByRole('button', { name: /^cat/ }));
  expect(shownWord(store.getState())).toMatchObject({ caption: -1, text: 'cat', grid: [2, 2] });

  await user.click(screen.getByRole('button', { name: 'Unpin caption 2' }));
  expect(pinned()).toBeTruthy();
  await user.click(screen.getByRole('button', { name: 'Pin caption 2' }));
  await user.click(screen.getByRole('button', { name: 'Unpin caption 2' }));
  await user.click(screen.getByRole('button', { name: 'Caption again' }));
  expect(pinned()).toBeNull();
});

test('a picture that another tab added can be captioned here too', async () => {
  const { store, client } = await setUpReady();
  const items = [{ id: 'theirs', name: 'dog.jpg', blob: picture(), sample: false, place: 1 }];
  patchState(store, { pictures: { items, currentId: 'theirs' }, device: { restored: true } });
  const user = renderWith(store, <Captions />);
  expect(screen.getByText(/Another tab added this picture/)).toBeTruthy();
  await user.click(screen.getByRole('button', { name: 'Caption it here' }));
  expect(client.calls('caption')).toHaveLength(1);
});

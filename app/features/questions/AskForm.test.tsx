// @vitest-environment happy-dom
import { act, screen, within } from '@testing-library/react';
import { describe, expect, test } from 'vitest';
import type { ScoredText } from '../../../core/protocol';
import { patchState } from '../../store/patch-state';
import { renderWith } from '../../test/render';
import { captionOf, mapAt, setUpCaptioned, token } from '../../test/scene';
import { Captions } from '../captions/Captions';
import { shownHeat } from '../heatmap/shown-heat';
import { bundleOf, INFO, libraryOf } from '../models/testing';
import { ANSWERER, answerOf, EXPLAINED, RED, setUpAnswering } from './testing';

const JUDGED: ScoredText = {
  tokens: [token('a', 0.25), token('cat', 0.25), token('[SEP]', 0.25)],
  maps: [mapAt(0), mapAt(1), mapAt(2)],
  loss: Math.log(4),
  match: { probability: 0.92, cosine: 0.314 },
};

async function ask(text: string) {
  const scene = await setUpCaptioned(captionOf('a dog'));
  const user = renderWith(scene.store, <Captions />);
  await user.type(screen.getByLabelText('Ask a question, or check a sentence'), `${text}{Enter}`);
  return { ...scene, user };
}

const field = () => screen.getByLabelText<HTMLInputElement>('Ask a question, or check a sentence');

test('a sentence of one’s own is shown with its three scores and its words', async () => {
  const { client } = await ask('a cat');
  await act(() => client.last('scoreText').done(JUDGED));
  const list = within(screen.getByRole('list', { name: 'Your own sentences' }));
  expect(list.getByText('92%').parentElement?.textContent).toContain('image-text matching (ITM)');
  expect(list.getByText('0.31').parentElement?.textContent).toContain('image-text contrast (ITC)');
  expect(list.getByText('25%').parentElement?.textContent).toContain('language-modelling (LM) loss 1.39');
  expect(list.getByRole('button', { name: 'cat, 25% sure, looked most at the upper right' })).toBeTruthy();
  expect(field().value).toBe('');
});

test('without a matcher only the captioner’s scores are shown', async () => {
  const { client } = await ask('a cat');
  await act(() => client.last('scoreText').done({ ...JUDGED, match: null }));
  const list = within(screen.getByRole('list', { name: 'Your own sentences' }));
  expect(list.queryByText(/ITC/)).toBeNull();
  expect(list.getByText(/install a matcher/)).toBeTruthy();
});

test('text that cannot be scored stays in the field, with the reason', async () => {
  const { client } = await ask('a cat');
  await act(() => client.last('scoreText').fail({ code: 'bad-settings', message: 'Too long.' }));
  expect(screen.getByText('Too long.')).toBeTruthy();
  expect(field().value).toBe('a cat');
});

test('it can be cancelled, and the sentence stays', async () => {
  const { client, user } = await ask('a cat');
  await user.click(screen.getByRole('button', { name: 'Cancel' }));
  await act(() => client.last('scoreText').abort());
  expect(client.last('scoreText').cancelled).toBe(true);
  expect(field().value).toBe('a cat');
});

test('each score leads to its map, and the one that has none says so', async () => {
  const { store, client, user } = await ask('a cat');
  act(() =>
    patchState(store, { matcher: { loaded: { id: 'test/matcher', dtype: 'q8', bytes: 1, shared: false } } }),
  );
  await act(() => client.last('scoreText').done(JUDGED));
  const list = within(screen.getByRole('list', { name: 'Your own sentences' }));
  expect(list.getByText(/it has no map/)).toBeTruthy();
  await user.click(list.getByRole('button', { name: 'Show what makes it fit' }));
  expect(client.last('explain').payload).toMatchObject({ source: 'itm', text: 'a cat' });
  expect(store.getState()).toMatchObject({
    heatmap: { sentenceLevel: true },
    selection: { pinned: { caption: -1, word: 0 } },
  });
  await user.click(list.getByRole('button', { name: 'Show what made it likely' }));
  expect(client.last('explain').payload).toMatchObject({ source: 'caption' });
});

test('without a matcher there is no way to its map', async () => {
  const { client } = await ask('a cat');
  await act(() => client.last('scoreText').done(JUDGED));
  expect(screen.queryByRole('button', { name: 'Show what makes it fit' })).toBeNull();
});

describe('a question', () => {
  async function setUpForm() {
    const scene = await setUpAnswering();
    const user = renderWith(scene.store, <Captions />);
    const press = (name: string | RegExp) => user.click(screen.getByRole('button', { name }));
    return { ...scene, user, press };
  }

  async function setUpAsked() {
    const scene = await setUpForm();
    await scene.user.type(field(), 'what colour is it{Enter}');
    await act(() => scene.client.last('answerer').done(ANSWERER));
    await act(() => scene.client.last('answer').done(RED));
    await act(() => scene.client.last('explainAnswer').done(EXPLAINED));
    return scene;
  }

  const answers = () => within(screen.getByRole('list', { name: 'Answers to “what colour is it”' }));

  test('is told from a sentence before it is sent, and can be read the other way', async () => {
    const { user, client, press } = await setUpForm();
    await user.type(field(), 'a red cup');
    expect(screen.getByRole('button', { name: 'Match' })).toBeTruthy();
    await user.type(field(), '?');
    expect(screen.getByRole('button', { name: 'Ask' })).toBeTruthy();
    expect(field().getAttribute('aria-describedby')).toBe(
      screen.getByText('Read as a question: a model answers it.').id,
    );
    await press('Match it instead');
    await press('Match');
    expect(client.last('scoreText').payload.text).toBe('a red cup?');
    expect(client.calls('answer')).toHaveLength(0);
  });

  test('has answers with their shares, the best announced and its map shown', async () => {
    const { store } = await setUpAsked();
    expect(field().value).toBe('');
    expect(screen.getByText('Answer: red, 90%')).toBeTruthy();
    const best = answers().getByRole('button', { name: 'red, 90%, strongest at the upper left' });
    expect(best.getAttribute('aria-pressed')).toBe('true');
    expect(shownHeat(store.getState())?.word).toBe('red');
  });

  test('has words that the arrow keys reach, each with its place', async () => {
    const { store, user } = await setUpAsked();
    const first = screen.getByRole('button', { name: 'what, strongest at the upper left' });
    act(() => first.focus());
    await user.keyboard('{ArrowRight}');
    expect(document.activeElement?.textContent).toBe('colour');
    expect(shownHeat(store.getState())?.word).toBe('colour');
    await user.keyboard('{Enter}');
    expect(store.getState().answerMaps.pinned?.word).toBe(1);
  });

  test('is ranked among the answers that the person lists', async () => {
    const { user, client } = await setUpForm();
    await user.type(field(), 'what colour is it?');
    await user.type(screen.getByLabelText(/^Answers to choose from/), 'red, blue{Enter}');
    await act(() => client.last('answerer').done(ANSWERER));
    expect(client.last('answer').payload.listed).toEqual(['red', 'blue']);
    await act(() => client.last('answer').done(RED));
    expect(screen.getByText('among your answers, by model')).toBeTruthy();
  });

  test('of many answers shows the best, and all on demand', async () => {
    const { user, client, press } = await setUpForm();
    await user.type(field(), 'what colour is it{Enter}');
    await act(() => client.last('answerer').done(ANSWERER));
    const many = Array.from({ length: 40 }, (_, at) => answerOf(`thing ${at}`, 0.02));
    await act(() => client.last('answer').done(many));
    expect(answers().getAllByRole('button', { name: /^thing/ })).toHaveLength(10);
    await press('Show all 40 answers');
    expect(answers().getAllByRole('button', { name: /^thing/ })).toHaveLength(40);
    await press('Show the best 10');
    expect(answers().getAllByRole('button', { name: /^thing/ })).toHaveLength(10);
  });

  test('is asked again, deleted and brought back by a click each', async () => {
    const { client, press } = await setUpAsked();
    await press('Ask again: “what colour is it”');
    expect(client.calls('answer')).toHaveLength(2);
    await act(() => client.last('answer').done(RED));
    await press('Delete “what colour is it”');
    expect(screen.queryByRole('list', { name: 'Questions' })).toBeNull();
    await press('Undo');
    expect(answers().getAllByRole('button')).toHaveLength(2);
  });

  test('that is too long stays in the field, with the limit', async () => {
    const { user, client } = await setUpForm();
    await user.type(field(), 'is it?{Enter}');
    await act(() => client.last('answerer').done(ANSWERER));
    const setting = { field: 'question', permitted: { kind: 'text', below: 34 } } as const;
    await act(() => client.last('answer').fail({ code: 'bad-settings', message: 'No.', setting }));
    expect(screen.getByRole('alert').textContent).toContain('shorter than 34 word pieces');
    expect(field().value).toBe('is it?');
    await user.type(field(), '{Enter}');
    const answer = { ...setting, field: 'answer' };
    await act(() => client.last('answer').fail({ code: 'bad-settings', message: 'No.', setting: answer }));
    expect(screen.getByRole('alert').textContent).toContain('One of your answers is too long');
    expect(screen.queryByRole('button', { name: 'Try again' })).toBeNull();
  });

  test('without a model that answers leads to one that is here, else to one that can be had', async () => {
    const { store, client, library } = await setUpCaptioned(captionOf('a dog'));
    const user = renderWith(store, <Captions />);
    await user.type(field(), 'is it?');
    expect(screen.getByRole('button', { name: 'Ask' })).toHaveProperty('disabled', true);
    await act(() => library.last('library').done(libraryOf()));
    await user.click(screen.getByRole('button', { name: 'Get BLIP answers, base' }));
    expect(library.last('inspect').payload.source).toMatchObject({ id: 'Salesforce/blip-vqa-base' });
    const bundles = [bundleOf('vqa', { id: 'Salesforce/blip-vqa-base', capabilities: ['answer'] })];
    act(() => patchState(store, { library: { contents: libraryOf({ bundles }) } }));
    await user.click(screen.getByRole('button', { name: 'Answer with blip-vqa-base' }));
    expect(store.getState().answerer.choice).toEqual({ kind: 'installed', key: 'vqa' });
    await act(() => client.last('answerer').done(ANSWERER));
    expect(client.last('answer').payload.question).toBe('is it?');
  });

  test('is answered once the model is installed that was got for it', async () => {
    const { store, client, library } = await setUpCaptioned(captionOf('a dog'));
    const user = renderWith(store, <Captions />);
    await user.type(field(), 'is it?');
    await act(() => library.last('library').done(libraryOf()));
    await user.click(screen.getByRole('button', { name: 'Get BLIP answers, base' }));
    await act(() => library.last('inspect').done({ ...INFO, capabilities: ['answer'] }));
    act(() => store.getState().review.install());
    expect(store.getState().library.dialogOpen).toBe(false);
    expect(screen.getByText(/^Adding blip-vqa-base/).textContent).toContain(
      '“is it?” is answered as soon as',
    );
    await act(() => library.last('install').done(bundleOf('vqa', { capabilities: ['answer'] })));
    expect(store.getState().answerer.choice).toEqual({ kind: 'installed', key: 'vqa' });
    await act(() => client.last('answerer').done(ANSWERER));
    await act(() => client.last('answer').done(RED));
    expect(screen.getByRole('list', { name: 'Answers to “is it?”' })).toBeTruthy();
    expect(field().value).toBe('');
  });

  test('is offered to a model that was installed from the manager', async () => {
    const { store, client, user } = await setUpForm();
    const bundles = [bundleOf('vqa', { id: 'Salesforce/blip-vqa-base', capabilities: ['answer'] })];
    act(() => patchState(store, { library: { contents: libraryOf({ bundles }), freshKey: 'vqa' } }));
    await user.type(field(), 'is it?');
    await user.click(screen.getByRole('button', { name: 'Answer with blip-vqa-base' }));
    await act(() => client.last('answerer').done(ANSWERER));
    expect(client.last('answerer').payload?.source).toEqual({ kind: 'installed', key: 'vqa' });
    expect(client.last('answer').payload.question).toBe('is it?');
    expect(screen.queryByRole('button', { name: /^Answer with/ })).toBeNull();
  });

  test('is offered to no model that answers already', async () => {
    const { store, user } = await setUpForm();
    await user.type(field(), 'is it?');
    const bundles = [bundleOf('vqa', { id: 'Salesforce/blip-vqa-base', capabilities: ['answer'] })];
    const choice = { kind: 'installed', key: 'vqa' } as const;
    act(() => patchState(store, { library: { contents: libraryOf({ bundles }), freshKey: 'vqa' } }));
    expect(screen.getByRole('button', { name: 'Answer with blip-vqa-base' })).toBeTruthy();
    act(() => patchState(store, { answerer: { choice } }));
    expect(screen.queryByRole('button', { name: /^Answer with/ })).toBeNull();
  });

  test('that is typed while another one is answered stays', async () => {
    const { client, user } = await setUpForm();
    await user.type(field(), 'is it?{Enter}');
    await user.clear(field());
    await user.type(field(), 'where?');
    await act(() => client.last('answerer').done(ANSWERER));
    await act(() => client.last('answer').done(RED));
    expect(field().value).toBe('where?');
  });
});

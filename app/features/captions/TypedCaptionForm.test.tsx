// @vitest-environment happy-dom
import { act, screen, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { ScoredText } from '../../../core/protocol';
import { patchState } from '../../store/patch-state';
import { renderWith } from '../../test/render';
import { captionOf, mapAt, setUpCaptioned, token } from '../../test/scene';
import { Captions } from './Captions';

const JUDGED: ScoredText = {
  tokens: [token('a', 0.25), token('cat', 0.25), token('[SEP]', 0.25)],
  maps: [mapAt(0), mapAt(1), mapAt(2)],
  loss: Math.log(4),
  match: { probability: 0.92, cosine: 0.314 },
};

async function ask(text: string) {
  const scene = await setUpCaptioned(captionOf('a dog'));
  const user = renderWith(scene.store, <Captions />);
  await user.type(screen.getByLabelText('Ask about your own sentence'), `${text}{Enter}`);
  return { ...scene, user };
}

const field = () => screen.getByLabelText<HTMLInputElement>('Ask about your own sentence');

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

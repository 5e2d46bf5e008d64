// @vitest-environment happy-dom
import { act, screen } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { renderWith } from '../../test/render';
import { captionOf, mapAt, setUpCaptioned, token } from '../../test/scene';
import { HeatStatus } from './HeatStatus';
import { PLAY_STEP } from './selection.slice';

const status = () => screen.getByTestId('heat-status').textContent;

async function setUp() {
  const scene = await setUpCaptioned(captionOf('a brown dog', 0.9), captionOf('two', 0.5));
  renderWith(scene.store, <HeatStatus />);
  return scene;
}

test('each word that plays is announced with the place where its map is strongest; a hovered word has it in its label', async () => {
  const { store } = await setUp();
  act(() => store.getState().selection.hover({ caption: 0, word: 2 }));
  expect(status()).toBe('');
  vi.useFakeTimers();
  act(() => store.getState().selection.togglePlay());
  expect(status()).toBe('“a”, strongest: upper left');
  act(() => vi.advanceTimersByTime(PLAY_STEP));
  expect(status()).toBe('“brown”, strongest: upper right');
  vi.useRealTimers();
  act(() => store.getState().selection.clear());
});

test('the whole sentence does, and two that are compared', async () => {
  const { store } = await setUp();
  act(() => store.getState().heatmap.toggleSentenceLevel());
  expect(status()).toBe('the whole sentence, strongest: upper left');
  act(() => store.getState().heatmap.toggle());
  expect(status()).toBe('');
  act(() => store.getState().heatmap.toggleSentenceLevel());
  act(() => store.getState().heatmap.setComparison('other'));
  act(() => store.getState().selection.pin({ caption: 0, word: 2 }));
  expect(status()).toBe('“dog”, strongest: lower left; next to it “brown”, strongest: upper right');
});

test('while words come it is silent', async () => {
  const { store, client } = await setUp();
  act(() => store.getState().heatmap.toggleSentenceLevel());
  act(() => store.getState().captions.enqueue(store.getState().pictures.currentId!));
  act(() =>
    client.last('caption').progress({ type: 'token', caption: 0, token: token('one'), map: mapAt(2) }),
  );
  expect(status()).toBe('');
});

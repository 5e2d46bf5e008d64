// @vitest-environment happy-dom
import { act, cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { App } from './App';
import { patchState } from './store/patch-state';
import { captionOf, MODEL, picture, runOf, setUp } from './test/scene';

afterEach(cleanup);
beforeEach(() => {
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('no network in this test')));
});

const PWA = { offlineReady: true, updateReady: false, update: vi.fn(), later: vi.fn() };

test('from the invitation to a caption', async () => {
  const { store, client } = setUp();
  patchState(store, { device: { restored: true } });
  void store.getState().model.load();
  render(<App store={store} pwa={PWA} />);
  expect(screen.getByRole('heading', { name: 'Drop a picture anywhere.' })).toBeTruthy();
  expect(screen.getByTestId('backend').textContent).toBe('Model loading…');

  await userEvent.upload(screen.getByTestId('file-input'), picture());
  expect(screen.getByText('Waiting for the model')).toBeTruthy();
  await act(() => client.last('load').done(MODEL));
  expect(screen.getByTestId('backend').textContent).toBe('model · CPU (WASM), 2 threads');
  await act(() => client.last('caption').done(runOf(captionOf('a dog'))));
  expect(screen.getByRole('button', { name: /^dog/ }).textContent).toBe('dog');
  expect(screen.getByRole('region', { name: 'Picture' }).querySelector('canvas')).toBeTruthy();
});

test('a new version is offered, not forced', async () => {
  render(<App store={setUp().store} pwa={{ ...PWA, updateReady: true }} />);
  await userEvent.click(screen.getByRole('button', { name: 'Reload now' }));
  expect(PWA.update).toHaveBeenCalledTimes(1);
});

test('? lists the keys', async () => {
  render(<App store={setUp().store} pwa={PWA} />);
  await userEvent.keyboard('?');
  expect(await screen.findByText('Go to another word')).toBeTruthy();
});

test('without storage or network the page says so', () => {
  const { store } = setUp();
  patchState(store, { device: { storage: 'off', online: false } });
  render(<App store={store} pwa={PWA} />);
  expect(screen.getByText(/This browser stores nothing/)).toBeTruthy();
  expect(screen.getByText('Offline')).toBeTruthy();
  const offlineCache = { running: 'cached', cpu: 'cached' } as const;
  act(() => patchState(store, { model: { status: 'ready', loaded: MODEL }, device: { offlineCache } }));
  expect(screen.getByText('Offline, everything works')).toBeTruthy();
});

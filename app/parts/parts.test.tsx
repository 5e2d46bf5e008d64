// @vitest-environment happy-dom
import { render, screen } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { App } from '../App';
import { patchState } from '../store/patch-state';
import { renderWith } from '../test/render';
import { setUp } from '../test/scene';
import { LazyPart } from './LazyPart';

beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => {});
});
afterEach(() => {
  vi.restoreAllMocks();
});

function Broken(): ReactNode {
  throw new Error('broken');
}

const notFound = () => Promise.reject(new TypeError('404'));

/** A page with a part that is loaded later. */
function show(load: () => Promise<{ default: () => ReactNode }>, onRetry: (() => void) | null = null) {
  const onFailure = vi.fn();
  const user = renderWith(
    setUp().store,
    <>
      <p>The rest</p>
      <LazyPart name="Models" load={load} onRetry={onRetry} onFailure={onFailure} />
    </>,
  );
  return { user, onFailure };
}

test('a part that cannot be loaded says so in its place with a retry, and the rest of the page stays', async () => {
  const retry = vi.fn();
  const { user, onFailure } = show(notFound, retry);
  expect(await screen.findByText(/“Models” could not be loaded/)).toBeTruthy();
  expect(screen.getByText('The rest')).toBeTruthy();
  expect(onFailure).toHaveBeenCalledTimes(1);
  await user.click(screen.getByRole('button', { name: 'Try again' }));
  expect(retry).toHaveBeenCalledTimes(1);
});

test('where a retry was of no use, the reload is left', async () => {
  show(notFound);
  expect(await screen.findByText(/“Models” still cannot be loaded/)).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Reload' })).toBeTruthy();
});

test('a part that breaks down is not said to be missing', async () => {
  show(async () => ({ default: Broken }), vi.fn());
  expect(await screen.findByText(/“Models” stopped working/)).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Reload' })).toBeTruthy();
});

test('a page that cannot be rendered says so, with a way on', () => {
  const { store } = setUp();
  patchState(store, { pictures: { items: null as never } });
  const pwa = { offlineReady: true, updateReady: false, update: vi.fn(), later: vi.fn() };
  render(<App store={store} pwa={pwa} />);
  expect(screen.getByText(/the page cannot be shown/)).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Start with default settings' })).toBeTruthy();
});

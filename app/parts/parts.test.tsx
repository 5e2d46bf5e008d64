// @vitest-environment happy-dom
import { render, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { App } from '../App';
import { patchState } from '../store/patch-state';
import { renderWith } from '../test/render';
import { setUp } from '../test/scene';
import { importChunk } from './import-chunk';
import { LazyPart, lazyPart } from './lazy-part';

beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => {});
});
afterEach(() => {
  vi.restoreAllMocks();
});

test('a part that cannot be loaded says so in its place, and the rest of the page stays', async () => {
  const Part = lazyPart(() => Promise.reject(new TypeError('404')));
  renderWith(
    setUp().store,
    <>
      <p>The rest</p>
      <LazyPart>
        <Part />
      </LazyPart>
    </>,
  );
  expect(await screen.findByText('This part of the page could not be loaded.')).toBeTruthy();
  expect(screen.getByText('The rest')).toBeTruthy();
});

test('an import that fails is tried once more', async () => {
  const load = vi.fn(async () => 'part');
  load.mockRejectedValueOnce(new TypeError('no network'));
  expect(await importChunk(load)).toBe('part');
  load.mockRejectedValue(new TypeError('404'));
  await expect(importChunk(load)).rejects.toThrow('404');
  expect(load).toHaveBeenCalledTimes(4);
});

test('a page that cannot be rendered says so, with a way on', () => {
  const { store } = setUp();
  patchState(store, { pictures: { items: null as never } });
  const pwa = { offlineReady: true, updateReady: false, update: vi.fn(), later: vi.fn() };
  render(<App store={store} pwa={pwa} />);
  expect(screen.getByText(/the page cannot be shown/)).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Start with default settings' })).toBeTruthy();
});

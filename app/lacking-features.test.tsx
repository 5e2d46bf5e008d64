// @vitest-environment happy-dom
import { act, cleanup, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { BROWSER_FEATURES, type BrowserFeature, WITHOUT } from '../core/browser-features';
import { App } from './App';
import { patchState } from './store/patch-state';
import { captionOf, MODEL, picture, runOf, setUp } from './test/scene';

const PWA = { offlineReady: true, updateReady: false, update: vi.fn(), later: vi.fn() };

/** Where each is found, and what stands for it. */
const FOUND: Record<BrowserFeature, { of: 'page' | 'navigator'; name: string; value: unknown }> = {
  'secure-page': { of: 'page', name: 'isSecureContext', value: true },
  webgpu: { of: 'navigator', name: 'gpu', value: {} },
  'shared-memory': { of: 'page', name: 'SharedArrayBuffer', value: SharedArrayBuffer },
  'offscreen-canvas': { of: 'page', name: 'OffscreenCanvas', value: {} },
  'service-worker': { of: 'navigator', name: 'serviceWorker', value: { controller: null } },
  'cache-storage': { of: 'page', name: 'caches', value: {} },
  database: { of: 'page', name: 'indexedDB', value: {} },
  'private-files': { of: 'navigator', name: 'storage', value: { getDirectory: () => {} } },
  locks: { of: 'navigator', name: 'locks', value: {} },
  'folder-picker': { of: 'page', name: 'showDirectoryPicker', value: () => {} },
};

/** A browser with all of them but one. */
function browserWithout(missing: BrowserFeature | null): void {
  const own = new Map<string | symbol, unknown>();
  for (const feature of BROWSER_FEATURES) {
    const { of, name, value } = FOUND[feature];
    const there = feature === missing ? undefined : value;
    if (of === 'page') vi.stubGlobal(name, there);
    else own.set(name, there);
  }
  const get = (all: Navigator, name: string | symbol) =>
    own.has(name) ? own.get(name) : Reflect.get(all, name, all);
  vi.stubGlobal('navigator', new Proxy(navigator, { get }));
  vi.stubGlobal('crossOriginIsolated', true);
}

beforeEach(() => {
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('no network in this test')));
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

/** From an empty page to a caption. */
async function caption(): Promise<void> {
  const { store, client } = setUp();
  patchState(store, { device: { restored: true } });
  void store.getState().model.load();
  render(<App store={store} pwa={PWA} />);
  await userEvent.upload(screen.getByTestId('file-input'), picture());
  await act(() => client.last('load').done(MODEL));
  await act(() => client.last('caption').done(runOf(captionOf('a dog'))));
  expect(screen.getByRole('button', { name: /^dog/ }).textContent).toBe('dog');
}

test.each(BROWSER_FEATURES)(
  'without %s the page captions, and Help says what is different',
  async (feature) => {
    browserWithout(feature);
    await caption();
    await userEvent.click(screen.getByRole('button', { name: 'Help' }));
    const help = await screen.findByRole('dialog', {}, { timeout: 10_000 });
    const said = within(help)
      .getAllByRole('listitem')
      .map(({ textContent }) => textContent);
    expect(said).toEqual([WITHOUT[feature]]);
  },
);

test('with all of them Help says nothing of it', async () => {
  browserWithout(null);
  await caption();
  await userEvent.click(screen.getByRole('button', { name: 'Help' }));
  const help = await screen.findByRole('dialog', {}, { timeout: 10_000 });
  expect(within(help).queryAllByRole('listitem')).toEqual([]);
});

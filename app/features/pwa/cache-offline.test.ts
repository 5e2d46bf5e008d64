import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { EngineKind, OfflineCache, OfflineKind } from '../../../core/protocol';
import { patchState } from '../../store/patch-state';
import { MODEL, picture, setUp } from '../../test/scene';
import { createFakeClient } from '../../worker-client/fake';
import { cacheOffline } from './cache-offline';
import { IDLE_DELAY } from './run-when-idle';

const DEMO_URL = 'https://example.test/models/demo/';
const ALL: OfflineCache = { running: 'cached', cpu: 'cached' };

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** A page whose model is there. */
function open(savesData = false) {
  const { store } = setUp();
  const client = createFakeClient<EngineKind | OfflineKind>();
  cacheOffline(store, { client, modelUrl: DEMO_URL, savesData: () => savesData });
  const arrive = () =>
    patchState(store, { model: { status: 'ready', loaded: { ...MODEL, backend: 'webgpu' } } });
  return { store, client, arrive };
}

const answer = async (call: { done(out: OfflineCache): Promise<void> }, cache: OfflineCache) => {
  const done = call.done(cache);
  await vi.runAllTimersAsync();
  await done;
};

test('once the model is ready and all is quiet, what is missing is fetched, and what is stored is known', async () => {
  const { store, client, arrive } = open();
  vi.advanceTimersByTime(IDLE_DELAY);
  expect(client.calls('cacheOffline')).toHaveLength(0);
  arrive();
  vi.advanceTimersByTime(IDLE_DELAY);
  expect(client.last('cacheOffline').payload).toEqual({
    demoUrl: DEMO_URL,
    running: { source: { kind: 'url', url: DEMO_URL }, backend: 'webgpu' },
    fetch: true,
  });
  await answer(client.last('cacheOffline'), ALL);
  expect(store.getState().device.offlineCache).toEqual(ALL);
});

test('captions go first: caching stops, and starts again after them', () => {
  const { store, client, arrive } = open();
  arrive();
  vi.advanceTimersByTime(IDLE_DELAY);
  patchState(store, { captions: { activeId: 'a' } });
  expect(client.last('cacheOffline').cancelled).toBe(true);
  vi.advanceTimersByTime(IDLE_DELAY);
  expect(client.calls('cacheOffline')).toHaveLength(1);
  patchState(store, { captions: { activeId: null } });
  vi.advanceTimersByTime(IDLE_DELAY);
  expect(client.calls('cacheOffline')).toHaveLength(2);
});

test('a picture that is added at once does not wait', () => {
  const { store, client, arrive } = open();
  arrive();
  store.getState().pictures.addFiles([picture()]);
  vi.advanceTimersByTime(IDLE_DELAY);
  expect(client.calls('cacheOffline')).toHaveLength(0);
});

test.each([
  ['who saves data', true, true],
  ['without a network', false, false],
])('%s: nothing is fetched, what is stored is known all the same', async (_, online, savesData) => {
  const { store, client, arrive } = open(savesData);
  patchState(store, { device: { online } });
  arrive();
  vi.advanceTimersByTime(IDLE_DELAY);
  expect(client.last('cacheOffline').payload.fetch).toBe(false);
});

test('what is known is of the model that runs', async () => {
  const { store, client, arrive } = open();
  arrive();
  vi.advanceTimersByTime(IDLE_DELAY);
  await answer(client.last('cacheOffline'), ALL);
  arrive();
  expect(store.getState().device.offlineCache).toBeNull();
});

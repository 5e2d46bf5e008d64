import { afterEach, expect, test, vi } from 'vitest';
import { setUp } from '../test/scene';
import { watchStorage } from './watch-storage';

afterEach(() => {
  vi.unstubAllGlobals();
});

test('storage is nearly full from 90 % on, and fine again below', async () => {
  const { store } = setUp();
  await watchStorage(store, async () => ({ usage: 91, quota: 100 }));
  expect(store.getState().device.storage).toBe('nearly-full');
  await watchStorage(store, async () => ({ usage: 50, quota: 100 }));
  expect(store.getState().device.storage).toBe('fine');
});

test.each([
  ['has no storage', {}],
  ['refuses to tell', { storage: { estimate: () => Promise.reject(new TypeError('No.')) } }],
])('in a browser that %s, storage counts as fine', async (_, navigator) => {
  const { store } = setUp();
  vi.stubGlobal('navigator', navigator);
  await watchStorage(store);
  expect(store.getState().device.storage).toBe('fine');
});

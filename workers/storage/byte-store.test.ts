import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { hasRoom, openByteStore } from './byte-store.ts';
import { FakeCache } from './testing/fake-cache.ts';

const BYTES = Uint8Array.of(1, 2, 3);
const TROUBLE = {
  fails: () => Promise.reject(new DOMException('broken', 'UnknownError')),
  'refuses access': () => Promise.reject(new DOMException('off', 'SecurityError')),
  hangs: () => new Promise<never>(() => {}),
};

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('location', new URL('https://a.test/app/'));
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** What a store does in such trouble: nothing is found or stored, and nothing is thrown. */
async function outcomes() {
  const all = (async () => {
    const store = await openByteStore('store');
    const put = await store.put('key', BYTES);
    await store.delete('key');
    return [await store.get('key'), await store.keys(), put];
  })();
  await vi.runAllTimersAsync();
  return all;
}

test.each(Object.entries(TROUBLE))('a Cache Storage that %s when it is opened', async (_, open) => {
  vi.stubGlobal('caches', { open });
  expect(await outcomes()).toEqual([null, [], 'missing']);
});

test.each(Object.entries(TROUBLE))('a cache that %s when it is used', async (_, act) => {
  const cache = { match: act, put: act, keys: act, delete: act };
  vi.stubGlobal('caches', { open: async () => cache });
  expect(await outcomes()).toEqual([null, [], 'missing']);
});

test.each(Object.entries(TROUBLE))(
  'a stored file whose bytes cannot be read: it %s',
  async (_, arrayBuffer) => {
    const cache = { match: async () => ({ arrayBuffer }) };
    vi.stubGlobal('caches', { open: async () => cache });
    const read = openByteStore('store').then((store) => store.get('key'));
    await vi.runAllTimersAsync();
    expect(await read).toBeNull();
  },
);

test('without Cache Storage, nothing is stored; without room, that is said', async () => {
  vi.stubGlobal('caches', undefined);
  Reflect.deleteProperty(globalThis, 'caches');
  expect(await outcomes()).toEqual([null, [], 'missing']);
  const put = () => Promise.reject(new DOMException('full', 'QuotaExceededError'));
  vi.stubGlobal('caches', { open: async () => ({ put }) });
  expect(await (await openByteStore('store')).put('key', BYTES)).toBe('full');
});

test('an entry that cannot be replaced is deleted first', async () => {
  const cache = new FakeCache();
  vi.stubGlobal('caches', { open: async () => cache });
  cache.dead.add('https://a.test/stored/key');
  const store = await openByteStore('store');
  expect(await store.put('key', BYTES)).toBe('cached');
  expect(await store.get('key')).toEqual(BYTES);
});

test('bytes that are lost without an error are not said to be stored', async () => {
  const cache = new FakeCache();
  vi.stubGlobal('caches', { open: async () => cache });
  cache.lost = 'key';
  expect(await (await openByteStore('store')).put('key', BYTES)).toBe('missing');
});

test('a browser that does not tell how much room there is may have it', async () => {
  for (const estimate of Object.values(TROUBLE)) {
    vi.stubGlobal('navigator', { storage: { estimate } });
    const room = hasRoom(10);
    await vi.runAllTimersAsync();
    expect(await room).toBe(true);
  }
  vi.stubGlobal('navigator', { storage: { estimate: async () => ({ usage: 5, quota: 10 }) } });
  expect(await hasRoom(6)).toBe(false);
});

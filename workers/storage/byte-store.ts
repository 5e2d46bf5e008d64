/** Persisted bytes, by key. */
export interface ByteStore {
  get(key: string): Promise<Uint8Array<ArrayBuffer> | null>;
  /** Persists the bytes if there is room. Returns whether there was; if not, they are fetched again next time. */
  put(key: string, bytes: Uint8Array<ArrayBuffer>): Promise<boolean>;
  keys(): Promise<string[]>;
  delete(key: string): Promise<void>;
}

/**
 * A store in Cache Storage: entries are atomic, and several tabs may write at once. Without Cache Storage (plain
 * http, some private windows) nothing is persisted.
 */
export async function openByteStore(name: string): Promise<ByteStore> {
  const cache = await openCache(name);
  return cache ? cacheByteStore(cache) : FORGETFUL;
}

async function openCache(name: string): Promise<Cache | null> {
  if (!('caches' in globalThis)) return null;
  try {
    return await caches.open(name);
  } catch (error) {
    if (error instanceof DOMException && error.name === 'SecurityError') return null;
    throw error;
  }
}

function cacheByteStore(cache: Cache): ByteStore {
  // Cache Storage uses requests as keys: each key becomes the last part of a URL that is never fetched.
  const prefix = `${location.origin}/stored/`;
  const address = (key: string) => prefix + encodeURIComponent(key);
  return {
    get: async (key) => {
      const response = await cache.match(address(key));
      return response ? new Uint8Array(await response.arrayBuffer()) : null;
    },
    put: (key, bytes) => putIfRoom(cache, address(key), bytes),
    keys: async () => (await cache.keys()).map(({ url }) => decodeURIComponent(url.slice(prefix.length))),
    delete: async (key) => {
      await cache.delete(address(key));
    },
  };
}

async function putIfRoom(cache: Cache, address: string, bytes: Uint8Array<ArrayBuffer>): Promise<boolean> {
  try {
    await cache.put(address, new Response(bytes));
    return true;
  } catch (error) {
    // Without room the model still works and is fetched again next time, so this is not an error.
    if (error instanceof DOMException && error.name === 'QuotaExceededError') return false;
    throw error;
  }
}

const FORGETFUL: ByteStore = {
  get: async () => null,
  put: async () => false,
  keys: async () => [],
  delete: async () => {},
};

/** Whether that many bytes fit, as far as the browser reports. */
export async function hasRoom(bytes: number): Promise<boolean> {
  const { quota = Number.POSITIVE_INFINITY, usage = 0 } = (await navigator.storage?.estimate()) ?? {};
  return usage + bytes <= quota;
}

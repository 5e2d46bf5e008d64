import type { CacheState } from '../../core/protocol/index.ts';
import { estimateStorage } from '../../core/storage-estimate.ts';
import { STORAGE_TIMEOUT_MS, within } from './within.ts';

/** Persisted bytes, by key. Storage that fails or hangs is as if it were empty: what is asked for is fetched again. */
export interface ByteStore {
  get(key: string): Promise<Uint8Array<ArrayBuffer> | null>;
  /** Persists the bytes: `full` without room, `missing` where the storage fails. */
  put(key: string, bytes: Uint8Array<ArrayBuffer>): Promise<CacheState>;
  keys(): Promise<string[]>;
  delete(key: string): Promise<void>;
}

/** For reading or writing a file of up to hundreds of megabytes. Milliseconds. */
const FILE_TIMEOUT_MS = 60_000;

/**
 * A store in Cache Storage: entries are atomic, and several tabs may write at once. Without Cache Storage (plain
 * http, some private windows) nothing is persisted.
 */
export async function openByteStore(name: string): Promise<ByteStore> {
  const cache = 'caches' in globalThis ? await within(STORAGE_TIMEOUT_MS, caches.open(name)) : undefined;
  return cache ? cacheByteStore(cache) : FORGETFUL;
}

function cacheByteStore(cache: Cache): ByteStore {
  // Cache Storage uses requests as keys: each key becomes the last part of a URL that is never fetched.
  const prefix = `${location.origin}/stored/`;
  const address = (key: string) => prefix + encodeURIComponent(key);
  return {
    get: async (key) => {
      const response = await within(STORAGE_TIMEOUT_MS, cache.match(address(key)));
      const bytes = response && (await within(FILE_TIMEOUT_MS, response.arrayBuffer()));
      return bytes ? new Uint8Array(bytes) : null;
    },
    put: (key, bytes) => putVerified(cache, address(key), bytes),
    keys: async () => {
      const requests = (await within(STORAGE_TIMEOUT_MS, cache.keys())) ?? [];
      return requests.map(({ url }) => decodeURIComponent(url.slice(prefix.length)));
    },
    delete: async (key) => {
      await within(STORAGE_TIMEOUT_MS, cache.delete(address(key)));
    },
  };
}

/**
 * In WebKit's private windows, the entries of a process that has ended can be neither read nor replaced: what is put in
 * their place is lost without an error, until they are deleted.
 */
async function putVerified(
  cache: Cache,
  address: string,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<CacheState> {
  const put = async () => (await within(FILE_TIMEOUT_MS, putIfRoom(cache, address, bytes))) ?? 'missing';
  const isThere = async () => Boolean(await within(STORAGE_TIMEOUT_MS, cache.match(address)));
  const state = await put();
  if (state !== 'cached' || (await isThere())) return state;
  await within(STORAGE_TIMEOUT_MS, cache.delete(address));
  const again = await put();
  return again === 'cached' && !(await isThere()) ? 'missing' : again;
}

async function putIfRoom(cache: Cache, address: string, bytes: Uint8Array<ArrayBuffer>): Promise<CacheState> {
  try {
    await cache.put(address, new Response(bytes));
    return 'cached';
  } catch (error) {
    // Without room the model still works and is fetched again next time, so this is not an error.
    if (error instanceof DOMException && error.name === 'QuotaExceededError') return 'full';
    throw error;
  }
}

const FORGETFUL: ByteStore = {
  get: async () => null,
  put: async () => 'missing',
  keys: async () => [],
  delete: async () => {},
};

/** Whether that many bytes fit, as far as the browser reports. */
export async function hasRoom(bytes: number): Promise<boolean> {
  const estimate = await within(STORAGE_TIMEOUT_MS, estimateStorage());
  const { quota = Number.POSITIVE_INFINITY, usage = 0 } = estimate ?? {};
  return usage + bytes <= quota;
}

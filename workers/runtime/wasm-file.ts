import type { CacheState } from '../../core/protocol/index.ts';
import { type ByteStore, hasRoom, openByteStore } from '../storage/byte-store.ts';
import { download } from '../storage/download.ts';
import { isOnlyShell } from '../storage/shells.ts';
import { type Build, WASM_URLS } from './builds.ts';

const STORE = 'blipscope-runtime';

export interface WasmFileOptions {
  onProgress: (loadedBytes: number, totalBytes: number) => void;
  signal: AbortSignal;
}

/**
 * The runtime's WebAssembly file. It is stored at the first load, so that the next one needs no network; files of earlier
 * versions are deleted.
 *
 * @throws {StorageError} if it is neither stored nor downloadable.
 */
export async function readWasmFile(
  build: Build,
  { onProgress, signal }: WasmFileOptions,
): Promise<Uint8Array> {
  const url = absolute(build.wasmUrl);
  const total = build.wasmBytes;
  const store = await openByteStore(STORE);
  const stored = await store.get(url);
  const folder = new URL('.', url).href;
  if (stored?.byteLength === total) {
    onProgress(total, total);
    await dropOutdated(store, folder);
    return stored;
  }
  let loaded = 0;
  const onBytes = (count: number) => {
    loaded += count;
    onProgress(Math.min(loaded, total), total);
  };
  const bytes = await download(url, { size: total, signal, onBytes });
  await dropOutdated(store, folder);
  await store.put(url, bytes);
  return bytes;
}

/**
 * Whether the runtime's WebAssembly file is stored. If it is not, `fetch` downloads it where there is room.
 *
 * @throws as `readWasmFile` does.
 */
export async function cacheWasmFile(
  { wasmUrl, wasmBytes }: Build,
  { fetch, signal }: { fetch: boolean; signal: AbortSignal },
): Promise<CacheState> {
  const url = absolute(wasmUrl);
  const store = await openByteStore(STORE);
  if ((await store.keys()).includes(url)) return 'cached';
  if (!fetch) return 'missing';
  await dropOutdated(store, new URL('.', url).href);
  if (!(await hasRoom(wasmBytes))) return 'full';
  return store.put(url, await download(url, { size: wasmBytes, signal }));
}

/** Files of other copies of the app on this origin stay, and those of an earlier version that still runs. */
async function dropOutdated(store: ByteStore, folder: string): Promise<void> {
  const current = new Set(WASM_URLS.map(absolute));
  const outdated = (await store.keys()).filter((key) => key.startsWith(folder) && !current.has(key));
  if (outdated.length === 0 || !(await isOnlyShell(folder))) return;
  await Promise.all(outdated.map((key) => store.delete(key)));
}

function absolute(url: string): string {
  return new URL(url, import.meta.url).href;
}

/// <reference path="../build-constants.d.ts" />
import { type BundleManifest, MANIFEST_FILE } from '../../core/manifest/manifest.ts';
import type { CacheState } from '../../core/protocol/index.ts';
import { sha256 } from '../../core/sha256.ts';
import type { Bundle } from '../engine/index.ts';
import { type ByteStore, hasRoom, openByteStore } from './byte-store.ts';
import { download } from './download.ts';
import { StorageError } from './errors.ts';
import {
  dropOthers,
  isPersisted,
  type ManifestOptions,
  persistedManifest,
  readManifest,
} from './manifests.ts';

const STORE = 'blipscope-bundles';

export interface BundleOptions extends ManifestOptions {
  /** Bytes of the bundle that are downloaded or found in the store, and in total. */
  onProgress?: (loadedBytes: number, totalBytes: number) => void;
}

/**
 * Opens the bundle in a folder of this origin (absolute, ends in `/`): the requested version if it is persisted, else
 * the version in the folder, else any persisted one. Files are persisted, and every file is checked against the
 * manifest's size and SHA-256 when it is read.
 * @throws {StorageError}
 * @throws {BundleError} for a manifest that cannot be used
 */
export async function openBundle(url: string, options: BundleOptions = {}): Promise<Bundle> {
  const store = await openByteStore(STORE);
  const manifest = await readManifest(url, store, options);
  const progress = new Progress(manifest, options.onProgress);
  return {
    manifest,
    read: (name) => readFile({ url, manifest, store, progress, signal: options.signal }, name),
  };
}

/** SHA-256 of the manifest of a bundle that was built with the app, by its folder; undefined for other folders. */
export function shippedManifest(url: string): string | undefined {
  return Object.entries(SHIPPED_MANIFESTS).find(([folder]) => url.endsWith(`/${folder}`))?.[1];
}

/** As `openBundle`, but opens this build's version of bundles that were built with the app. */
export const openShippedBundle: typeof openBundle = (url: string, options: BundleOptions = {}) =>
  openBundle(url, { ...options, manifestSha256: shippedManifest(url) });

export interface PersistOptions extends ManifestOptions {
  /** Whether missing files may be fetched. */
  fetch: boolean;
}

/**
 * Whether all files of a bundle are persisted; fetches missing ones if allowed. Stops at the first file without room.
 * @throws {StorageError | BundleError}
 */
export async function persistBundle(url: string, options: PersistOptions): Promise<CacheState> {
  const store = await openByteStore(STORE);
  const manifest = options.fetch
    ? await readManifest(url, store, options)
    : await persistedManifest(url, store, options.manifestSha256);
  if (!manifest) return 'missing';
  const { signal } = options;
  const state = await persistFiles(
    { url, manifest, store, progress: new Progress(manifest), signal },
    options,
  );
  if (state !== 'cached') return state;
  // That the manifest could not be stored stopped nothing until here.
  if (!(await isPersisted(url, store))) return 'missing';
  if (options.manifestSha256) await dropOthers(url, store, options.manifestSha256);
  return 'cached';
}

async function persistFiles(folder: BundleFolder, { fetch }: PersistOptions): Promise<CacheState> {
  const persisted = new Set(await folder.store.keys());
  for (const [name, expected] of Object.entries(folder.manifest.files)) {
    if (persisted.has(expected.sha256)) continue;
    if (!fetch) return 'missing';
    if (!(await hasRoom(expected.bytes))) return 'full';
    const state = await folder.store.put(expected.sha256, await fetchFile(folder, name, expected));
    if (state !== 'cached') return state;
  }
  return 'cached';
}

interface BundleFolder {
  url: string;
  manifest: BundleManifest;
  store: ByteStore;
  progress: Progress;
  signal?: AbortSignal | undefined;
}

type ListedFile = BundleManifest['files'][string];

async function readFile(folder: BundleFolder, name: string): Promise<Uint8Array> {
  const expected = folder.manifest.files[name];
  if (!expected)
    throw new StorageError(
      'model-corrupt',
      `${MANIFEST_FILE} lists no file ${name}. Export the model again.`,
    );
  const persisted = await folder.store.get(expected.sha256);
  if (persisted && (await sha256(persisted)) === expected.sha256) {
    folder.progress.finish(name);
    return persisted;
  }
  const bytes = await fetchFile(folder, name, expected);
  folder.progress.finish(name);
  await folder.store.put(expected.sha256, bytes);
  return bytes;
}

async function fetchFile(folder: BundleFolder, name: string, expected: ListedFile) {
  const bytes = await download(folder.url + name, {
    size: expected.bytes,
    signal: folder.signal,
    onBytes: (count) => folder.progress.add(name, count),
  });
  await check(name, bytes, expected);
  return bytes;
}

async function check(name: string, bytes: Uint8Array<ArrayBuffer>, expected: ListedFile) {
  if (bytes.byteLength !== expected.bytes) {
    throw damaged(name, `${bytes.byteLength} bytes instead of ${expected.bytes}`);
  }
  const actual = await sha256(bytes);
  if (actual !== expected.sha256) throw damaged(name, `SHA-256 ${actual} instead of ${expected.sha256}`);
}

function damaged(name: string, what: string): StorageError {
  return new StorageError(
    'model-corrupt',
    `The model's file ${name} is damaged. Reload the page to fetch it again.`,
    {
      cause: what,
    },
  );
}

/** Counts each file once, however often it is read. */
class Progress {
  readonly #loaded = new Map<string, number>();
  readonly #total: number;

  constructor(
    readonly manifest: BundleManifest,
    readonly report: (loadedBytes: number, totalBytes: number) => void = () => {},
  ) {
    this.#total = Object.values(manifest.files).reduce((sum, { bytes }) => sum + bytes, 0);
  }

  add(name: string, bytes: number): void {
    this.#set(name, (this.#loaded.get(name) ?? 0) + bytes);
  }

  finish(name: string): void {
    this.#set(name, this.manifest.files[name]!.bytes);
  }

  #set(name: string, bytes: number): void {
    this.#loaded.set(name, Math.min(bytes, this.manifest.files[name]!.bytes));
    const loaded = [...this.#loaded.values()].reduce((sum, each) => sum + each, 0);
    this.report(loaded, this.#total);
  }
}

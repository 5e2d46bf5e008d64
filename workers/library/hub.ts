/** Checkpoints from the hub. Imported dynamically: nothing else needs the hub's library. */

import type {
  Backend,
  CheckpointInfo,
  CheckpointSource,
  InstalledBundle,
  InstallRequest,
  VocabularyRequest,
} from '../../core/protocol/index.ts';
import {
  bertVocabulary,
  type HubListing,
  type HubModel,
  hubCheckpoint,
  hubListing,
  keyOf,
  remoteCheckpoint,
  VOCABULARY_FILE,
} from '../../model-export/hub/index.ts';
import { CheckpointError, inspectCheckpoint } from '../../model-export/index.ts';
import type { Context } from '../serve/serve.ts';
import { findBundle } from './bundles.ts';
import { convert } from './convert.ts';
import { discardDownload, downloadedBytes, downloadLock, findDownload, openDownload } from './downloads.ts';
import { bundleKey, downloadKey } from './names.ts';
import { hasRoom, type LibraryServices, namingRoom, requireRoom, throttleProgress } from './services.ts';

type HubSource = Extract<CheckpointSource, { kind: 'hub' }>;
type HubInstall = Omit<InstallRequest, 'source'> & { source: HubSource };

/** Downloads up to this size contain settings only. */
const SETTINGS_BYTES = 4 * 1024 * 1024;

/** Maximum bundle size as a multiple of the download: float32 from 16-bit weights, plus graphs and tokenizer. */
const MAX_BUNDLE_RATIO = 3;

export async function inspectAtHub(
  services: LibraryServices,
  source: HubSource,
  target: Backend,
  signal: AbortSignal,
): Promise<CheckpointInfo> {
  const files = await remoteCheckpoint(modelAt(services, source, signal));
  const inspection = await inspectCheckpoint(files, { target });
  const { id, commit } = files.listing;
  const downloadBytes = bytesOf(files.listing);
  return {
    id,
    revision: commit,
    downloadBytes,
    downloadedBytes: await downloadedOf(services, source, files.listing),
    ...inspection,
  };
}

/**
 * Downloads what is missing, converts it, and deletes the download. If it is aborted or fails, the download stays
 * for the next attempt, unless it was refused by its settings alone.
 */
export async function installFromHub(
  services: LibraryServices,
  request: HubInstall,
  context: Context<'install'>,
): Promise<InstalledBundle> {
  const { id, revision, endpoint } = request.source;
  const root = await services.openRoot();
  const key = await downloadKey(id, revision, endpoint);
  return services.locks.exclusively(downloadLock(key), async () => {
    try {
      const installed = await downloadAndConvert(services, request, key, context);
      await discardDownload(root, key);
      return installed;
    } catch (error) {
      const isRefusal = error instanceof CheckpointError && error.code === 'unsupported-model';
      if (isRefusal && (await downloadedBytes(root, key)) < SETTINGS_BYTES) await discardDownload(root, key);
      throw error;
    }
  });
}

async function downloadAndConvert(
  services: LibraryServices,
  { source, target, dtype }: HubInstall,
  key: string,
  context: Context<'install'>,
): Promise<InstalledBundle> {
  const { id, revision, endpoint } = source;
  const model = modelAt(services, source, context.signal);
  const listing = await hubListing(model);
  const name = { id, target, dtype, fingerprint: listing.commit.slice(0, 8) };
  const there = await findBundle(services, bundleKey(name));
  if (there) return there;
  const totalBytes = bytesOf(listing);
  await requireRoomForBoth(services, { source, target, dtype }, listing, context.signal);
  const root = await services.openRoot();
  const store = await openDownload(root, key, { id, revision, endpoint, target, dtype, totalBytes });
  const { hashing, chunkBytes } = services;
  const { written, ...report } = reports(context);
  const checkpoint = await namingRoom(services, { purpose: 'The download', bytes: totalBytes, written }, () =>
    hubCheckpoint({ ...model, store, hashing, chunkBytes, ...report }),
  );
  try {
    const bundle = bundleKey({ ...name, fingerprint: checkpoint.commit.slice(0, 8) });
    const conversion = { key: bundle, files: checkpoint, id, revision: checkpoint.commit, target, dtype };
    return await convert(services, conversion, context);
  } finally {
    await checkpoint.close();
  }
}

/**
 * Requires room for the rest of the download and for the bundle, which exist at the same time for a while. The exact
 * size of the bundle requires the headers of the weights, which are fetched only if room may be short.
 */
async function requireRoomForBoth(
  services: LibraryServices,
  { source, target, dtype }: HubInstall,
  listing: HubListing,
  signal: AbortSignal,
): Promise<void> {
  const [total, downloaded] = [bytesOf(listing), await downloadedOf(services, source, listing)];
  if (await hasRoom(services, total - downloaded + MAX_BUNDLE_RATIO * total)) return;
  const files = await remoteCheckpoint(modelAt(services, source, signal), listing);
  const { bundleBytes } = await inspectCheckpoint(files, { target });
  await requireRoom(
    services,
    total - downloaded + (bundleBytes[dtype] ?? 0),
    'The download with the model made of it',
  );
}

function reports({ progress }: Context<'install'>) {
  let last = { doneBytes: 0, totalBytes: 0 };
  const report = (notice: string | null) => progress({ phase: 'download', ...last, notice });
  const throttled = throttleProgress(() => report(null));
  return {
    written: () => last.doneBytes,
    onProgress(doneBytes: number, totalBytes: number) {
      last = { doneBytes, totalBytes };
      throttled(doneBytes, totalBytes);
    },
    onNotice: (notice: string) => report(notice),
  };
}

function modelAt(
  { fetch, sleep }: LibraryServices,
  { id, revision, endpoint, token }: HubSource,
  signal: AbortSignal,
): HubModel {
  return { id, revision, endpoint, fetch, signal, ...(sleep && { sleep }), ...(token && { token }) };
}

function bytesOf({ files }: HubListing): number {
  return files.reduce((sum, { size }) => sum + size, 0);
}

async function downloadedOf(
  { openRoot }: LibraryServices,
  { id, revision, endpoint }: HubSource,
  { files }: HubListing,
): Promise<number> {
  const store = await findDownload(await openRoot(), await downloadKey(id, revision, endpoint));
  if (!store) return 0;
  const downloaded = await Promise.all(
    files.map(async (file) => Math.min(file.size, await store.downloadedBytes(keyOf(file)))),
  );
  return downloaded.reduce((sum, bytes) => sum + bytes, 0);
}

/**
 * Fetches BERT's `vocab.txt` from the endpoint.
 * @throws {FetchError | CheckpointError}
 */
export async function fetchVocabulary(
  { fetch, sleep, hashing }: LibraryServices,
  { endpoint, token }: VocabularyRequest,
  signal: AbortSignal,
): Promise<File> {
  const access = { endpoint, fetch, signal, ...(sleep && { sleep }), ...(token && { token }) };
  const bytes = await bertVocabulary(access, hashing);
  // A constant date, because installed checkpoints are recognised by it.
  return new File([new Uint8Array(bytes)], VOCABULARY_FILE, { lastModified: 0 });
}

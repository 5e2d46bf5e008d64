/** Unfinished downloads: a folder each, with the request in `download.json` and the bytes in `files/`. */
import type { Backend, Dtype, PendingDownload } from '../../core/protocol/index.ts';
import { OpfsDownloadStore } from '../storage/download-store.ts';
import { type Folder, findFolder, listNames, makeFolder, remove } from '../storage/opfs.ts';
import { readJsonSafely, removeJsonSafely, writeJsonSafely } from '../storage/opfs-file.ts';
import type { LibraryServices } from './services.ts';

const DOWNLOADS = 'downloads';
const RECORD = 'download.json';
const FILES = 'files';

/** What is downloaded and for which bundle. The token is not stored. */
export interface DownloadRecord {
  id: string;
  revision: string;
  endpoint: string;
  target: Backend;
  dtype: Dtype;
  totalBytes: number;
}

/** Opens the folder of a download, with the bytes of an earlier attempt. */
export async function openDownload(
  root: Folder,
  key: string,
  record: DownloadRecord,
): Promise<OpfsDownloadStore> {
  const folder = await makeFolder(root, DOWNLOADS, key);
  await writeJsonSafely(folder, RECORD, record);
  return new OpfsDownloadStore(await makeFolder(folder, FILES));
}

/** The bytes of an earlier attempt, or null. */
export async function findDownload(root: Folder, key: string): Promise<OpfsDownloadStore | null> {
  const files = await findFolder(root, DOWNLOADS, key, FILES);
  return files && new OpfsDownloadStore(files);
}

/** The record goes first: what is left if the tab is closed then is swept. */
export async function discardDownload(root: Folder, key: string): Promise<void> {
  const downloads = await makeFolder(root, DOWNLOADS);
  const folder = await findFolder(downloads, key);
  if (!folder) return;
  await removeJsonSafely(folder, RECORD);
  await remove(downloads, key);
}

/** Deletes what no record tells the purpose of: a tab was closed before the first byte came, or while it discarded. */
export async function sweepDownloads({ openRoot, locks }: LibraryServices): Promise<void> {
  const root = await openRoot();
  const downloads = await makeFolder(root, DOWNLOADS);
  for (const key of await listNames(downloads)) {
    await locks.ifFree(downloadLock(key), async () => {
      const folder = await findFolder(downloads, key);
      if (folder && (await readJsonSafely(folder, RECORD)) === null) await discardDownload(root, key);
    });
  }
}

export function downloadLock(key: string): string {
  return `download ${key}`;
}

export async function downloadedBytes(root: Folder, key: string): Promise<number> {
  const files = await findFolder(root, DOWNLOADS, key, FILES);
  return files ? checkpointBytes(files) : 0;
}

export async function listDownloads(root: Folder): Promise<PendingDownload[]> {
  const downloads = await makeFolder(root, DOWNLOADS);
  const found: PendingDownload[] = [];
  for (const key of await listNames(downloads)) {
    const folder = await findFolder(downloads, key);
    const record = folder && (await readJsonSafely(folder, RECORD));
    if (isRecord(record)) found.push({ key, ...record, downloadedBytes: await downloadedBytes(root, key) });
  }
  return found;
}

/** Bytes of the checkpoint, without the state files. */
async function checkpointBytes(files: Folder): Promise<number> {
  const store = new OpfsDownloadStore(files);
  const names = (await listNames(files)).filter((name) => !name.endsWith('.json'));
  const sizes = await Promise.all(names.map((name) => store.downloadedBytes(name)));
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** Records are written by this app. A truncated one is not JSON, and was filtered out before. */
function isRecord(value: unknown): value is DownloadRecord {
  return typeof value === 'object' && value !== null && 'endpoint' in value && 'totalBytes' in value;
}

/** Downloads that are not done: a folder each, with what was asked for in `download.json` and the bytes beside it. */
import type { Backend, Dtype, PendingDownload } from '../../core/protocol/index.ts';
import { OpfsDownloadStore } from '../storage/download-store.ts';
import { type Folder, findFolder, listNames, makeFolder, readJson, remove } from '../storage/opfs.ts';
import { writeFile } from '../storage/opfs-file.ts';

const DOWNLOADS = 'downloads';
const RECORD = 'download.json';
const FILES = 'files';

/** What a download is of and for. The token is not among it. */
export interface DownloadRecord {
  id: string;
  revision: string;
  endpoint: string;
  target: Backend;
  dtype: Dtype;
  totalBytes: number;
}

/** Where a download goes; what an earlier attempt left is there already. */
export async function openDownload(
  root: Folder,
  key: string,
  record: DownloadRecord,
): Promise<OpfsDownloadStore> {
  const folder = await makeFolder(root, DOWNLOADS, key);
  await writeFile(folder, RECORD, JSON.stringify(record));
  return new OpfsDownloadStore(await makeFolder(folder, FILES));
}

/** What an earlier attempt left, if there was one. */
export async function findDownload(root: Folder, key: string): Promise<OpfsDownloadStore | null> {
  const files = await findFolder(root, DOWNLOADS, key, FILES);
  return files && new OpfsDownloadStore(files);
}

export async function discardDownload(root: Folder, key: string): Promise<void> {
  await remove(await makeFolder(root, DOWNLOADS), key);
}

export async function downloadedBytes(root: Folder, key: string): Promise<number> {
  const files = await findFolder(root, DOWNLOADS, key, FILES);
  return files ? checkpointBytes(files) : 0;
}

export async function listDownloads(root: Folder): Promise<PendingDownload[]> {
  const downloads = await makeFolder(root, DOWNLOADS);
  const found: PendingDownload[] = [];
  for (const key of await listNames(downloads)) {
    const record = await readJson(await downloads.getDirectoryHandle(key), RECORD);
    if (isRecord(record)) found.push({ key, ...record, downloadedBytes: await downloadedBytes(root, key) });
  }
  return found;
}

/** Without the notes beside the files. */
async function checkpointBytes(files: Folder): Promise<number> {
  const store = new OpfsDownloadStore(files);
  const names = (await listNames(files)).filter((name) => !name.endsWith('.json'));
  const sizes = await Promise.all(names.map((name) => store.downloadedBytes(name)));
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** Written by this app; one that was cut off is no JSON and was sorted out before. */
function isRecord(value: unknown): value is DownloadRecord {
  return typeof value === 'object' && value !== null && 'endpoint' in value && 'totalBytes' in value;
}

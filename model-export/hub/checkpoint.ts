import { parseConfig } from '../checkpoint/config.ts';
import { readSettings, SETTINGS_FILES } from '../checkpoint/read-settings.ts';
import { readTextFile, requireTextSize } from '../checkpoint/text-file.ts';
import { type ByteSource, type CheckpointFiles, requireFile } from '../io/byte-source.ts';
import { type Hashing, portableHashing } from '../io/hash.ts';
import { type HubAccess, HubConnection } from './connection.ts';
import { type DownloadStore, downloadFile, type StoredFile } from './download.ts';
import { type HubFile, type HubListing, listCheckpoint, urlOf } from './listing.ts';

export { FetchError } from './errors.ts';

export interface HubModel extends HubAccess {
  /** `owner/name`. */
  id: string;
  /** A branch, a tag or a commit; `main` unless given. */
  revision?: string;
}

export interface HubDownload extends HubModel {
  store: DownloadStore;
  /** Bytes of the checkpoint in the store, and in total; first called with those of earlier attempts. */
  onProgress?: (received: number, total: number) => void;
  /** A notice for the user, e.g. that a file had to be restarted. */
  onNotice?: (notice: string) => void;
  /** Bytes per request. */
  chunkBytes?: number;
  hashing?: Hashing;
}

/** A downloaded checkpoint. */
export interface HubCheckpoint extends CheckpointFiles {
  /** The commit of the files. */
  readonly commit: string;
  close(): Promise<void>;
}

const CONFIG = 'config.json';
const CHUNK_BYTES = 8 * 1024 * 1024;

/**
 * Lists files, sizes and commit of a download.
 * @throws {FetchError | CheckpointError}
 */
export function hubListing({ id, revision = 'main', ...access }: HubModel): Promise<HubListing> {
  return listCheckpoint(id, revision, new HubConnection(access));
}

/**
 * Downloads the parts of a checkpoint that the store lacks, and opens it. A configuration of another model is refused
 * before its weights are fetched. Downloaded bytes stay in the store for the next attempt.
 * @throws {FetchError | CheckpointError}
 * @throws the signal's reason, if aborted
 */
export async function hubCheckpoint(request: HubDownload): Promise<HubCheckpoint> {
  const connection = new HubConnection(request);
  const listing = await listCheckpoint(request.id, request.revision ?? 'main', connection);
  const opened = new Map<string, OpenFile>();
  const storedByKey = new Map<string, StoredFile>();
  const openOnce = async (file: HubFile) => {
    const key = keyOf(file);
    const stored = storedByKey.get(key) ?? (await request.store.open(key));
    storedByKey.set(key, stored);
    return stored;
  };
  const close = async () => {
    await Promise.all([...storedByKey.values()].map((stored) => stored.close()));
  };
  try {
    for (const file of listing.files) opened.set(file.path, { file, stored: await openOnce(file) });
    const urlAt = (path: string) => urlOf(listing, path, connection);
    await downloadAll(inOrder([...opened.values()]), urlAt, connection, request);
  } catch (error) {
    // What went wrong first is told.
    await close().catch(() => {});
    throw error;
  }
  return {
    commit: listing.commit,
    close,
    list: () => [...opened.keys()],
    open: async (name) => sourceOf(requireFile(opened, name)),
    sha256: (name) => knownSha256(requireFile(opened, name).file),
  };
}

interface OpenFile {
  file: HubFile;
  stored: StoredFile;
}

function knownSha256({ digest }: HubFile): string | null {
  return digest.algorithm === 'sha256' ? digest.hex : null;
}

/** A key by contents, so that files of another revision are reused. */
export function keyOf({ digest }: HubFile): string {
  return `${digest.algorithm}-${digest.hex}`;
}

/** The configuration first, then the other settings, then by size: a model is refused before its weights are fetched. */
function inOrder(files: readonly OpenFile[]): OpenFile[] {
  const rank = ({ file: { path, size } }: OpenFile) => {
    if (path === CONFIG) return -2;
    return isSetting(path) ? -1 : size;
  };
  return files.toSorted((a, b) => rank(a) - rank(b));
}

function isSetting(path: string): boolean {
  return SETTINGS_FILES.includes(path);
}

async function downloadAll(
  files: readonly OpenFile[],
  urlAt: (path: string) => string,
  connection: HubConnection,
  { onProgress, onNotice = () => {}, chunkBytes = CHUNK_BYTES, hashing = portableHashing }: HubDownload,
): Promise<void> {
  const total = files.reduce((sum, { file }) => sum + file.size, 0);
  const report = () =>
    onProgress?.(
      files.reduce((sum, { stored }) => sum + stored.length, 0),
      total,
    );
  report();
  const lastSetting = files.findLast(({ file }) => isSetting(file.path))?.file;
  for (const { file, stored } of files) {
    if (isSetting(file.path)) requireTextSize(file.path, file.size);
    const url = urlAt(file.path);
    await downloadFile({ file, url, stored, connection, hashing, chunkBytes, onProgress: report, onNotice });
    if (file.path === CONFIG) parseConfig(await readTextFile(settingsAmong(files), CONFIG));
    else if (file === lastSetting) await checkSettings(settingsAmong(files));
  }
}

/** Refuses settings that cannot be followed. Without a configuration the weights are needed to check them. */
async function checkSettings(settings: CheckpointFiles): Promise<void> {
  if (!settings.list().includes(CONFIG)) return;
  await readSettings(settings, parseConfig(await readTextFile(settings, CONFIG)));
}

function settingsAmong(files: readonly OpenFile[]): CheckpointFiles {
  const settings = new Map(
    files.filter(({ file }) => isSetting(file.path)).map((each) => [each.file.path, each]),
  );
  return {
    list: () => [...settings.keys()],
    open: async (name) => sourceOf(requireFile(settings, name)),
  };
}

function sourceOf({ file, stored }: OpenFile): ByteSource {
  return { size: file.size, read: (start, end) => stored.read(start, end) };
}

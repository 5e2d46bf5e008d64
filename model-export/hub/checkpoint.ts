import { parseConfig } from '../checkpoint/config.ts';
import { type ByteSource, type CheckpointFiles, readText, requireFile } from '../io/byte-source.ts';
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
  /** Bytes of the checkpoint that are in the store, and in all; first with what was there before. */
  onProgress?: (received: number, total: number) => void;
  /** A sentence for the user, e.g. that a file had to be begun again. */
  onNotice?: (notice: string) => void;
  /** Bytes asked for at once. */
  chunkBytes?: number;
  hashing?: Hashing;
}

/** A downloaded checkpoint. */
export interface HubCheckpoint extends CheckpointFiles {
  /** That the files are of. */
  readonly commit: string;
  close(): Promise<void>;
}

const CONFIG = 'config.json';
const CHUNK_BYTES = 8 * 1024 * 1024;

/**
 * What a download would fetch: files, sizes and commit.
 * @throws {FetchError | CheckpointError}
 */
export function hubListing({ id, revision = 'main', ...access }: HubModel): Promise<HubListing> {
  return listCheckpoint(id, revision, new HubConnection(access));
}

/**
 * Downloads a checkpoint into the store, or what the store lacks of it, and opens it. A configuration that is no
 * BLIP's is refused before its weights are fetched. What arrived stays in the store for the next time.
 * @throws {FetchError}
 * @throws {CheckpointError} aborting rejects with the signal's reason
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
    await close();
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

/** By contents: what another revision has fetched is not fetched again. */
export function keyOf({ digest }: HubFile): string {
  return `${digest.algorithm}-${digest.hex}`;
}

/** The configuration first, then by size: what speaks against a model is known before its weights. */
function inOrder(files: readonly OpenFile[]): OpenFile[] {
  const rank = ({ file }: OpenFile) => (file.path === CONFIG ? -1 : file.size);
  return files.toSorted((a, b) => rank(a) - rank(b));
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
  for (const { file, stored } of files) {
    const url = urlAt(file.path);
    await downloadFile({ file, url, stored, connection, hashing, chunkBytes, onProgress: report, onNotice });
    if (file.path === CONFIG) parseConfig(await readText(sourceOf({ file, stored })));
  }
}

function sourceOf({ file, stored }: OpenFile): ByteSource {
  return { size: file.size, read: (start, end) => stored.read(start, end) };
}

/**
 * Downloads one file in ranges into the store. `If-Range` would detect changed files, but the storage behind a hub
 * need not allow that header to a page of another origin; so the `ETag` of each response is compared.
 * Contents come from the hub's `/resolve/` paths by plain requests, and not through the Xet client of
 * `@huggingface/hub` (`XetBlob`): every mirror has these paths, and a plain range resumes at the exact byte, also
 * after the page was closed. `fetch` follows the redirect to the storage, Xet's included, without the token. Xet's
 * client would first ask a second server, which no mirror has, for the compressed blocks of a file, and fetch
 * complete blocks.
 */
import type { Hashing } from '../io/hash.ts';
import type { HubConnection, HubReply } from './connection.ts';
import { connectionLost, FetchError } from './errors.ts';
import { HashedFile } from './hashed-file.ts';
import type { HubFile } from './listing.ts';

/** Stores downloads by key, so that revisions share equal files. */
export interface DownloadStore {
  open(key: string): Promise<StoredFile>;
}

/** A partial file. Each call takes effect when it resolves, and survives a process that is killed afterwards. */
export interface StoredFile {
  /** Bytes so far. */
  readonly length: number;
  readonly finished: boolean;
  /** The version of the bytes so far. */
  readonly etag: string | null;
  append(bytes: Uint8Array): Promise<void>;
  /** Deletes all bytes, also of a finished file; the next ones belong to `etag`. */
  restart(etag: string | null): Promise<void>;
  /** Bytes [start, end). Rejects if the file ends before. */
  read(start: number, end: number): Promise<Uint8Array>;
  /** Marks the file as complete and verified. */
  finish(): Promise<void>;
  close(): Promise<void>;
}

export interface FileDownload {
  file: HubFile;
  url: string;
  stored: StoredFile;
  connection: HubConnection;
  hashing: Hashing;
  /** Bytes per request. */
  chunkBytes: number;
  /** Called after each chunk. */
  onProgress: () => void;
  /** A notice for the user, e.g. that a file had to be restarted. */
  onNotice: (notice: string) => void;
}

interface Range {
  start: number;
  /** Exclusive. */
  end: number;
}

/** A file that changes more often during a download is given up. */
const MAX_RESTARTS = 3;

/**
 * Fetches the bytes that the store lacks and verifies the file. Downloaded bytes stay in the store unless they are
 * wrong.
 * @throws {FetchError}
 */
export async function downloadFile(download: FileDownload): Promise<void> {
  const { file, stored, connection } = download;
  if (stored.finished && stored.length === file.size) return;
  if (stored.finished || stored.length > file.size) await stored.restart(null);
  const hashed = await HashedFile.open(stored, file, download.hashing);
  let restarts = 0;
  while (stored.length < file.size) {
    const outcome = await connection.retrying(
      () => fetchRange(download, hashed),
      () => stored.length,
    );
    if (outcome === 'changed' && ++restarts > MAX_RESTARTS) throw keepsChanging(download);
  }
  await verify(download, hashed);
  await stored.finish();
}

async function fetchRange(download: FileDownload, hashed: HashedFile): Promise<'appended' | 'changed'> {
  const { file, url, stored, connection, chunkBytes } = download;
  const start = stored.length;
  const range = { start, end: Math.min(file.size, start + chunkBytes) };
  const reply = await connection.get(url, file.path, { range: `bytes=${range.start}-${range.end - 1}` });
  if (hasChanged(reply, stored)) {
    await reply.cancel();
    await beginAgain(download, hashed);
    return 'changed';
  }
  if (!isReplyTo(reply, range, file.size)) {
    await reply.cancel();
    throw wrongReply(download);
  }
  if (start === 0) await hashed.restart(reply.headers.get('etag'));
  await append(reply, range.end, download, hashed);
  return 'appended';
}

function hasChanged({ headers }: HubReply, { length, etag }: StoredFile): boolean {
  const now = headers.get('etag');
  return length > 0 && etag !== null && now !== null && now !== etag;
}

async function beginAgain(
  { file, connection, onNotice, onProgress }: FileDownload,
  hashed: HashedFile,
): Promise<void> {
  await hashed.restart(null);
  onNotice(`${file.path} has changed at ${connection.host} under way; it is fetched again from its start.`);
  onProgress();
}

/** Whether the body is this range; a complete file may come without a range. */
function isReplyTo({ status, headers }: HubReply, { start, end }: Range, size: number): boolean {
  if (status === 200) return start === 0 && end === size;
  const sent = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(headers.get('content-range') ?? '');
  if (status !== 206 || sent === null) return false;
  const [, first, last, total] = sent;
  return Number(first) === start && Number(last) === end - 1 && (total === '*' || Number(total) === size);
}

async function append(
  reply: HubReply,
  end: number,
  download: FileDownload,
  hashed: HashedFile,
): Promise<void> {
  const { stored, connection, onProgress } = download;
  for await (const piece of reply.pieces()) {
    await hashed.append(piece.subarray(0, end - stored.length));
    onProgress();
    if (stored.length === end) return;
  }
  throw connectionLost(connection.host);
}

async function verify({ file, connection }: FileDownload, hashed: HashedFile): Promise<void> {
  if (hashed.digest() === file.digest.hex) return;
  await hashed.restart(null);
  const name = file.digest.algorithm === 'sha256' ? 'SHA-256' : 'Git hash';
  throw new FetchError(
    'damaged',
    `${file.path} from ${connection.host} does not have the ${name} that the hub states, so it was discarded. Run it again; if that does not help, try another network or endpoint.`,
  );
}

function wrongReply({ file, connection }: FileDownload): FetchError {
  return new FetchError(
    'damaged',
    `${connection.host} sends other bytes of ${file.path} than it is asked for. A proxy may be at fault: try another network or endpoint.`,
    { passing: true },
  );
}

function keepsChanging({ file, connection }: FileDownload): FetchError {
  return new FetchError(
    'damaged',
    `${file.path} keeps changing at ${connection.host}. Try again later, or another endpoint.`,
  );
}

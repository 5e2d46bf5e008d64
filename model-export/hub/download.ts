/**
 * One file, in ranges, into the store. `If-Range` would do for files that change, yet no storage behind a hub need
 * allow that header to a page of another origin; the `ETag` of each reply is compared instead.
 *
 * Contents come from the hub's `/resolve/` paths by requests of our own, and not through the Xet client of
 * `@huggingface/hub` (`XetBlob`): every mirror has these paths, and a plain range is taken up at the very byte where
 * it broke off, also after the page was closed. The redirect to the storage behind them, Xet's included, is
 * `fetch`'s to follow, without the token. Xet's client would first ask a second server, whose address the hub hands
 * out and no mirror has, which compressed blocks a file is made of, and fetch whole blocks.
 */
import type { Hashing } from '../io/hash.ts';
import type { HubConnection, HubReply } from './connection.ts';
import { connectionLost, FetchError } from './errors.ts';
import { HashedFile } from './hashed-file.ts';
import type { HubFile } from './listing.ts';

/** Where downloads are kept: by key, so that what two revisions share is there once. */
export interface DownloadStore {
  open(key: string): Promise<StoredFile>;
}

/** A file in the making; each call has taken effect when it resolves, and outlives a process killed afterwards. */
export interface StoredFile {
  /** Bytes so far. */
  readonly length: number;
  readonly finished: boolean;
  /** The version that the bytes so far belong to. */
  readonly etag: string | null;
  append(bytes: Uint8Array): Promise<void>;
  /** Drops all bytes, also of a finished file; those that follow belong to `etag`. */
  restart(etag: string | null): Promise<void>;
  /** Bytes [start, end), all of them there. */
  read(start: number, end: number): Promise<Uint8Array>;
  /** All bytes are there and verified. */
  finish(): Promise<void>;
  close(): Promise<void>;
}

export interface FileDownload {
  file: HubFile;
  url: string;
  stored: StoredFile;
  connection: HubConnection;
  hashing: Hashing;
  /** Asked for at once. */
  chunkBytes: number;
  /** After each piece that arrived. */
  onProgress: () => void;
  /** A sentence for the user, e.g. that a file had to be begun again. */
  onNotice: (notice: string) => void;
}

interface Range {
  start: number;
  /** Exclusive. */
  end: number;
}

/** A file that changes more often under way will not settle. */
const MAX_RESTARTS = 3;

/**
 * Fetches what the store lacks of a file, and verifies all of it.
 * @throws {FetchError} what arrived stays, unless it is wrong
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

/** Whether the body is these bytes; all of a file may come without a range. */
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

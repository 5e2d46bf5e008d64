/**
 * Downloads one file in ranges into the store. Its size and digest decide whether it is right. An `ETag` does not: some
 * servers send another one with each reply, and the storage behind a hub need not allow `If-Range` to a page of another
 * origin.
 * Contents come from the hub's `/resolve/` paths by plain requests, and not through the Xet client of
 * `@huggingface/hub` (`XetBlob`): every mirror has these paths, and a plain range resumes at the exact byte, also
 * after the page was closed. `fetch` follows the redirect to the storage, Xet's included, without the token. Xet's
 * client would first ask a second server, which no mirror has, for the compressed blocks of a file, and fetch
 * complete blocks.
 */
import type { Hashing } from '../io/hash.ts';
import type { HubConnection, HubReply } from './connection.ts';
import { connectionLost, FetchError, wrongReply } from './errors.ts';
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
  append(bytes: Uint8Array): Promise<void>;
  /** Deletes all bytes, also of a finished file. */
  restart(): Promise<void>;
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

interface Attempt extends FileDownload {
  hashed: HashedFile;
  /** The `ETag`s of its replies. */
  etags: Set<string | null>;
}

/**
 * Fetches the bytes that the store lacks and verifies the file. Downloaded bytes stay in the store unless they are
 * wrong. Wrong bytes of several versions are fetched once more from the start.
 * @throws {FetchError}
 * @throws the signal's reason, if aborted, also while bytes of an earlier attempt are hashed
 */
export async function downloadFile(download: FileDownload): Promise<void> {
  const { file, stored, connection, hashing } = download;
  if (stored.finished && stored.length === file.size) return;
  if (stored.finished || stored.length > file.size) await stored.restart();
  const isResumed = stored.length > 0;
  const hashed = await HashedFile.open(stored, file, { hashing, signal: connection.signal });
  const attempt = { ...download, hashed, etags: new Set<string | null>() };
  let isRight = await fetchRest(attempt);
  if (!isRight && (isResumed || attempt.etags.size > 1)) {
    await beginAgain(attempt);
    isRight = await fetchRest(attempt);
  }
  if (isRight) return stored.finish();
  await hashed.restart();
  throw damaged(download);
}

/** Whether the file has the digest that the hub states. */
async function fetchRest(attempt: Attempt): Promise<boolean> {
  const { file, stored, connection, hashed } = attempt;
  while (stored.length < file.size) {
    await connection.retrying(
      () => fetchRange(attempt),
      () => stored.length,
    );
  }
  return hashed.digest() === file.digest.hex;
}

async function fetchRange(attempt: Attempt): Promise<void> {
  const { file, url, stored, connection, chunkBytes, etags } = attempt;
  const start = stored.length;
  const range = { start, end: Math.min(file.size, start + chunkBytes) };
  const reply = await connection.get(url, file.path, { range: `bytes=${range.start}-${range.end - 1}` });
  const sent = sentRange(reply, range, file.size);
  if (!sent) {
    await reply.cancel();
    throw wrongReply(connection.host, file.path);
  }
  etags.add(reply.headers.get('etag'));
  await append(reply, sent, attempt);
}

async function beginAgain({ file, connection, hashed, onNotice, onProgress }: Attempt): Promise<void> {
  await hashed.restart();
  onNotice(`${file.path} has changed at ${connection.host} under way; it is fetched again from its start.`);
  onProgress();
}

/**
 * The bytes in the body: the range, or the complete file from a server that ignores ranges. Null for other bytes.
 * Not every server lets a page of another origin see `Content-Range`.
 */
function sentRange({ status, headers }: HubReply, range: Range, size: number): Range | null {
  if (status === 200) return { start: 0, end: size };
  // A compressed part is of the compressed file.
  if (status !== 206 || headers.get('content-encoding') !== null) return null;
  const { start, end } = range;
  const stated = headers.get('content-range');
  if (stated === null) return Number(headers.get('content-length')) === end - start ? range : null;
  const [, first, last, total] = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(stated) ?? [];
  const isRange = Number(first) === start && Number(last) === end - 1;
  return isRange && (total === '*' || Number(total) === size) ? range : null;
}

/** Stores what is new in the body, which may end early, or go on after its end. */
async function append(
  reply: HubReply,
  { start, end }: Range,
  { stored, hashed, connection, onProgress }: Attempt,
): Promise<void> {
  let position = start;
  for await (const piece of reply.pieces()) {
    const fresh = piece.subarray(Math.max(0, stored.length - position), Math.max(0, end - position));
    position += piece.byteLength;
    if (fresh.byteLength === 0) continue;
    await hashed.append(fresh);
    onProgress();
    if (stored.length === end) return;
  }
  throw connectionLost(connection.host);
}

function damaged({ file, connection }: FileDownload): FetchError {
  const name = file.digest.algorithm === 'sha256' ? 'SHA-256' : 'Git hash';
  return new FetchError(
    'damaged',
    `${file.path} from ${connection.host} does not have the ${name} that the hub states, so it was discarded. Run it again; if that does not help, try another network or endpoint.`,
  );
}

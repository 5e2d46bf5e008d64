import { type ByteSource, type CheckpointFiles, requireFile } from '../io/byte-source.ts';
import type { HubModel } from './checkpoint.ts';
import { HubConnection, type HubReply } from './connection.ts';
import { connectionLost, wrongReply } from './errors.ts';
import { type HubFile, type HubListing, listCheckpoint, urlOf } from './listing.ts';

export interface RemoteCheckpoint extends CheckpointFiles {
  readonly listing: HubListing;
}

/** More than any header of names and shapes; weights must not be read this way. */
const MAX_READ_BYTES = 128 * 1024 * 1024;

/**
 * A checkpoint that is read in place at the hub: each read requests its range, and nothing is stored. For headers and
 * settings. `known` is its listing, if it is known.
 * @throws {FetchError | CheckpointError}
 */
export async function remoteCheckpoint(
  { id, revision = 'main', ...access }: HubModel,
  known?: HubListing,
): Promise<RemoteCheckpoint> {
  const connection = new HubConnection(access);
  const listing = known ?? (await listCheckpoint(id, revision, connection));
  const sources = new Map(
    listing.files.map((file) => [
      file.path,
      rangeSource(file, urlOf(listing, file.path, connection), connection),
    ]),
  );
  return { listing, list: () => [...sources.keys()], open: async (name) => requireFile(sources, name) };
}

function rangeSource({ path, size }: HubFile, url: string, connection: HubConnection): ByteSource {
  return {
    size,
    read: async (start, end) => {
      if (start < 0 || end > size || start > end || end - start > MAX_READ_BYTES) {
        throw new RangeError(`bytes ${start}–${end} of ${path}, which has ${size}, are not read from afar`);
      }
      if (start === end) return new Uint8Array();
      return connection.retrying(() => fetchBytes({ path, url, start, end }, connection));
    },
  };
}

interface Span {
  path: string;
  url: string;
  start: number;
  end: number;
}

async function fetchBytes({ path, url, start, end }: Span, connection: HubConnection): Promise<Uint8Array> {
  const reply = await connection.get(url, path, { range: `bytes=${start}-${end - 1}` });
  const isRange = reply.headers.get('content-range')?.startsWith(`bytes ${start}-${end - 1}/`);
  if (isRange) return bodyOf(reply, { skip: 0, length: end - start }, connection);
  // A server that ignores ranges sends the file from its start.
  if (reply.status === 200 && end <= MAX_READ_BYTES) {
    return bodyOf(reply, { skip: start, length: end - start }, connection);
  }
  await reply.cancel();
  throw wrongReply(connection.host, path);
}

async function bodyOf(
  reply: HubReply,
  { skip, length }: { skip: number; length: number },
  { host }: HubConnection,
): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  let position = -skip;
  for await (const piece of reply.pieces()) {
    const part = piece.subarray(Math.max(0, -position), Math.max(0, length - position));
    bytes.set(part, Math.max(0, position));
    position += piece.byteLength;
    if (position >= length) return bytes;
  }
  throw connectionLost(host);
}

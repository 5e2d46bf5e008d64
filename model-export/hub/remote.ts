import { type ByteSource, type CheckpointFiles, requireFile } from '../io/byte-source.ts';
import type { HubModel } from './checkpoint.ts';
import { HubConnection, type HubReply } from './connection.ts';
import { connectionLost, FetchError } from './errors.ts';
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
      return connection.retrying(() => fetchBytes({ path, size, url, start, end }, connection));
    },
  };
}

interface Span {
  path: string;
  size: number;
  url: string;
  start: number;
  end: number;
}

/** A complete file is accepted only if all of it was requested. */
async function fetchBytes(
  { path, size, url, start, end }: Span,
  connection: HubConnection,
): Promise<Uint8Array> {
  const reply = await connection.get(url, path, { range: `bytes=${start}-${end - 1}` });
  const isRange = reply.headers.get('content-range')?.startsWith(`bytes ${start}-${end - 1}/`);
  if (!isRange && !(reply.status === 200 && end - start === size)) {
    await reply.cancel();
    throw new FetchError(
      'damaged',
      `${connection.host} sends other bytes of ${path} than it is asked for. A proxy may be at fault: try another network or endpoint.`,
      { passing: true },
    );
  }
  return bodyOf(reply, end - start, connection);
}

async function bodyOf(reply: HubReply, length: number, { host }: HubConnection): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  let filled = 0;
  for await (const piece of reply.pieces()) {
    bytes.set(piece.subarray(0, length - filled), filled);
    filled += Math.min(piece.byteLength, length - filled);
  }
  if (filled < length) throw connectionLost(host);
  return bytes;
}

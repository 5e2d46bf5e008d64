/** Bytes that are read where they are needed: a picked file, an entry of an archive, a file on disk. */

export interface ByteSource {
  readonly size: number;
  /** Bytes [start, end). Rejects when the source ends early; never resolves with fewer bytes. */
  read(start: number, end: number): Promise<Uint8Array>;
}

/** A file by its path, with `/` between folders. It is opened when it is read. */
export interface InputFile {
  path: string;
  size: number;
  /** Rejects when the file cannot be read. */
  open(): Promise<ByteSource>;
}

const CHUNK_BYTES = 1 << 18;

/** A source over a file or a blob. */
export function blobSource(blob: Blob): ByteSource {
  return {
    size: blob.size,
    read: async (start, end) => whole(new Uint8Array(await blob.slice(start, end).arrayBuffer()), start, end),
  };
}

/** A source over bytes in memory. */
export function bytesSource(bytes: Uint8Array): ByteSource {
  return { size: bytes.length, read: async (start, end) => whole(bytes.subarray(start, end), start, end) };
}

/** @throws {RangeError} if bytes are missing. */
function whole(bytes: Uint8Array, start: number, end: number): Uint8Array {
  if (start < 0 || bytes.length !== end - start) {
    throw new RangeError(`bytes ${start} to ${end} are not in the file`);
  }
  return bytes;
}

/** The bytes [start, end) in pieces. */
export async function* chunksOf(
  source: ByteSource,
  start = 0,
  end = source.size,
): AsyncGenerator<Uint8Array, void, undefined> {
  for (let from = start; from < end; from += CHUNK_BYTES) {
    yield await source.read(from, Math.min(end, from + CHUNK_BYTES));
  }
}

/** A file ends in the middle of something, or is no such file. */
export class FormatError extends Error {
  override name = 'FormatError';
}

/**
 * All bytes.
 * @throws {FormatError} if there are more than `maxBytes`.
 */
export async function readAll(source: ByteSource, maxBytes: number): Promise<Uint8Array> {
  if (source.size > maxBytes) throw new FormatError(`larger than ${maxBytes} bytes`);
  return source.read(0, source.size);
}

export function concatBytes(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const part of parts) {
    all.set(part, offset);
    offset += part.length;
  }
  return all;
}

/**
 * As hyparquet reads. Slices outside the file, which damaged offsets ask for, are refused before any memory is
 * taken.
 */
export function asyncBuffer(source: ByteSource) {
  return {
    byteLength: source.size,
    async slice(start: number, end = source.size): Promise<ArrayBuffer> {
      if (!(start >= 0 && start <= end && end <= source.size))
        throw new FormatError('an offset leads out of the file');
      return Uint8Array.from(await source.read(start, end)).buffer;
    },
  };
}

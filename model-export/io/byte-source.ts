/**
 * The exporter's input: a byte length and ranged reads, so that a picked File, an OPFS entry, a hub download and a
 * file on disk look alike.
 */
export interface ByteSource {
  readonly size: number;
  /** Bytes [start, end). Rejects when the source ends early; never returns fewer bytes than asked for. */
  read(start: number, end: number): Promise<Uint8Array>;
}

/** The exporter's output: files are created one at a time and written in order. */
export interface BundleSink {
  /** Begins a file of the bundle. */
  create(name: string): Promise<FileWriter>;
}

/** A file of a bundle that is being written. */
export interface FileWriter {
  /** Takes the bytes before it resolves; the caller may reuse the buffer afterwards. */
  write(bytes: Uint8Array): Promise<void>;
  /** Ends the file. */
  close(): Promise<void>;
}

/** A source over bytes already in memory. */
export function bytesSource(bytes: Uint8Array): ByteSource {
  return {
    size: bytes.byteLength,
    read: async (start, end) => {
      requireInside(start, end, bytes.byteLength);
      return bytes.subarray(start, end);
    },
  };
}

/** A source over a file or another blob, which is read in pieces: a large one is never in memory as a whole. */
export function blobSource(blob: Blob): ByteSource {
  return {
    size: blob.size,
    read: async (start, end) => {
      requireInside(start, end, blob.size);
      return new Uint8Array(await blob.slice(start, end).arrayBuffer());
    },
  };
}

function requireInside(start: number, end: number, size: number): void {
  if (start >= 0 && start <= end && end <= size) return;
  throw new RangeError(`bytes ${start}–${end} lie outside a source of ${size} bytes`);
}

/** A checkpoint's files: names, and a source for each. */
export interface CheckpointFiles {
  /** The names of all files. */
  list(): string[];
  /** One file, by its name. */
  open(name: string): Promise<ByteSource>;
  /** The SHA-256 of a file in hex, if it is known without reading it; otherwise null. */
  sha256?(name: string): string | null;
}

/**
 * What a checkpoint has under a file's name.
 * @throws {RangeError} for a name that `list` does not give
 */
export function requireFile<File>(files: ReadonlyMap<string, File>, name: string): File {
  const file = files.get(name);
  if (file === undefined) throw new RangeError(`the checkpoint has no file ${name}`);
  return file;
}

/** All of a small file as text, UTF-8. */
export async function readText(source: ByteSource): Promise<string> {
  return new TextDecoder('utf-8', { fatal: true }).decode(await source.read(0, source.size));
}

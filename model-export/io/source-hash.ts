import type { ByteSource, CheckpointFiles } from './byte-source.ts';
import type { Hashing } from './hash.ts';

const CHUNK_BYTES = 8 * 1024 * 1024;

export interface SourceHashOptions {
  hashing: Hashing;
  signal?: { throwIfAborted(): void };
}

/**
 * Identifies the weights: the SHA-256 of their file, or for several files, that of their concatenated SHA-256s in
 * hex, in the order of `names`. A file whose hash is known from its download is not read.
 * Other files are read completely, in addition to their tensors. They cannot be hashed while tensors stream: SHA-256
 * needs bytes in file order, tensors are read in the order of the graphs, and some bytes (headers, leftovers of
 * training) are not read at all. Streaming in file order would mean quantizing everything before the first graph is
 * written.
 */
export async function hashSources(
  files: CheckpointFiles,
  names: readonly string[],
  options: SourceHashOptions,
): Promise<string> {
  const hashes: string[] = [];
  for (const name of names) {
    hashes.push(files.sha256?.(name) ?? (await hashSource(await files.open(name), options)));
  }
  const [only, ...others] = hashes;
  if (only !== undefined && others.length === 0) return only;
  return options.hashing.digest(new TextEncoder().encode(hashes.join('')));
}

/** SHA-256 of all bytes of a source, in hex. */
export async function hashSource(
  source: ByteSource,
  { hashing, signal }: SourceHashOptions,
): Promise<string> {
  const hash = await hashing.create();
  for (let start = 0; start < source.size; start += CHUNK_BYTES) {
    signal?.throwIfAborted();
    hash.update(await source.read(start, Math.min(source.size, start + CHUNK_BYTES)));
  }
  return hash.hex();
}

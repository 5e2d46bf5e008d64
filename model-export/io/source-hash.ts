import type { ByteSource, CheckpointFiles } from './byte-source.ts';
import type { Hashing } from './hash.ts';

const CHUNK_BYTES = 8 * 1024 * 1024;

export interface SourceHashOptions {
  hashing: Hashing;
  signal?: { throwIfAborted(): void };
}

/**
 * What identifies the weights: the SHA-256 of their file; where there are several, that of their SHA-256s in hex,
 * one after the other in the order of `names`. A file whose hash is known from its download is not read.
 *
 * Another file is read whole, once more than its tensors are. It cannot be hashed while they stream: SHA-256 takes
 * bytes in the file's order, tensors are read in that of the graphs, and what lies between them (headers, leftovers
 * of training) is not read at all. To stream in file order would mean to quantize everything before the first
 * graph is written.
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

import { sha1 } from '@noble/hashes/legacy.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { Hash, Hashing } from '../io/hash.ts';
import type { StoredFile } from './download.ts';
import type { HubFile } from './listing.ts';

const CHUNK_BYTES = 8 * 1024 * 1024;

/**
 * A stored file whose hash grows with it, so that nothing is read back to be verified: only what an earlier
 * attempt left is, once.
 */
export class HashedFile {
  private constructor(
    private readonly stored: StoredFile,
    private hash: Hash,
    private readonly create: () => Promise<Hash>,
  ) {}

  /** @throws the signal's reason, if aborted: a large file takes a while to be read. */
  static async open(
    stored: StoredFile,
    file: HubFile,
    { hashing, signal }: { hashing: Hashing; signal?: AbortSignal | undefined },
  ): Promise<HashedFile> {
    const create = () => createHash(file, hashing);
    const hashed = new HashedFile(stored, await create(), create);
    for (let start = 0; start < stored.length; start += CHUNK_BYTES) {
      signal?.throwIfAborted();
      hashed.hash.update(await stored.read(start, Math.min(stored.length, start + CHUNK_BYTES)));
    }
    return hashed;
  }

  async append(bytes: Uint8Array): Promise<void> {
    await this.stored.append(bytes);
    this.hash.update(bytes);
  }

  async restart(): Promise<void> {
    await this.stored.restart();
    this.hash = await this.create();
  }

  /** Of all bytes so far; no byte may follow. */
  digest(): string {
    return this.hash.hex();
  }
}

/** The hash in which the hub states the file's digest. */
export async function createHash({ digest, size }: HubFile, hashing: Hashing): Promise<Hash> {
  return digest.algorithm === 'sha256' ? hashing.create() : blobHash(size);
}

/** A blob's name is the SHA-1 of this header and its bytes (Git Internals, "Git Objects"). */
async function blobHash(size: number): Promise<Hash> {
  const hash = sha1.create().update(new TextEncoder().encode(`blob ${size}\0`));
  return { update: (bytes) => void hash.update(bytes), hex: () => bytesToHex(hash.digest()) };
}

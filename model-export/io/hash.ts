/** SHA-256. The caller may provide a faster implementation; this one runs anywhere. */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';

/** An incremental hash. `update` has read the bytes when it returns. Must not be used after `hex`. */
export interface Hash {
  /** Adds bytes. */
  update(bytes: Uint8Array): void;
  /** Lower-case hex. */
  hex(): string;
}

/** Ways to compute SHA-256. */
export interface Hashing {
  /** An incremental SHA-256. */
  create(): Promise<Hash>;
  /** The SHA-256 of bytes in memory, in lower-case hex. */
  digest(bytes: Uint8Array): Promise<string>;
}

export const portableHashing: Hashing = {
  create: async () => {
    const hash = sha256.create();
    return { update: (bytes) => void hash.update(bytes), hex: () => bytesToHex(hash.digest()) };
  },
  digest: async (bytes) => bytesToHex(sha256(bytes)),
};

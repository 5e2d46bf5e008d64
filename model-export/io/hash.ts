/** SHA-256 by whatever is fast where the exporter runs; the caller brings it, this is the one that runs anywhere. */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';

/** A hash in the making. Takes the bytes before `update` returns; no use after `hex`. */
export interface Hash {
  update(bytes: Uint8Array): void;
  /** Lower-case hex. */
  hex(): string;
}

export interface Hashing {
  /** A SHA-256 to be fed piece by piece. */
  create(): Promise<Hash>;
  /** The SHA-256 of bytes that are all in memory, in lower-case hex. */
  digest(bytes: Uint8Array): Promise<string>;
}

export const portableHashing: Hashing = {
  create: async () => {
    const hash = sha256.create();
    return { update: (bytes) => void hash.update(bytes), hex: () => bytesToHex(hash.digest()) };
  },
  digest: async (bytes) => bytesToHex(sha256(bytes)),
};

import { createSHA256 } from 'hash-wasm';
import type { Hashing } from '../../model-export/io/hash.ts';
import { sha256 } from '../storage/sha256.ts';

/**
 * SHA-256 as fast as a page has it: in WebAssembly where the bytes come piece by piece, the browser's own where
 * they are all there.
 */
export const pageHashing: Hashing = {
  create: async () => {
    const hash = (await createSHA256()).init();
    return { update: (bytes) => void hash.update(bytes), hex: () => hash.digest('hex') };
  },
  digest: (bytes) => sha256(bytes),
};

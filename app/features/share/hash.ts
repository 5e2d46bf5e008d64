import { sha256 } from '../../../core/sha256';

const hashes = new WeakMap<Blob, Promise<string>>();

/** SHA-256 of the bytes, in hexadecimal. @throws when they can no longer be read. */
export function sha256Of(blob: Blob): Promise<string> {
  const hash = hashes.get(blob) ?? computed(blob);
  hashes.set(blob, hash);
  // What could not be read once may be read the next time.
  hash.catch(() => hashes.delete(blob));
  return hash;
}

async function computed(blob: Blob): Promise<string> {
  return sha256(new Uint8Array(await blob.arrayBuffer()));
}

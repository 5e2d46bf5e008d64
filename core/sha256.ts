import { importChunk } from './import-chunk.ts';

/** SHA-256 as lower-case hex. */
export async function sha256(bytes: Uint8Array): Promise<string> {
  return hex(await digest(bytes));
}

/** Browsers provide no implementation over plain http. */
async function digest(bytes: Uint8Array): Promise<Uint8Array> {
  // The browser cannot hash shared memory; none is used here.
  if (crypto.subtle) {
    return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>));
  }
  const noble = await importChunk(() => import('@noble/hashes/sha2.js'));
  return noble.sha256(bytes);
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

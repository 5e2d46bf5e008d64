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
  const digest = await crypto.subtle.digest('SHA-256', await blob.arrayBuffer());
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

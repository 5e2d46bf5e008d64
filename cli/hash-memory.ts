/** SHA-256 of files, remembered in the cache for as long as the system reports the same about a file. */
import { createHash } from 'node:crypto';
import type { BigIntStats } from 'node:fs';
import { open, readFile, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { hashesFolder } from './cache.ts';
import { makeFolders } from './files.ts';
import { READ_FLAGS } from './read-file.ts';
import { replaceFile } from './replace-file.ts';

const CHUNK_BYTES = 2 ** 20;
/** Two changes within a tick of the file system's clock look like one, so what changed just now is not remembered. */
const SETTLED_MS = 2000;

/** SHA-256 of a file, in hex. @throws the system's error if it cannot be read. */
export async function sha256Of(path: string): Promise<string> {
  const before = await stat(path, { bigint: true });
  const record = await recordOf(path);
  const known = await readFile(record, 'utf8').catch(() => '');
  const [state, remembered] = known.split('\n');
  if (remembered && state === stateOf(before)) return remembered;
  const sha256 = await hashFile(path);
  const after = await stat(path, { bigint: true });
  const isSettled = Date.now() - Number(after.ctimeMs) > SETTLED_MS && stateOf(before) === stateOf(after);
  if (isSettled) await remember(record, `${stateOf(after)}\n${sha256}\n`);
  return sha256;
}

/** Times of the last change of the content and of the entry: programs can set only the first. */
function stateOf({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): string {
  return [dev, ino, size, mtimeNs, ctimeNs].join(' ');
}

async function recordOf(path: string): Promise<string> {
  const name = createHash('sha256')
    .update(await realpath(path))
    .digest('hex');
  return join(hashesFolder(), name);
}

/** Without it the next start takes longer, which is no reason to fail. */
async function remember(record: string, text: string): Promise<void> {
  try {
    await makeFolders(hashesFolder());
    await replaceFile(record, Buffer.from(text));
  } catch {}
}

/** In pieces: files are larger than the memory that a start should take. */
async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  const file = await open(path, READ_FLAGS);
  try {
    const buffer = Buffer.allocUnsafeSlow(CHUNK_BYTES);
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, CHUNK_BYTES, null);
      if (bytesRead === 0) return hash.digest('hex');
      hash.update(buffer.subarray(0, bytesRead));
    }
  } finally {
    await file.close();
  }
}

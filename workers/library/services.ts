import { createSHA256 } from 'hash-wasm';
import type { Sleep } from '../../model-export/hub/index.ts';
import type { Hashing } from '../../model-export/index.ts';
import type { Folder } from '../storage/opfs.ts';
import { storageFull } from '../storage/opfs-file.ts';
import { sha256 } from '../storage/sha256.ts';
import { LibraryError } from './errors.ts';
import type { Locks } from './locks.ts';

/** What the library needs from outside; all of it is replaced in tests. */
export interface LibraryServices {
  /** The folder in OPFS that holds everything. */
  openRoot: () => Promise<Folder>;
  locks: Locks;
  hashing: Hashing;
  fetch: typeof fetch;
  estimate: () => Promise<StorageEstimate>;
  /** Between attempts to reach the hub; for tests. */
  sleep?: Sleep;
  /** Asked of the hub at once; for tests. */
  chunkBytes?: number;
}

export interface Room {
  usageBytes: number | null;
  quotaBytes: number | null;
}

/** Nulls where the browser does not tell. */
export async function roomIn({ estimate }: LibraryServices): Promise<Room> {
  const { usage = null, quota = null } = await estimate();
  return { usageBytes: usage, quotaBytes: quota };
}

/** Whether so many bytes more fit, as far as the browser tells. */
export async function hasRoom(services: LibraryServices, bytes: number): Promise<boolean> {
  const { usageBytes, quotaBytes } = await roomIn(services);
  return usageBytes === null || quotaBytes === null || bytes <= quotaBytes - usageBytes;
}

/** @throws {LibraryError} ('storage-full') when the browser says that so many bytes more do not fit */
export async function requireRoom(services: LibraryServices, bytes: number, purpose: string): Promise<void> {
  if (await hasRoom(services, bytes)) return;
  const { usageBytes, quotaBytes } = await roomIn(services);
  const free = Math.max(0, (quotaBytes ?? 0) - (usageBytes ?? 0));
  throw new LibraryError(
    'storage-full',
    `${purpose} takes ${megabytes(bytes)}, and the browser gives this site ${megabytes(free)} more. Delete a model that you do not need, or free space on the disk, and try again: what was downloaded is kept.`,
    { cause: storageFull() },
  );
}

function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 1e6).toLocaleString('en')} MB`;
}

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

/** More reports than a person can see would only keep the page busy. */
const STEPS = 400;

/** Passes on the first report, the last, and one for each 1/400 of the way. */
export function throttleProgress(
  report: (done: number, total: number) => void,
): (done: number, total: number) => void {
  let last: number | null = null;
  return (done, total) => {
    const step = total === 0 ? STEPS : Math.floor((done / total) * STEPS);
    if (step === last) return;
    last = step;
    report(done, total);
  };
}

import { createSHA256 } from 'hash-wasm';
import { sha256 } from '../../core/sha256.ts';
import type { SiteStorage } from '../../core/storage-estimate.ts';
import type { Sleep } from '../../model-export/hub/index.ts';
import type { Hashing } from '../../model-export/index.ts';
import { StorageError, storageFull } from '../storage/errors.ts';
import type { Folder } from '../storage/opfs.ts';
import { LibraryError } from './errors.ts';
import type { Locks } from './locks.ts';

/** The library's dependencies; tests replace all of them. */
export interface LibraryServices {
  /** The root folder in OPFS. */
  openRoot: () => Promise<Folder>;
  locks: Locks;
  hashing: Hashing;
  fetch: typeof fetch;
  estimate: () => Promise<SiteStorage>;
  /** Waits between attempts to reach the hub; for tests. */
  sleep?: Sleep;
  /** Bytes per request to the hub; for tests. */
  chunkBytes?: number;
}

export interface Room {
  usageBytes: number | null;
  quotaBytes: number | null;
}

/** Null if the browser does not report it. */
export async function roomIn({ estimate }: LibraryServices): Promise<Room> {
  const { usage = null, quota = null } = await estimate();
  return { usageBytes: usage, quotaBytes: quota };
}

/** Whether that many bytes fit, as far as the browser reports. */
export async function hasRoom(services: LibraryServices, bytes: number): Promise<boolean> {
  return bytes <= ((await freeBytes(services)) ?? Number.POSITIVE_INFINITY);
}

async function freeBytes(services: LibraryServices): Promise<number | null> {
  const { usageBytes, quotaBytes } = await roomIn(services);
  return usageBytes === null || quotaBytes === null ? null : Math.max(0, quotaBytes - usageBytes);
}

/**
 * Requires room for that many bytes.
 * @throws {LibraryError} ('storage-full') if the browser reports that they do not fit
 */
export async function requireRoom(services: LibraryServices, bytes: number, purpose: string): Promise<void> {
  const free = await freeBytes(services);
  if (free !== null && bytes > free) throw noRoom(purpose, bytes, bytes - free, storageFull());
}

/** What is written, and for messages, what it is called. */
export interface Writing {
  purpose: string;
  /** In all. */
  bytes: number;
  /** So far. */
  written: () => number;
}

/**
 * Runs a job that writes.
 * @throws {LibraryError} ('storage-full') with the room that is missing, where the browser has no more: its quota is
 *   used up, or the disk is full, whatever the browser reports
 */
export async function namingRoom<T>(
  services: LibraryServices,
  { purpose, bytes, written }: Writing,
  job: () => Promise<T>,
): Promise<T> {
  try {
    return await job();
  } catch (error) {
    if (!isFull(error)) throw error;
    const left = Math.max(1, bytes - written());
    const free = (await freeBytes(services)) ?? 0;
    throw noRoom(purpose, bytes, free < left ? left - free : left, error);
  }
}

function isFull(error: unknown): boolean {
  if (error instanceof DOMException) return error.name === 'QuotaExceededError';
  return error instanceof StorageError && error.code === 'storage-full';
}

function noRoom(purpose: string, bytes: number, missingBytes: number, cause: unknown): LibraryError {
  return new LibraryError(
    'storage-full',
    `${purpose} takes ${megabytes(bytes)}, and ${megabytes(missingBytes)} of room are missing. Delete a model that you do not need, or free space on the disk, and try again: what was downloaded is kept.`,
    { cause, missingBytes },
  );
}

function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 1e6).toLocaleString('en')} MB`;
}

/** The fastest SHA-256 in a page: WebAssembly for streams, the browser's implementation for complete buffers. */
export const pageHashing: Hashing = {
  create: async () => {
    const hash = (await createSHA256()).init();
    return { update: (bytes) => void hash.update(bytes), hex: () => hash.digest('hex') };
  },
  digest: (bytes) => sha256(bytes),
};

/** Reports beyond what a person can see only keep the page busy. */
const STEPS = 400;

/** Passes on the first report, the last one, and one per 1/400 of the progress. */
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

import { CollectionError } from '../errors.ts';

/** The part of the Web Locks API that is used. A browser without a secure connection has none. */
export type RunLocks = Pick<LockManager, 'request'> | null;

/** Runs the job after those of other tabs that find or make a collection: two of them would make two. */
export async function oneAfterAnother<T>(
  locks: RunLocks,
  signal: AbortSignal,
  job: () => Promise<T>,
): Promise<T> {
  return locks === null ? job() : locks.request('blipscope open-collection', { signal }, job);
}

/** Runs the job after those of other tabs that write the collection's journal. */
export async function oneWriter<T>(locks: RunLocks, collection: string, job: () => Promise<T>): Promise<T> {
  return locks === null ? job() : locks.request(`blipscope journal:${collection}`, {}, job);
}

/** Chromium takes two seconds to end a worker that is blocked, and frees its locks then. Milliseconds. */
const PATIENCE_MS = 5000;

/**
 * Runs the job while no other tab runs the same collection. A browser does not freeze a tab that holds a lock.
 *
 * @throws {CollectionError} ('running-elsewhere'); the signal's reason, if it aborts before the job begins.
 */
export async function whileLocked<T>(
  locks: RunLocks,
  collection: string,
  signal: AbortSignal,
  job: () => Promise<T>,
): Promise<T> {
  if (locks === null) return job();
  const waiting = new AbortController();
  const cancel = () => waiting.abort(signal.reason);
  signal.addEventListener('abort', cancel);
  const timer = setTimeout(() => waiting.abort(runningElsewhere()), PATIENCE_MS);
  const stopWaiting = () => {
    clearTimeout(timer);
    signal.removeEventListener('abort', cancel);
  };
  try {
    return await locks.request(`blipscope run:${collection}`, { signal: waiting.signal }, () => {
      stopWaiting();
      return job();
    });
  } finally {
    stopWaiting();
  }
}

function runningElsewhere(): CollectionError {
  return new CollectionError(
    'running-elsewhere',
    'This collection is being captioned, perhaps in another tab. Let it finish, or pause it there.',
  );
}

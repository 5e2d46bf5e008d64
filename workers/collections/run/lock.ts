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

/**
 * Runs the job while no other tab runs the same collection. A browser does not freeze a tab that holds a lock.
 *
 * @throws {CollectionError} ('running-elsewhere')
 */
export async function whileLocked<T>(locks: RunLocks, collection: string, job: () => Promise<T>): Promise<T> {
  if (locks === null) return job();
  return locks.request(`blipscope run:${collection}`, { ifAvailable: true }, async (lock) => {
    if (lock) return job();
    throw new CollectionError(
      'running-elsewhere',
      'This collection is being captioned, perhaps in another tab. Let it finish, or pause it there.',
    );
  });
}

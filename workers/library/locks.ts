import { StorageError, storageOff } from '../storage/errors.ts';

/** The part of the Web Locks API that is used. A lock is released when its tab is closed, for any reason. */
export type LockManagerLike = Pick<LockManager, 'request'>;

/** Without the app's scope: copies of the app on one origin share the models, and so the locks. */
const PREFIX = 'blipscope ';

/** Changes take moments, and are waited for; work on a model takes longer. Milliseconds. */
const PATIENCE_MS = 2000;

/**
 * Locks that coordinate several tabs. All that they guard is in OPFS, which is not used where the browser has no locks:
 * there, as over plain http, taking one throws `storage-off`.
 */
export class Locks {
  readonly #held = new Map<string, { release: () => void; freed: Promise<unknown> }>();

  /** @param manager the browser's; undefined where it has none. */
  constructor(
    private readonly manager: LockManagerLike | undefined,
    private readonly patience: () => AbortSignal = () => AbortSignal.timeout(PATIENCE_MS),
  ) {}

  /**
   * Runs the job while no other tab does the same. What the job relies on must be read inside it.
   * @throws {StorageError} ('busy') if another one takes longer than a moment; ('storage-off')
   */
  async exclusively<T>(name: string, job: () => Promise<T>): Promise<T> {
    const manager = this.#require();
    const signal = this.patience();
    let taken = false;
    const run = () => {
      taken = true;
      return job();
    };
    try {
      return await manager.request(PREFIX + name, { signal }, run);
    } catch (error) {
      if (taken || !signal.aborted) throw error;
      throw busy(error);
    }
  }

  /** Runs the job if the lock is free, else does nothing. @throws {StorageError} ('storage-off') */
  async ifFree(name: string, job: () => Promise<void>): Promise<void> {
    await this.#require().request(PREFIX + name, { ifAvailable: true }, async (lock) => {
      if (lock) await job();
    });
  }

  /**
   * Holds the lock until `release`, or until this tab is closed. Several tabs may hold it; `ifFree` does nothing while
   * any of them does.
   * @throws {StorageError} ('storage-off')
   */
  async hold(name: string): Promise<void> {
    if (this.#held.has(name)) return;
    const manager = this.#require();
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    await new Promise<void>((taken, failed) => {
      const freed = manager.request(PREFIX + name, { mode: 'shared' }, () => {
        taken();
        return released;
      });
      this.#held.set(name, { release, freed });
      freed.catch((error: unknown) => {
        this.#held.delete(name);
        failed(error);
      });
    });
  }

  /** Does nothing if this tab does not hold the lock. Resolves when this tab has let go. */
  async release(name: string): Promise<void> {
    const held = this.#held.get(name);
    this.#held.delete(name);
    held?.release();
    await held?.freed;
  }

  #require(): LockManagerLike {
    if (!this.manager) throw storageOff();
    return this.manager;
  }
}

function busy(cause: unknown): StorageError {
  return new StorageError(
    'busy',
    'Another tab, or another request, is working on this model. Let it finish, or close that tab, and try again.',
    { cause },
  );
}

import { StorageError } from '../storage/errors.ts';

/** The part of the Web Locks API that is used. A lock is released when its tab is closed, for any reason. */
export type LockManagerLike = Pick<LockManager, 'request'>;

const PREFIX = 'blipscope ';

/** Locks that coordinate several tabs. */
export class Locks {
  readonly #held = new Map<string, { release: () => void; freed: Promise<unknown> }>();

  constructor(private readonly manager: LockManagerLike) {}

  /**
   * Runs the job while no other tab does the same.
   * @throws {StorageError} ('busy') if another one does
   */
  async exclusively<T>(name: string, job: () => Promise<T>): Promise<T> {
    return this.manager.request(PREFIX + name, { ifAvailable: true }, async (lock) => {
      if (lock) return job();
      throw new StorageError(
        'busy',
        'Another tab, or another request, is working on this model. Let it finish, or close that tab, and try again.',
      );
    });
  }

  /** Runs the job if the lock is free, else does nothing. */
  async ifFree(name: string, job: () => Promise<void>): Promise<void> {
    await this.manager.request(PREFIX + name, { ifAvailable: true }, async (lock) => {
      if (lock) await job();
    });
  }

  /** Holds the lock until `release`, or until this tab is closed. If another tab holds it, that is sufficient. */
  async hold(name: string): Promise<void> {
    if (this.#held.has(name)) return;
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    await new Promise<void>((taken, failed) => {
      const freed = this.manager.request(PREFIX + name, { ifAvailable: true }, () => {
        taken();
        return released;
      });
      freed.catch(failed);
      this.#held.set(name, { release, freed });
    });
  }

  /** Does nothing if this tab does not hold the lock. Resolves when the lock is free. */
  async release(name: string): Promise<void> {
    const held = this.#held.get(name);
    this.#held.delete(name);
    held?.release();
    await held?.freed;
  }
}

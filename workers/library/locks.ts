import { StorageError } from '../storage/errors.ts';

/** What of the Web Locks API is used. A lock goes when its tab is closed, however that happens. */
export type LockManagerLike = Pick<LockManager, 'request'>;

const PREFIX = 'blipscope ';

/** Locks by which several tabs keep out of each other's way. */
export class Locks {
  readonly #held = new Map<string, { release: () => void; freed: Promise<unknown> }>();

  constructor(private readonly manager: LockManagerLike) {}

  /**
   * Runs the job while no other may do the same.
   * @throws {StorageError} ('busy') when one does already
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

  /** Runs the job if nobody holds the lock, else does nothing. */
  async ifFree(name: string, job: () => Promise<void>): Promise<void> {
    await this.manager.request(PREFIX + name, { ifAvailable: true }, async (lock) => {
      if (lock) await job();
    });
  }

  /** Keeps the lock until `release`, or until this tab is closed; where another has it already, that serves as well. */
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

  /** Does nothing when this tab does not hold it. Resolves when the lock is free. */
  async release(name: string): Promise<void> {
    const held = this.#held.get(name);
    this.#held.delete(name);
    held?.release();
    await held?.freed;
  }
}

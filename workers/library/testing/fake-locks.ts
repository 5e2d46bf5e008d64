/** For tests: the part of the Web Locks API that is used. One object stands for all tabs. */
import type { LockManagerLike } from '../locks.ts';

interface Request {
  name: string;
  shared: boolean;
  tab: object;
  grant: () => void;
}

export class FakeLocks {
  #held: Request[] = [];
  #waiting: Request[] = [];

  /** The view of one tab. `pass` may delay a request. */
  tab(pass: (name: string) => Promise<void> = async () => {}): {
    manager: LockManagerLike;
    close(): void;
  } {
    const tab = {};
    const request = async (name: string, options: LockOptions, job: (lock: object | null) => unknown) => {
      await pass(`lock ${name}`);
      const { mode, ifAvailable, signal } = options;
      const wanted = { name, shared: mode === 'shared', tab, grant: () => {} };
      if (ifAvailable && !this.#isFree(wanted)) return job(null);
      await this.#take(wanted, signal);
      try {
        return await job(wanted);
      } finally {
        this.#drop((each) => each === wanted);
      }
    };
    // The fake supports only the overload that is used.
    const manager = { request } as unknown as LockManagerLike;
    return { manager, close: () => this.#drop((each) => each.tab === tab) };
  }

  #isFree({ name, shared }: Request): boolean {
    return this.#held.every((each) => each.name !== name || (shared && each.shared));
  }

  async #take(wanted: Request, signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted();
    await new Promise<void>((resolve, reject) => {
      wanted.grant = resolve;
      this.#waiting.push(wanted);
      signal?.addEventListener('abort', () => {
        this.#waiting = this.#waiting.filter((each) => each !== wanted);
        reject(signal.reason);
      });
      this.#grantNext();
    });
  }

  #drop(isDropped: (each: Request) => boolean): void {
    this.#held = this.#held.filter((each) => !isDropped(each));
    this.#waiting = this.#waiting.filter((each) => !isDropped(each));
    this.#grantNext();
  }

  #grantNext(): void {
    for (const next of [...this.#waiting]) {
      if (!this.#isFree(next)) continue;
      this.#waiting = this.#waiting.filter((each) => each !== next);
      this.#held.push(next);
      next.grant();
    }
  }
}

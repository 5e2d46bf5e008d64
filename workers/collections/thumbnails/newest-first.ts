import { untilAborted } from '../until-aborted.ts';

interface Waiting {
  start: () => void;
}

/** Runs a few jobs at a time, the newest first: what a person scrolled past can wait. */
export class NewestFirst {
  readonly #waiting: Waiting[] = [];
  #running = 0;

  constructor(private readonly limit: number) {}

  /** @throws the signal's reason as soon as it aborts. A job that has begun goes on, and its place is taken until its end. */
  async run<T>(job: () => Promise<T>, signal: AbortSignal): Promise<T> {
    signal.throwIfAborted();
    if (this.#running >= this.limit) await this.#turn(signal);
    else this.#running += 1;
    return untilAborted(
      job().finally(() => this.#next()),
      signal,
    );
  }

  #turn(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const waiting = { start: resolve };
      this.#waiting.push(waiting);
      signal.addEventListener('abort', () => {
        const at = this.#waiting.indexOf(waiting);
        if (at >= 0) this.#waiting.splice(at, 1);
        reject(signal.reason);
      });
    });
  }

  /** The place passes to the newest job that waits. */
  #next(): void {
    const newest = this.#waiting.pop();
    if (newest) newest.start();
    else this.#running -= 1;
  }
}

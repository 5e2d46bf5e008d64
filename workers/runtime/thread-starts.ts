import type { FromWorker } from '../../core/protocol/index.ts';

/** What the page is told about a step that may block this worker. */
export type ThreadsMessage = Extract<FromWorker, { type: 'starting-threads' | 'threads-settled' }>;

/** How often the page hears that a step that takes long has not blocked this worker. */
const BEAT_MS = 500;
/**
 * A worker that is silent for longer is blocked. The longest silence of a start that went well was 1.9 s, in 40 starts of
 * Chromium and Firefox on two cores that had twenty times their work. A false alarm costs the threads only.
 */
export const BLOCKED_MS = 5000;

/**
 * Tells the page of the steps in which this worker starts others: some browsers block a worker for ever when it does, and
 * then only the page can notice.
 */
export class ThreadStarts {
  #steps = 0;

  constructor(private readonly tellPage: (message: ThreadsMessage) => void = () => {}) {}

  /** A step that starts one worker, and does not wait for it. */
  now<T>(start: () => T): T {
    const step = this.#begin();
    try {
      return start();
    } finally {
      this.#end(step);
    }
  }

  /** A step that may take any time, as long as this worker runs timers meanwhile. */
  async during<T>(start: () => Promise<T>): Promise<T> {
    const step = this.#begin();
    const beat = setInterval(() => this.#tell(step), BEAT_MS);
    try {
      return await start();
    } finally {
      clearInterval(beat);
      this.#end(step);
    }
  }

  #begin(): number {
    this.#steps += 1;
    this.#tell(this.#steps);
    return this.#steps;
  }

  #tell(step: number): void {
    this.tellPage({ type: 'starting-threads', step, withinMs: BLOCKED_MS });
  }

  #end(step: number): void {
    this.tellPage({ type: 'threads-settled', step });
  }
}

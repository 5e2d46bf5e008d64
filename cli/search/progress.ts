import { Throttle } from '../../workers/search/index.ts';
import { progressText } from '../capfilt/progress.ts';
import { CLEAR_LINE, type Terminal } from '../progress.ts';

/** A line in a terminal that counts pictures. */
export class CountLine {
  #done = 0;
  #failed = 0;
  readonly #start = performance.now();
  readonly #throttle = new Throttle(() => this.#show());

  /** @param what `vectors` */
  constructor(
    private readonly what: string,
    private readonly total: number,
    private readonly terminal: Terminal = process.stderr,
  ) {}

  add(failed = false): void {
    this.#done += 1;
    if (failed) this.#failed += 1;
    this.#throttle.changed();
  }

  /** Clears the line. */
  end(): void {
    if (this.terminal.isTTY) this.terminal.write(CLEAR_LINE);
  }

  #show(): void {
    if (!this.terminal.isTTY) return;
    const perSecond = (this.#done * 1000) / Math.max(1, performance.now() - this.#start);
    const state = { done: this.#done, failed: this.#failed, total: this.total, perSecond };
    this.terminal.write(`${CLEAR_LINE}${this.what} ${progressText(state)}`);
  }
}

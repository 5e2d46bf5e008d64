import type { CaptionTimes } from '../../core/protocol/index.ts';

/** The times of one caption run, in milliseconds. It starts when constructed. */
export class Stopwatch {
  readonly #start = performance.now();
  readonly #laps = { image: 0, encode: 0 };
  #lapStart = this.#start;
  #firstToken: number | null = null;

  /** Ends a stage; the next one starts. */
  lap(stage: 'image' | 'encode'): void {
    const now = performance.now();
    this.#laps[stage] = now - this.#lapStart;
    this.#lapStart = now;
  }

  /** Only the first call counts. */
  firstToken(): void {
    this.#firstToken ??= performance.now() - this.#start;
  }

  /** The decode stage ends now. */
  times(): CaptionTimes {
    const now = performance.now();
    const total = now - this.#start;
    return { ...this.#laps, firstToken: this.#firstToken ?? total, decode: now - this.#lapStart, total };
  }
}

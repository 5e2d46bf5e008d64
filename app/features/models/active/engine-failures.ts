import type { WireError } from '../../../../core/protocol';

/** What to do when the engine is gone: load the model again, on the CPU from now on, or say that it cannot be loaded. */
export type Recovery = 'again' | 'on-cpu' | 'give-up';

/** A GPU that stops again within this time is not to be relied on. Milliseconds. */
export const GPU_TRUST = 5 * 60_000;

/** Remembers how often the engine was lost, so that it is not started for ever. Times in milliseconds. */
export class Losses {
  #lastOfGpu = -Infinity;
  #whileLoading = 0;
  #withMatcher = 0;

  /** @param loading whether the captioner was being loaded. */
  recoveryFrom({ code }: WireError, loading: boolean, now: number): Recovery {
    if (code === 'gpu-lost') {
      const again = now - this.#lastOfGpu < GPU_TRUST;
      this.#lastOfGpu = now;
      return loading || again ? 'on-cpu' : 'again';
    }
    // Without threads, which cannot fail a second time.
    if (!loading || code === 'threads-failed') return 'again';
    this.#whileLoading += 1;
    return code === 'out-of-memory' || this.#whileLoading > 1 ? 'give-up' : 'again';
  }

  /** The captioner is there. */
  arrived(): void {
    this.#whileLoading = 0;
  }

  /**
   * Whether to do without the matcher from now on: one that takes the engine with it a second time while it is loaded,
   * or for which the memory does not suffice, would do so again.
   *
   * @param loading whether the matcher was being loaded.
   */
  matcherIsToBlame({ code }: WireError, loading: boolean): boolean {
    if (!loading || code === 'gpu-lost') return false;
    this.#withMatcher += 1;
    return code === 'out-of-memory' || this.#withMatcher > 1;
  }
}

import type { WireError } from '../../../../core/protocol';

/** What to do when the engine is lost: load the model again, load it on the CPU from now on, or give up. */
export type Recovery = 'again' | 'on-cpu' | 'give-up';

/** A GPU that stops again within this time is not used any more. Milliseconds. */
export const GPU_TRUST = 5 * 60_000;

/** Counts how often the engine was lost, so that it is not restarted for ever. Times in milliseconds. */
export class EngineFailures {
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
    // The next attempt runs without threads, which cannot fail again.
    if (!loading || code === 'threads-failed') return 'again';
    this.#whileLoading += 1;
    return code === 'out-of-memory' || this.#whileLoading > 1 ? 'give-up' : 'again';
  }

  /** The captioner has loaded. */
  modelLoaded(): void {
    this.#whileLoading = 0;
  }

  /**
   * Whether to run without the matcher from now on: it ran out of memory, or the engine was lost twice while it loaded,
   * which would happen again.
   *
   * @param loading whether the matcher was being loaded.
   */
  isMatcherSuspect({ code }: WireError, loading: boolean): boolean {
    if (!loading || code === 'gpu-lost') return false;
    this.#withMatcher += 1;
    return code === 'out-of-memory' || this.#withMatcher > 1;
  }
}

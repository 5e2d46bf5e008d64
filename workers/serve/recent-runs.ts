import type { FinishedRun } from '../engine/index.ts';

/** A run's attention takes a few megabytes per caption. */
const MAX_RUNS = 8;

/** The last runs, by id; older ones are disposed of. */
export class RecentRuns {
  readonly #runs = new Map<string, FinishedRun>();

  add(id: string, run: FinishedRun): void {
    this.#drop(id);
    this.#runs.set(id, run);
    const [oldest] = this.#runs.keys();
    if (this.#runs.size > MAX_RUNS && oldest !== undefined) this.#drop(oldest);
  }

  get(id: string): FinishedRun | undefined {
    return this.#runs.get(id);
  }

  clear(): void {
    for (const id of [...this.#runs.keys()]) this.#drop(id);
  }

  #drop(id: string): void {
    this.#runs.get(id)?.dispose();
    this.#runs.delete(id);
  }
}

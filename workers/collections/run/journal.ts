import type { StoredResult } from '../schema.ts';

/**
 * Stores results while the next picture is captioned: one at a time, so that at most the picture in hand and the one
 * that is being written are lost with the tab.
 */
export class Journal {
  #last: Promise<void> = Promise.resolve();

  /** @param save stores a result. @param onSaved called when it is stored. */
  constructor(
    private readonly save: (result: StoredResult) => Promise<void>,
    private readonly onSaved: (result: StoredResult) => void,
  ) {}

  /** Begins to store a result, once the one before is stored. @throws what storing that one threw. */
  async add(result: StoredResult): Promise<void> {
    await this.#last;
    this.#last = this.save(result).then(() => this.onSaved(result));
    // It is awaited by the next one, or at the end.
    this.#last.catch(() => {});
  }

  /** @throws what storing the last one threw. */
  async close(): Promise<void> {
    await this.#last;
  }
}

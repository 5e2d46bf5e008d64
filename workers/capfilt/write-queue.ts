/**
 * Stores results while the next pictures are captioned: one at a time, so that at most the pictures in hand and the result
 * that is being written are lost with the program.
 */
export class WriteQueue<Result> {
  #last: Promise<void> = Promise.resolve();

  /** @param save stores a result. @param onSaved called when it is stored. */
  constructor(
    private readonly save: (result: Result) => Promise<void>,
    private readonly onSaved: (result: Result) => void,
  ) {}

  /** Begins to store a result, once the one before is stored. @throws what storing that one threw. */
  async add(result: Result): Promise<void> {
    const before = this.#last;
    this.#last = before.then(() => this.save(result)).then(() => this.onSaved(result));
    // It is awaited by the next one, or at the end.
    this.#last.catch(() => {});
    await before;
  }

  /** @throws what storing the last one threw. */
  async close(): Promise<void> {
    await this.#last;
  }
}

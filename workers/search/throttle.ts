/** Milliseconds between two reports. */
const INTERVAL = 250;

/** Calls `report` at once, and then at most a few times a second, as long as something changes. */
export class Throttle {
  #reportedAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly report: () => void) {}

  /** Something has changed. What the last changes were is for the caller to say, at the end. */
  changed(): void {
    if (performance.now() - this.#reportedAt >= INTERVAL) this.flush();
  }

  flush(): void {
    this.report();
    this.#reportedAt = performance.now();
  }
}

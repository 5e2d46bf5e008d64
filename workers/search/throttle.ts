/** Milliseconds between two reports. */
const INTERVAL = 250;

/** Calls `report` at once, and then at most a few times a second, as long as something changes. */
export class Throttle<Reported = void> {
  #reportedAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly report: () => Reported) {}

  /** Something has changed. What the last changes were is for the caller to say, at the end. */
  changed(): Reported | undefined {
    return performance.now() - this.#reportedAt >= INTERVAL ? this.flush() : undefined;
  }

  flush(): Reported {
    const reported = this.report();
    this.#reportedAt = performance.now();
    return reported;
  }
}

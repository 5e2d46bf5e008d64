/** For tests: counts the cases of a property, and measures the largest. `BLIPSCOPE_CASES=1` prints both. */
export class Cases {
  #count = 0;
  #milliseconds = 0;
  #bytes = 0;

  constructor(private readonly property: string) {}

  async run<T>(job: () => Promise<T>): Promise<T> {
    const [start, before] = [performance.now(), memory()];
    try {
      return await job();
    } finally {
      this.#count++;
      this.#milliseconds = Math.max(this.#milliseconds, performance.now() - start);
      this.#bytes = Math.max(this.#bytes, memory() - before);
    }
  }

  report(): void {
    if (!process.env.BLIPSCOPE_CASES) return;
    const [time, space] = [Math.round(this.#milliseconds), (this.#bytes / 1e6).toFixed(1)];
    console.info(`${this.property}: ${this.#count} cases, at most ${time} ms and ${space} MB each`);
  }
}

function memory(): number {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

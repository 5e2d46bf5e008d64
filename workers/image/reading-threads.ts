import type { PicturePreparer } from './prepare.ts';

/** A decoded photo of 100 megapixels takes 400 MB. */
const MAX_THREADS = 4;
/** Where the browser does not tell the device's memory, or tells of no more than `LITTLE_GB`. */
const MAX_WITH_LITTLE_MEMORY = 2;
const LITTLE_GB = 4;

export interface Spare {
  cores: number;
  /** The runtime's, while it computes. */
  engineThreads: number;
  /** `navigator.deviceMemory`, in GB; undefined where the browser has none. */
  memory: number | undefined;
}

/** How many threads may read pictures while the engine works: those that it leaves free, at least one. */
export function countReadingThreads({ cores, engineThreads, memory = LITTLE_GB }: Spare): number {
  const limit = memory > LITTLE_GB ? MAX_THREADS : MAX_WITH_LITTLE_MEMORY;
  return Math.max(1, Math.min(limit, cores - engineThreads));
}

/**
 * Prepares pictures in several threads, of which each has one picture at a time: no more are decoded at once, and the
 * others wait in order. A thread is opened when a picture finds all others at work.
 *
 * @param open a preparer with a thread of its own. If it throws, `here` prepares, or the threads that there are.
 * @param count how many threads there may be; asked each time.
 */
export function prepareInThreads(
  open: () => PicturePreparer,
  here: PicturePreparer,
  count: () => number,
): PicturePreparer {
  const pool = new ThreadPool(open, here, count);
  return async (file, settings) => {
    const prepare = await pool.take();
    try {
      return await prepare(file, settings);
    } finally {
      pool.giveBack(prepare);
    }
  };
}

class ThreadPool {
  readonly #free: PicturePreparer[] = [];
  readonly #waiting: ((prepare: PicturePreparer) => void)[] = [];
  #opened = 0;

  constructor(
    private readonly open: () => PicturePreparer,
    private readonly here: PicturePreparer,
    private readonly count: () => number,
  ) {}

  async take(): Promise<PicturePreparer> {
    const free = this.#free.pop() ?? this.#openAnother();
    return free ?? new Promise((resolve) => this.#waiting.push(resolve));
  }

  giveBack(prepare: PicturePreparer): void {
    const next = this.#waiting.shift();
    if (next) next(prepare);
    else this.#free.push(prepare);
  }

  #openAnother(): PicturePreparer | null {
    if (this.#opened > 0 && this.#opened >= this.count()) return null;
    try {
      const prepare = this.open();
      this.#opened += 1;
      return prepare;
    } catch {
      if (this.#opened > 0) return null;
      this.#opened = 1;
      return this.here;
    }
  }
}

import type { RunCollectionProgress } from '../../core/protocol/index.ts';

/** Milliseconds between two reports. */
const INTERVAL = 250;
/** Pictures a second are counted over this many milliseconds. */
const WINDOW = 10_000;

interface Counts {
  done: number;
  failed: number;
  total: number;
}

/** Collects what a run has finished, and reports it a few times a second. */
export class RunProgress {
  readonly #report: (progress: RunCollectionProgress) => void;
  readonly #counts: Counts;
  #records: RunCollectionProgress['records'] = [];
  /** When pictures were finished, after the beginning of the run: those of the first batch come all at once. */
  #finished = [performance.now()];
  #reportedAt = Number.NEGATIVE_INFINITY;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(report: (progress: RunCollectionProgress) => void, { done, failed, total }: Counts) {
    this.#report = report;
    this.#counts = { done, failed, total };
  }

  get counts(): Readonly<Counts> {
    return this.#counts;
  }

  /** A picture is finished, and stored. */
  add(record: RunCollectionProgress['records'][number]): void {
    const now = performance.now();
    this.#counts.done += 1;
    if (record.error) this.#counts.failed += 1;
    this.#records.push(record);
    this.#finished.push(now);
    this.#finished = this.#finished.filter((at) => now - at <= WINDOW);
    const left = this.#reportedAt + INTERVAL - now;
    if (left <= 0) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), left);
  }

  /** Reports at once. No report follows until the next picture is added. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#reportedAt = performance.now();
    const records = this.#records;
    this.#records = [];
    this.#report({ ...this.#counts, perSecond: this.#perSecond(), records });
  }

  #perSecond(): number | null {
    const [first] = this.#finished;
    const last = this.#finished.at(-1);
    if (first === undefined || last === undefined || last === first) return null;
    return ((this.#finished.length - 1) * 1000) / (last - first);
  }
}

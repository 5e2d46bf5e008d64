/** Starts the thread that tells of progress while the model runs. */
import { Worker } from 'node:worker_threads';
import type { ShardCounts } from './shard-run.ts';

/** Milliseconds. */
const INTERVAL = 10_000;

/** What the thread sees of a shard. `shard` is its number here, 0 between two shards. */
const SLOTS = { shard: 0, done: 1, errors: 2 } as const;

export interface HeartbeatOptions {
  /** An event of the protocol, or a line for a person. */
  format: 'json' | 'text';
  /** Where lines are written: 1 or 2. */
  fd: number;
  /** Milliseconds between two lines. */
  interval?: number;
}

export class Heartbeat {
  readonly #counts = new Int32Array(new SharedArrayBuffer(4 * Object.keys(SLOTS).length));
  readonly #thread: Worker;
  #number = 0;

  constructor(private readonly options: HeartbeatOptions) {
    const { fd, interval = INTERVAL } = options;
    this.#thread = new Worker(new URL('./heartbeat-thread.mjs', import.meta.url), {
      workerData: { counts: this.#counts, slots: SLOTS, interval, fd },
      execArgv: [],
    });
    // It keeps no program running that has nothing else to do.
    this.#thread.unref();
  }

  /** Tells of a shard from now on. @param log a file to touch at each line. */
  begin(id: string, of: number | null, log: string): void {
    this.#number += 1;
    this.update({ done: 0, errors: 0 });
    Atomics.store(this.#counts, SLOTS.shard, this.#number);
    this.#thread.postMessage({ number: this.#number, id, of, log, format: this.options.format });
  }

  update({ done, errors }: ShardCounts): void {
    Atomics.store(this.#counts, SLOTS.done, done);
    Atomics.store(this.#counts, SLOTS.errors, errors);
  }

  end(): void {
    Atomics.store(this.#counts, SLOTS.shard, 0);
  }

  async close(): Promise<void> {
    await this.#thread.terminate();
  }
}

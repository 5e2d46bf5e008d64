/** Captions the pictures of a shard, from what an earlier attempt has made. */
import type { OriginalText } from '../../core/collection.ts';
import type { PreparedPicture, WireError } from '../../core/protocol/index.ts';
import type { Sample } from '../../dataset/formats/index.ts';
import { pictureSeed } from '../../dataset/index.ts';
import type { PictureInput, PictureTexts } from '../../workers/capfilt/index.ts';
import { stopsRun } from '../capfilt/failures.ts';
import type { CaptionWorker } from '../capfilt/models.ts';
import type { AttemptLog } from './attempt-log.ts';
import type { ShardInput } from './input.ts';
import { failureOf, readBytes, type SampleBytes, SampleFailure } from './read-sample.ts';
import { asShardError, ShardError } from './shard-error.ts';

/** The models, with what is the same for all pictures. */
export type ShardWorker = Pick<CaptionWorker, 'picturesPerBatch' | 'prepare' | 'caption' | 'dispose'> & {
  /** The run's seed; each picture has its own one. */
  readonly seed: number;
  /** Whether texts that come with pictures are matched. */
  readonly readsTexts: boolean;
};

/** Pictures that are read while others are captioned, apart from those of the batch. */
const READ_AHEAD = 2;

/** A picture of the shard. Its result is in the log, or it has an error. */
export interface ShardRow {
  key: string;
  path: string;
  bytes: number;
  sha256: string | null;
  resultKey: string | null;
  /** The texts that came with it. */
  originals: readonly OriginalText[];
  error: WireError | null;
  crashed: boolean;
}

export interface ShardCounts {
  done: number;
  errors: number;
}

export interface RunOptions {
  input: ShardInput;
  worker: ShardWorker;
  log: AttemptLog;
  onProgress: (counts: ShardCounts) => void;
  /** Aborted: the pictures in hand are finished, and no others. */
  stop: AbortSignal;
}

interface ReadSample extends SampleBytes {
  /** Null where the result is made already, or will be with another picture of the batch. */
  prepared: PreparedPicture | null;
}

interface InHand extends SampleBytes {
  prepared: PreparedPicture;
  sample: Sample;
  row: ShardRow;
}

export class ShardRun {
  readonly #rows: ShardRow[] = [];
  readonly #counts: ShardCounts = { done: 0, errors: 0 };
  #batch: InHand[] = [];
  /** Results that are being made, by their key, and errors of those that could not be. */
  readonly #pending = new Set<string>();
  readonly #failed = new Map<string, WireError>();

  constructor(private readonly options: RunOptions) {}

  /**
   * Captions what the log does not have.
   * @returns the rows, in the order of the shard.
   * @throws {ShardError}
   */
  async run(): Promise<ShardRow[]> {
    const { input, stop } = this.options;
    let isStopped = false;
    for await (const { sample, read } of this.#ahead(input.samples())) {
      await this.#add(sample, read);
      if (this.#batch.length >= this.#batchSize()) await this.#flush();
      isStopped = stop.aborted;
      if (isStopped) break;
    }
    await this.#flush();
    if (isStopped)
      throw new ShardError('stopped', 'The shard was stopped. What is finished stays for the next attempt.');
    return this.#rows.map((row) => this.#withFailure(row));
  }

  /** A picture that may end the program is alone in hand. */
  #batchSize(): number {
    return this.options.log.hasSuspects ? 1 : this.options.worker.picturesPerBatch;
  }

  async *#ahead(
    samples: AsyncIterable<Sample>,
  ): AsyncGenerator<{ sample: Sample; read: Promise<ReadSample> }> {
    const waiting: { sample: Sample; read: Promise<ReadSample> }[] = [];
    for await (const sample of this.#shardErrors(samples)) {
      const read = this.#read(sample);
      // It is awaited in its turn, which may never come.
      read.catch(() => {});
      waiting.push({ sample, read });
      const depth = this.options.log.hasSuspects ? 1 : this.options.worker.picturesPerBatch + READ_AHEAD;
      while (waiting.length >= depth) yield waiting.shift()!;
    }
    yield* waiting;
  }

  async *#shardErrors(samples: AsyncIterable<Sample>): AsyncGenerator<Sample> {
    try {
      yield* samples;
    } catch (error) {
      throw asShardError(error, 'unreadable');
    }
  }

  async #read(sample: Sample): Promise<ReadSample> {
    const { input, worker, log } = this.options;
    const read = await readBytes(sample, input, worker.readsTexts);
    const { sha256, resultKey } = read;
    if (log.isPoison(sha256)) return { ...read, prepared: null };
    if (log.has(resultKey) || this.#pending.has(resultKey) || this.#failed.has(resultKey))
      return { ...read, prepared: null };
    this.#pending.add(resultKey);
    log.take(sha256);
    try {
      return { ...read, prepared: await worker.prepare(read.bytes) };
    } catch (error) {
      this.#fail(read, failureOf(error).error);
      return { ...read, prepared: null };
    }
  }

  async #add(sample: Sample, reading: Promise<ReadSample>): Promise<void> {
    const { key, path, texts: originals, picture } = sample;
    const size = 'read' in picture ? picture.size : 0;
    const row: ShardRow = {
      key,
      path,
      bytes: size,
      sha256: null,
      resultKey: null,
      originals,
      error: null,
      crashed: false,
    };
    this.#rows.push(row);
    try {
      const { prepared, ...read } = await reading;
      Object.assign(row, { bytes: read.bytes.length, sha256: read.sha256, resultKey: read.resultKey });
      if (this.options.log.isPoison(read.sha256))
        Object.assign(row, { resultKey: null, error: CRASHED, crashed: true });
      else if (prepared) return void this.#batch.push({ ...read, prepared, sample, row });
    } catch (error) {
      if (!(error instanceof SampleFailure)) throw asShardError(error, 'engine');
      row.error = error.error;
    }
    this.#count(row);
  }

  #count(row: ShardRow): void {
    this.#counts.done += 1;
    if (this.#withFailure(row).error) this.#counts.errors += 1;
    this.options.onProgress(this.#counts);
  }

  #withFailure(row: ShardRow): ShardRow {
    const error = row.error ?? (row.resultKey === null ? null : (this.#failed.get(row.resultKey) ?? null));
    return { ...row, error };
  }

  async #flush(): Promise<void> {
    const batch = this.#batch;
    this.#batch = [];
    if (batch.length === 0) return;
    try {
      await this.#caption(batch);
    } catch (error) {
      if (stopsRun(error)) throw asShardError(error, 'engine');
      // One of them failed, perhaps for a lack of memory: the others do not have to.
      for (const each of batch) await this.#captionAlone(each);
    }
    for (const { row } of batch) this.#count(row);
  }

  async #captionAlone(picture: InHand): Promise<void> {
    try {
      await this.#caption([picture]);
    } catch (error) {
      if (stopsRun(error)) throw asShardError(error, 'engine');
      this.#fail(picture, failureOf(error).error);
    }
  }

  async #caption(batch: readonly InHand[]): Promise<void> {
    const { worker, log } = this.options;
    const texts = await worker.caption(batch.map((each) => this.#inputOf(each)));
    for (const [index, { sha256, resultKey, prepared }] of batch.entries()) {
      const { width, height } = prepared;
      log.add(resultKey, { sha256, width, height, texts: recordTexts(texts[index]!) });
      this.#pending.delete(resultKey);
      log.drop(sha256);
    }
  }

  #inputOf({ sample, sha256, prepared: { pixelValues, texts } }: InHand): PictureInput {
    const { seed, readsTexts } = this.options.worker;
    const originals = readsTexts ? sample.texts : [];
    const embedded = readsTexts ? texts : [];
    return { pixelValues, originals, embedded, seed: pictureSeed(seed, sha256) };
  }

  #fail({ sha256, resultKey }: SampleBytes, error: WireError): void {
    this.#failed.set(resultKey, error);
    this.#pending.delete(resultKey);
    this.options.log.drop(sha256);
  }
}

const CRASHED: WireError = {
  code: 'worker-crashed',
  message: 'The program was lost twice while it had this picture in hand.',
};

/** As a record has them: the texts that came with the picture, each once, then the candidates. */
function recordTexts({ originals, embedded, candidates }: PictureTexts) {
  const listed = new Set(originals.map(({ text }) => text));
  return [...originals, ...embedded.filter(({ text }) => !listed.has(text)), ...candidates];
}

import type { PictureVector, TextForm } from '../../core/collection.ts';
import type { RunRecord } from '../../core/protocol/index.ts';
import type { JournaledVector } from '../../dataset/index.ts';
import {
  type ListedPicture,
  type PictureResult,
  PictureRunner,
  type PlannedPicture,
  readAhead,
  resultOf,
  runRecord,
  WriteQueue,
} from '../../workers/capfilt/index.ts';
import { RunStopped, stopsRun, wireError } from './failures.ts';
import { vectorOf } from './journal-file.ts';
import type { CaptionWorker } from './models.ts';

/** A picture that is read when its turn comes. */
export interface SourcePicture extends ListedPicture {
  /** All bytes of the file. */
  open(): Promise<Uint8Array>;
}

/** Where records are stored, so that a run can stop at any time. */
export interface RecordStore {
  find(path: string): Promise<RunRecord | null>;
  findVector(path: string): Promise<JournaledVector | null>;
  /** A failure ends the run. */
  save(record: RunRecord, vector: PictureVector | null): Promise<void>;
}

export interface PictureRun {
  pictures: Iterable<PlannedPicture<SourcePicture>> | AsyncIterable<PlannedPicture<SourcePicture>>;
  worker: CaptionWorker;
  /** The run's seed. */
  seed: number;
  store: RecordStore;
  /** Paths of records of the same models and settings, by the picture's SHA-256. Added to. */
  made: Map<string, string>;
  /** Forms of texts in the pictures themselves that are original texts. */
  embedded: ReadonlySet<TextForm>;
  /** Called when a record is stored. */
  onRecord(record: RunRecord): void;
  /** Ends the run after the pictures in hand. */
  signal: AbortSignal;
}

/** Pixel values wait in memory: 1.8 MB for a picture of 384 × 384. */
const MIN_READ_AHEAD = 4;

/**
 * Captions pictures one after the other, and stores each record when it is made. A picture that fails is a record with an
 * error. Memory does not grow with the number of pictures.
 *
 * @returns whether all pictures are done; false after the signal aborted.
 * @throws {RunStopped} when a record cannot be stored, and errors of the engine.
 */
export async function runPictures(run: PictureRun): Promise<boolean> {
  const { worker, embedded, signal } = run;
  const inHand = new Map<string, SourcePicture>();
  const queue = queueOf(run, inHand);
  const runner = new PictureRunner<SourcePicture>({
    captioner: worker,
    seed: run.seed,
    made: run.made,
    results: {
      find: async (path) => {
        const record = await run.store.find(path);
        if (!record) return null;
        return { ...resultOf(record), vector: vectorOf(record, await run.store.findVector(path)) };
      },
      add: (result) => queue.add(result),
      stored: () => queue.close(),
    },
    stopsRun,
    failure: async (reason) => wireError(reason),
  });
  const read = async ({ picture }: PlannedPicture<SourcePicture>) => {
    const file = await picture.open();
    const prepared = await worker.prepare(file);
    const state = { bytes: file.length, modified: picture.modified };
    return {
      state,
      prepared: { ...prepared, texts: prepared.texts.filter(({ form }) => embedded.has(form)) },
    };
  };
  const depth = Math.max(MIN_READ_AHEAD, 2 * worker.picturesPerBatch * worker.batchesAtOnce);
  try {
    for await (const { item, read: reading } of readAhead(run.pictures, depth, read)) {
      if (signal.aborted) break;
      inHand.set(item.picture.path, item.picture);
      await runner.add(item, reading);
    }
    if (signal.aborted) await runner.leave();
    else await runner.finish();
  } finally {
    await queue.close();
  }
  return !signal.aborted;
}

function queueOf(
  { store, onRecord }: PictureRun,
  inHand: Map<string, SourcePicture>,
): WriteQueue<PictureResult> {
  let record: RunRecord;
  return new WriteQueue<PictureResult>(
    async (result) => {
      const { bytes, modified } = result;
      // The file may have changed since it was listed: the record is that of the file that was read.
      record = runRecord({ ...inHand.get(result.path)!, bytes, modified }, result);
      inHand.delete(result.path);
      await store.save(record, result.vector ?? null).catch((error) => {
        throw new RunStopped(error);
      });
    },
    () => onRecord(record),
  );
}

/** What a run in the page captions with, and where its results go. */
import type { CaptionSettings } from '../../../core/protocol/index.ts';
import {
  type CapFiltModels,
  captionPictures,
  failedResult,
  type PictureCaptioner,
  type RunTools,
  type WriteQueue,
} from '../../capfilt/index.ts';
import { breaksRuntime, toWire } from '../../serve/errors.ts';
import type { LoadedModels } from '../../serve/loaded-models.ts';
import { nextTask, restAfterSlices } from '../../serve/next-task.ts';
import type { Models } from '../../serve/text-service.ts';
import type { CollectionDatabase } from '../database.ts';
import type { StoredPicture, StoredResult } from '../schema.ts';
import type { FileSource } from '../sources/source.ts';
import { isOfFile, stopsRun } from './failures.ts';
import type { Plan } from './plan.ts';

/** A picture during which the worker was lost this often is a failure: the run would never get past it. */
const MAX_CRASHES = 2;

/** Milliseconds after an error within which the browser tells of a lost GPU. */
const LOSS_REPORT = 250;

export interface PageRun {
  collection: string;
  models: LoadedModels;
  used: Models;
  database: CollectionDatabase;
  queue: WriteQueue<StoredResult>;
  source: FileSource;
  settings: CaptionSettings;
  /** As in `StoredResult`. */
  origin: string;
  plan: Plan;
  /** Gives up the pictures in hand. */
  signal: AbortSignal;
}

export function runTools(run: PageRun): RunTools<StoredPicture> {
  const { collection, database, queue, source, settings, origin, plan } = run;
  return {
    captioner: captionerOf(run),
    seed: settings.seed,
    made: plan.made,
    results: {
      find: (path) => database.result(collection, path),
      // A result that is taken over from an earlier run keeps its origin.
      add: (result) => queue.add({ origin, ...result, collection }),
      stored: () => queue.close(),
    },
    stopsRun,
    failure: async (reason) => {
      const error = toWire(reason);
      if (isOfFile(error.code)) await source.check();
      return error;
    },
    onBatchFailed: async (pictures, reason) => {
      if (breaksRuntime(reason)) await countCrashes(run, pictures, reason);
    },
  };
}

export function capFiltModels({ captioner: { engine }, matcher }: Models): CapFiltModels {
  return { engine, matcher: matcher && { matcher: matcher.matcher, shared: matcher.description.shared } };
}

function captionerOf({ models, used, settings, signal }: PageRun): PictureCaptioner {
  // Before each step the messages that have arrived come in: on the CPU nothing else lets them in.
  const step = <T>(job: () => Promise<T>) =>
    models.turn(
      used,
      async () => {
        await nextTask();
        return job();
      },
      signal,
    );
  const captioning = { models: capFiltModels(used), settings, step, signal };
  return {
    picturesPerBatch: used.captioner.engine.picturesPerBatch,
    batchesAtOnce: 1,
    caption: (pictures) =>
      whileAlive(models, captionPictures({ ...captioning, rest: restAfterSlices() }, pictures)),
  };
}

/** What a lost GPU computed is not stored, and no picture's failure. @throws {EngineLost} */
async function whileAlive<T>(models: LoadedModels, captioning: Promise<T>): Promise<T> {
  try {
    const result = await captioning;
    await nextTask();
    return result;
  } catch (reason) {
    if (!stopsRun(reason)) await new Promise((resolve) => setTimeout(resolve, LOSS_REPORT));
    throw reason;
  } finally {
    models.throwIfLost();
  }
}

/** The worker is lost. The next one tries these pictures again one by one, but not for ever. */
async function countCrashes(
  { collection, database, queue, origin }: PageRun,
  pictures: readonly StoredPicture[],
  reason: unknown,
): Promise<void> {
  for (const picture of pictures) {
    const crashes = await database.countCrash(collection, picture.path);
    const isCulprit = pictures.length === 1 && crashes >= MAX_CRASHES;
    if (isCulprit) await queue.add({ ...failedResult(picture, toWire(reason)), collection, origin });
  }
}

/** What a run in the page captions with, and where its results go. */
import { failedResult, type PictureResult, type RunTools, type WriteQueue } from '../../capfilt/index.ts';
import { breaksRuntime, toWire } from '../../serve/errors.ts';
import type { CollectionDatabase } from '../database.ts';
import type { StoredPicture, StoredResult } from '../schema.ts';
import type { FileSource } from '../sources/source.ts';
import { type CaptionerOptions, captionerWith } from './captioner.ts';
import type { ExtraEngines } from './extra-engines.ts';
import { isOfFile, stopsRun } from './failures.ts';
import type { Plan } from './plan.ts';

/** A picture during which the worker was lost this often is a failure: the run would never get past it. */
const MAX_CRASHES = 2;

/** A result on its way to the database. */
export type MadeResult = StoredResult & Pick<PictureResult, 'vector'>;

export interface PageRun extends CaptionerOptions {
  collection: string;
  database: CollectionDatabase;
  queue: WriteQueue<MadeResult>;
  source: FileSource;
  /** As in `StoredResult`. */
  origin: string;
  plan: Plan;
  engines: ExtraEngines;
}

export function runTools(run: PageRun): RunTools<StoredPicture> {
  const { collection, database, queue, source, settings, origin, plan, engines } = run;
  return {
    captioner: captionerWith(engines, run),
    seed: settings.seed,
    made: plan.made,
    results: {
      find: (path) => resultWithVector(database, collection, path),
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

async function resultWithVector(
  database: CollectionDatabase,
  collection: string,
  path: string,
): Promise<MadeResult | null> {
  const [result, stored] = await Promise.all([
    database.result(collection, path),
    database.vector(collection, path),
  ]);
  // The file may have changed between the two.
  const isSame = stored !== null && stored.sha256 === result?.sha256;
  const vector = isSame ? { matcher: stored.matcher, values: stored.values } : null;
  return result && { ...result, vector };
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

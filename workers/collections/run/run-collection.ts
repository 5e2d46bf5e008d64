/** Captions the pictures of a collection, one after the other, and stores each result when it is made. */
import type { Decision } from '../../../core/collection.ts';
import type {
  CaptionSettings,
  RunCollectionReport,
  RunCollectionRequest,
} from '../../../core/protocol/index.ts';
import {
  imageSettingsOf,
  PictureRunner,
  type PlannedPicture,
  RunProgress,
  readAhead,
  runRecord,
  WriteQueue,
} from '../../capfilt/index.ts';
import { SettingsError } from '../../engine/index.ts';
import type { PicturePreparer } from '../../image/prepare.ts';
import { isAbort, toWire } from '../../serve/errors.ts';
import type { LoadedModels } from '../../serve/loaded-models.ts';
import { nextTask } from '../../serve/next-task.ts';
import type { Context } from '../../serve/serve.ts';
import type { Models } from '../../serve/text-service.ts';
import type { ThreadWorker } from '../../threads/worker-thread.ts';
import type { CollectionDatabase } from '../database.ts';
import { CollectionError, forPage } from '../errors.ts';
import { originOf } from '../journal/origin.ts';
import type { StoredPicture, StoredResult } from '../schema.ts';
import { openSource } from '../sources/open-source.ts';
import { type FileSource, stateOf } from '../sources/source.ts';
import { untilAborted } from '../until-aborted.ts';
import { capFiltModels } from './captioner.ts';
import { ExtraEngines } from './extra-engines.ts';
import { losesWorker } from './failures.ts';
import { type RunLocks, whileLocked } from './lock.ts';
import { type Plan, planRun } from './plan.ts';
import { type MadeResult, runTools } from './run-tools.ts';

export interface RunServices {
  models: LoadedModels;
  database: CollectionDatabase;
  preparePicture: PicturePreparer;
  locks: RunLocks;
  /** As `ExtraEnginesOptions.start`. */
  startEngine: (() => ThreadWorker) | null;
}

type RunContext = Context<'runCollection'>;

/** Pixel values wait in memory: 1.8 MB for a picture of 384 × 384. */
const MIN_READ_AHEAD = 4;
/** A cancel leaves the picture in hand this many milliseconds; then it is given up and captioned again by the next run. */
const PATIENCE = 4000;
/** Reading may take long and computes nothing here: the page hears of it after so many milliseconds. */
const HEARTBEAT = 30_000;

/**
 * Runs until all pictures are done, a cancel pauses it, or something stops it. A picture that fails is a result with an
 * error.
 *
 * @throws {SettingsError} for settings out of range, and errors that the runtime does not survive.
 */
export async function runCollection(
  services: RunServices,
  request: RunCollectionRequest,
  context: RunContext,
): Promise<RunCollectionReport> {
  const start = performance.now();
  let progress: RunProgress | null = null;
  const report = (end: Pick<RunCollectionReport, 'paused' | 'stopped'>) => {
    const { done = 0, failed = 0 } = progress?.counts ?? {};
    return { done, failed, seconds: (performance.now() - start) / 1000, ...end };
  };
  try {
    await whileLocked(services.locks, request.collection, context.signal, async () => {
      const run = await prepareRun(services, request);
      progress = new RunProgress(context.progress, run.plan);
      await runAll(services, run, progress, context.signal);
    });
    return report({ paused: false, stopped: null });
  } catch (reason) {
    if (context.signal.aborted && isAbort(reason)) return report({ paused: true, stopped: null });
    const error = forPage(reason);
    if (error instanceof SettingsError || losesWorker(error)) throw error;
    return report({ paused: false, stopped: toWire(error) });
  }
}

interface PreparedRun {
  collection: string;
  used: Models;
  settings: CaptionSettings;
  source: FileSource;
  plan: Plan;
  origin: string;
}

async function prepareRun(
  { models, database }: RunServices,
  { collection, source, settings, paths }: RunCollectionRequest,
): Promise<PreparedRun> {
  if (!models.captioner) throw noModel();
  const used = models.require();
  const origin = originOf(used, settings);
  const plan = await planRun(database, collection, origin, paths);
  return { collection, used, settings, origin, plan, source: await openSource(source) };
}

async function runAll(
  { models, database, preparePicture, startEngine }: RunServices,
  run: PreparedRun,
  progress: RunProgress,
  signal: AbortSignal,
): Promise<void> {
  const { used, settings, origin, plan, source } = run;
  const pictures = new Map<string, StoredPicture>();
  const decided = new Map<string, Decision>();
  const queue = new WriteQueue<MadeResult>(
    async (result) => {
      // First, so that a tab that is closed in between has the rest to do again.
      const decision = await takeOverDecision(database, plan, result);
      if (decision) decided.set(result.path, decision);
      await saveResult(database, result);
    },
    (result) => {
      const { path, bytes, modified } = result;
      // The file may have changed since it was listed: the record is that of the file that was read.
      const record = runRecord({ ...pictures.get(path)!, bytes, modified }, result);
      const decision = decided.get(path);
      progress.add(decision ? { ...record, decision } : record);
      pictures.delete(path);
    },
  );
  const imageSettings = imageSettingsOf(capFiltModels(used));
  const read = async ({ picture }: PlannedPicture) => {
    const file = await source.open(picture.path);
    return { state: stateOf(file), prepared: await preparePicture(file, imageSettings) };
  };
  const hand = patientSignal(signal);
  const work = { settings, origin, pictures: plan.todo.length };
  const engines = new ExtraEngines({ start: startEngine, models: used, ...work });
  const runner = new PictureRunner(runTools({ ...run, models, database, queue, engines, signal: hand }));
  const depth = Math.max(MIN_READ_AHEAD, 2 * used.captioner.engine.picturesPerBatch);
  progress.flush();
  try {
    for await (const { item, read: reading } of readAhead(plan.todo, depth, read)) {
      if (signal.aborted) await runner.leave();
      signal.throwIfAborted();
      pictures.set(item.picture.path, item.picture);
      await runner.add(item, withHeartbeat(untilAborted(reading, hand), progress));
      await nextTask();
    }
    await runner.finish();
  } finally {
    // Why the run ends is known.
    await runner.leave().catch(() => {});
    engines.close();
    await queue.close();
    progress.flush();
  }
}

async function saveResult(database: CollectionDatabase, made: MadeResult): Promise<void> {
  const { vector, ...result } = made;
  const { collection, path, bytes, modified, sha256, perceptualHash = null } = result;
  const place = { collection, path, bytes, modified, perceptualHash };
  await database.saveResult(result, vector && sha256 !== null ? { ...place, sha256, ...vector } : null);
}

/** What was decided for a picture that was renamed. */
async function takeOverDecision(
  database: CollectionDatabase,
  plan: Plan,
  result: StoredResult,
): Promise<Decision | null> {
  const from = plan.formerPath(result);
  return from === undefined ? null : database.moveDecision(result.collection, from, result.path);
}

/** Aborts some time after the other one. */
function patientSignal(signal: AbortSignal): AbortSignal {
  const late = new AbortController();
  const abort = () => setTimeout(() => late.abort(signal.reason), PATIENCE);
  if (signal.aborted) abort();
  else signal.addEventListener('abort', abort, { once: true });
  return late.signal;
}

async function withHeartbeat<T>(reading: Promise<T>, progress: RunProgress): Promise<T> {
  const timer = setInterval(() => progress.flush(), HEARTBEAT);
  try {
    return await reading;
  } finally {
    clearInterval(timer);
  }
}

function noModel(): CollectionError {
  return new CollectionError(
    'model-missing',
    'No model is loaded. Load one, and go on: what is done is stored.',
  );
}

/** Makes the vectors of pictures that have none: from before there were vectors, or of another matcher. */
import type { EmbedCollectionReport, EmbedCollectionRequest } from '../../../core/protocol/index.ts';
import { matcherKey, pictureVector } from '../../../dataset/index.ts';
import { readAhead } from '../../capfilt/index.ts';
import { READ_AHEAD, Throttle } from '../../search/index.ts';
import { isAbort, toWire } from '../../serve/errors.ts';
import type { Context } from '../../serve/serve.ts';
import type { CollectionDatabase } from '../database.ts';
import { forPage } from '../errors.ts';
import { isOfFile, losesWorker, stopsRun } from '../run/failures.ts';
import { type RunLocks, whileLocked } from '../run/lock.ts';
import type { StoredPicture, StoredVector } from '../schema.ts';
import { openSource } from '../sources/open-source.ts';
import { stateOf } from '../sources/source.ts';
import { matchingModels } from './matching-models.ts';
import type { SearchServices } from './search-collection.ts';

export interface EmbedServices extends SearchServices {
  database: CollectionDatabase;
  locks: RunLocks;
}

/** More of them tell a person nothing. */
const MAX_FAILURES = 100;

interface Counts {
  done: number;
  failed: number;
  total: number;
}

/**
 * Makes and stores one vector after the other, until all pictures have one of the loaded matcher, a cancel pauses it or
 * something stops it. A picture that fails is left out, and tried again the next time.
 *
 * @throws {CollectionError} ('model-missing', 'no-contrast'), and errors that the runtime does not survive.
 */
export async function embedCollection(
  services: EmbedServices,
  request: EmbedCollectionRequest,
  context: Context<'embedCollection'>,
): Promise<EmbedCollectionReport> {
  const start = performance.now();
  const { signal } = context;
  const counts: Counts = { done: 0, failed: 0, total: 0 };
  const failures: EmbedCollectionReport['failures'] = [];
  const report = (end: Pick<EmbedCollectionReport, 'paused' | 'stopped'>) => {
    const { done, failed } = counts;
    return { done, failed, seconds: (performance.now() - start) / 1000, failures, ...end };
  };
  const matching = matchingModels(services.models, signal);
  try {
    await whileLocked(services.locks, request.collection, signal, () =>
      embedAll({ services, request, context, matching, counts, failures }),
    );
    return report({ paused: false, stopped: null });
  } catch (reason) {
    if (signal.aborted && isAbort(reason)) return report({ paused: true, stopped: null });
    const error = forPage(reason);
    if (losesWorker(error)) throw error;
    return report({ paused: false, stopped: toWire(error) });
  }
}

interface Pass {
  services: EmbedServices;
  request: EmbedCollectionRequest;
  context: Context<'embedCollection'>;
  matching: ReturnType<typeof matchingModels>;
  counts: Counts;
  failures: EmbedCollectionReport['failures'];
}

async function embedAll(pass: Pass): Promise<void> {
  const { services, request, context, matching, counts, failures } = pass;
  const { tables, preparePicture, models } = services;
  const { manifest } = matching.matcher.matcher;
  const source = await openSource(request.source);
  const { pictures, table } = await tables.get(request.collection, matcherKey(manifest));
  const made = new Set(table.paths);
  const todo = pictures.filter(({ path }) => !made.has(path));
  Object.assign(counts, { done: made.size, total: pictures.length });
  const throttle = progressOf(context, counts);
  const read = async ({ path }: StoredPicture) => {
    const file = await source.open(path);
    return { state: stateOf(file), prepared: await preparePicture(file, [matching.image]) };
  };
  throttle.flush();
  try {
    for await (const { item, read: reading } of readAhead(todo, READ_AHEAD, read)) {
      context.signal.throwIfAborted();
      try {
        const { state, prepared } = await reading;
        const { sha256, perceptualHash, pixelValues } = prepared;
        const features = await matching.step(async () => {
          const image = await matching.encode(pixelValues[0]!);
          image.dispose();
          return image.features!;
        });
        models.throwIfLost();
        const file = { collection: request.collection, path: item.path, ...state, sha256, perceptualHash };
        await save(services, { ...file, ...pictureVector(features, manifest) });
        counts.done += 1;
      } catch (reason) {
        const error = await failureOf(reason, source);
        counts.failed += 1;
        if (failures.length < MAX_FAILURES) failures.push({ path: item.path, error });
      }
      throttle.changed();
    }
  } finally {
    throttle.flush();
  }
}

async function save({ database, tables }: EmbedServices, vector: StoredVector): Promise<void> {
  await database.saveVector(vector);
  tables.forget();
}

/** Of one picture. @throws the reason, if it stops the pass. */
async function failureOf(reason: unknown, source: Awaited<ReturnType<typeof openSource>>) {
  if (stopsRun(reason)) throw reason;
  const error = toWire(reason);
  if (isOfFile(error.code)) await source.check();
  return error;
}

function progressOf({ progress }: Context<'embedCollection'>, counts: Counts): Throttle {
  const start = performance.now();
  let before: number | null = null;
  return new Throttle(() => {
    before ??= counts.done;
    const made = counts.done - before + counts.failed;
    const perSecond = made > 0 ? (made * 1000) / (performance.now() - start) : null;
    progress({ ...counts, perSecond });
  });
}

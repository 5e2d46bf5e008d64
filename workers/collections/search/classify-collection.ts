/** Sorts pictures of a collection into labels, and stores what comes of it. */
import type {
  ClassifyCollectionReport,
  ClassifyCollectionRequest,
  LabelledPicture,
} from '../../../core/protocol/index.ts';
import { matcherKey } from '../../../dataset/index.ts';
import { classifyPictures, Throttle } from '../../search/index.ts';
import { isAbort } from '../../serve/errors.ts';
import type { Context } from '../../serve/serve.ts';
import { CollectionError } from '../errors.ts';
import type { StoredPicture, StoredPictureLabel } from '../schema.ts';
import { openSource } from '../sources/open-source.ts';
import type { EmbedServices } from './embed-collection.ts';
import { matchingModels } from './matching-models.ts';
import { countsOf, matchingOf } from './search-collection.ts';

/**
 * Stores each picture's label before it reports it: what is sorted stays so, whatever ends it.
 *
 * @throws as `searchCollection`, and {CollectionError} ('bad-settings') without labels, ('storage-full').
 */
export async function classifyCollection(
  services: EmbedServices,
  { collection, source, labels, paths }: ClassifyCollectionRequest,
  { signal, progress }: Context<'classifyCollection'>,
): Promise<ClassifyCollectionReport> {
  if (labels.length === 0)
    throw new CollectionError('bad-settings', 'There is no label. Write at least one.');
  const matching = matchingModels(services.models, signal);
  const files = await openSource(source);
  const matcher = matcherKey(matching.matcher.matcher.manifest);
  const vectors = await services.tables.get(collection, matcher);
  const chosen = wantedOf(vectors.table.paths, paths);
  const { withoutVector } = countsOf(vectors);
  const report = { done: 0, failed: 0, total: chosen.length, withoutVector, paused: false };
  const entryOf = entriesFor(vectors.pictures, { among: labels, matcher });
  let pictures: LabelledPicture[] = [];
  const start = performance.now();
  const throttle = new Throttle(async () => {
    const made = pictures;
    pictures = [];
    await services.database.savePictureLabels(made.map(entryOf));
    const { done, total } = report;
    const perSecond = done > 0 ? (done * 1000) / (performance.now() - start) : null;
    progress({ matcher, done, total, perSecond, pictures: made });
  });
  const onPicture = async (_path: string, found: LabelledPicture | null) => {
    if (found) pictures.push(found);
    report[found ? 'done' : 'failed'] += 1;
    await throttle.changed();
  };
  try {
    const tools = matchingOf(services, matching, files, signal);
    await classifyPictures(tools, { table: vectors.table, labels, paths: chosen, onPicture });
  } catch (reason) {
    if (!(signal.aborted && isAbort(reason))) throw reason;
    report.paused = true;
  }
  await throttle.flush();
  return report;
}

/** @param paths null for all. */
function wantedOf(all: readonly string[], paths: readonly string[] | null): readonly string[] {
  if (!paths) return all;
  const wanted = new Set(paths);
  return all.filter((path) => wanted.has(path));
}

/** What is stored of a picture, which has the state in which it was listed: it has a vector of that. */
function entriesFor(
  pictures: readonly StoredPicture[],
  { among, matcher }: Pick<StoredPictureLabel, 'among' | 'matcher'>,
): (found: LabelledPicture) => StoredPictureLabel {
  const byPath = new Map(pictures.map((picture) => [picture.path, picture]));
  return ({ path, label, probability }) => {
    const { collection, bytes, modified } = byPath.get(path)!;
    const chosen = label === null ? null : among[label]!;
    return { collection, path, bytes, modified, label: chosen, probability, among, matcher };
  };
}

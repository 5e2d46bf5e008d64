/** Finds pictures of a collection, and sorts them into labels. */
import type {
  ClassifyCollectionReport,
  ClassifyCollectionRequest,
  SearchQuery,
  SearchRequest,
  SearchResult,
} from '../../../core/protocol/index.ts';
import { matcherKey } from '../../../dataset/index.ts';
import type { PicturePreparer } from '../../image/prepare.ts';
import {
  classifyPictures,
  type Found,
  type Matching,
  searchByText,
  searchByVector,
  Throttle,
} from '../../search/index.ts';
import { isAbort } from '../../serve/errors.ts';
import type { LoadedModels } from '../../serve/loaded-models.ts';
import type { Context } from '../../serve/serve.ts';
import { CollectionError } from '../errors.ts';
import { stopsRun } from '../run/failures.ts';
import { openSource } from '../sources/open-source.ts';
import type { FileSource } from '../sources/source.ts';
import { type MatchingModels, matchingModels } from './matching-models.ts';
import type { CollectionVectors, VectorTables } from './vector-tables.ts';

export interface SearchServices {
  models: LoadedModels;
  tables: VectorTables;
  preparePicture: PicturePreparer;
}

/** @throws {CollectionError} ('model-missing', 'no-contrast', 'collection-closed'), and {SettingsError}. */
export async function searchCollection(
  services: SearchServices,
  { collection, source, query, rerank, limit }: SearchRequest,
  { signal, progress }: Context<'search'>,
): Promise<SearchResult> {
  const matching = matchingModels(services.models, signal);
  const files = await openSource(source);
  const vectors = await services.tables.get(collection, matcherKey(matching.matcher.matcher.manifest));
  const result = (found: Found): SearchResult => ({ ...found, ...countsOf(vectors) });
  if (query.kind === 'text') {
    const text = { text: query.text, rerank, limit, report: (found: Found) => progress(result(found)) };
    const tools = matchingOf(services, matching, files, signal);
    return result(await searchByText(tools, { table: vectors.table, ...text }));
  }
  const vector = await vectorOf(services, matching, files, vectors, query);
  const except = query.kind === 'path' ? { except: query.path } : {};
  return result(searchByVector(vectors.table, vector, { limit, ...except }));
}

function countsOf({ pictures, table }: CollectionVectors): Pick<SearchResult, 'withoutVector' | 'total'> {
  return { withoutVector: pictures.length - table.paths.length, total: pictures.length };
}

function matchingOf(
  { preparePicture }: SearchServices,
  { matcher, image, encode, step }: MatchingModels,
  files: FileSource,
  signal: AbortSignal,
): Matching {
  return {
    matcher: matcher.matcher,
    read: async (path) => (await preparePicture(await files.open(path), [image])).pixelValues[0]!,
    encode,
    stops: stopsRun,
    step,
    signal,
  };
}

/** Of the picture that others are to be like. */
async function vectorOf(
  { preparePicture }: SearchServices,
  { image, encode, step }: MatchingModels,
  files: FileSource,
  { table }: CollectionVectors,
  query: Exclude<SearchQuery, { kind: 'text' }>,
): Promise<Int8Array | Float32Array> {
  const known = query.kind === 'path' ? table.find(query.path) : null;
  if (known) return known;
  const file = query.kind === 'path' ? await files.open(query.path) : query.file;
  const { pixelValues } = await preparePicture(file, [image]);
  return step(async () => {
    const encoded = await encode(pixelValues[0]!);
    encoded.dispose();
    return encoded.features!;
  });
}

/** @throws as `searchCollection`, and {CollectionError} ('bad-settings') without labels. */
export async function classifyCollection(
  services: SearchServices,
  { collection, source, labels, paths }: ClassifyCollectionRequest,
  { signal, progress }: Context<'classifyCollection'>,
): Promise<ClassifyCollectionReport> {
  if (labels.length === 0)
    throw new CollectionError('bad-settings', 'There is no label. Write at least one.');
  const matching = matchingModels(services.models, signal);
  const files = await openSource(source);
  const vectors = await services.tables.get(collection, matcherKey(matching.matcher.matcher.manifest));
  const wanted = paths && new Set(paths);
  const chosen = vectors.table.paths.filter((path) => wanted?.has(path) ?? true);
  const { withoutVector } = countsOf(vectors);
  const report = { done: 0, failed: 0, total: chosen.length, withoutVector, paused: false };
  let pictures: Parameters<typeof progress>[0]['pictures'] = [];
  const start = performance.now();
  const throttle = new Throttle(() => {
    const { done, total } = report;
    const perSecond = done > 0 ? (done * 1000) / (performance.now() - start) : null;
    progress({ done, total, perSecond, pictures });
    pictures = [];
  });
  try {
    await classifyPictures(matchingOf(services, matching, files, signal), {
      table: vectors.table,
      labels,
      paths: chosen,
      onPicture: (_path, found) => {
        if (found) {
          report.done += 1;
          pictures.push(found);
        } else report.failed += 1;
        throttle.changed();
      },
    });
  } catch (reason) {
    if (!(signal.aborted && isAbort(reason))) throw reason;
    report.paused = true;
  }
  throttle.flush();
  return report;
}

/** Finds pictures of a collection. */
import type { SearchQuery, SearchRequest, SearchResult } from '../../../core/protocol/index.ts';
import { type Found, matcherKey, type Vector } from '../../../dataset/index.ts';
import type { PicturePreparer } from '../../image/prepare.ts';
import { type Matching, searchByText, searchByVector } from '../../search/index.ts';
import type { LoadedModels } from '../../serve/loaded-models.ts';
import type { Context } from '../../serve/serve.ts';
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
  { collection, source, query, rerank }: SearchRequest,
  { signal, progress }: Context<'search'>,
): Promise<SearchResult> {
  const matching = matchingModels(services.models, signal);
  const files = await openSource(source);
  const vectors = await services.tables.get(collection, matcherKey(matching.matcher.matcher.manifest));
  const result = (found: Found): SearchResult => ({ ...found, ...countsOf(vectors) });
  const limit = vectors.table.paths.length;
  if (query.kind === 'text') {
    const text = { text: query.text, rerank, limit, report: (found: Found) => progress(result(found)) };
    const tools = matchingOf(services, matching, files, signal);
    return result(await searchByText(tools, { table: vectors.table, ...text }));
  }
  const vector = await vectorOf(services, matching, files, vectors, query);
  const except = query.kind === 'path' ? { except: query.path } : {};
  return result(searchByVector(vectors.table, vector, { limit, ...except }));
}

/** Pictures that can be found, and those that cannot. */
export function countsOf({
  pictures,
  table,
}: CollectionVectors): Pick<SearchResult, 'withoutVector' | 'total'> {
  return { withoutVector: pictures.length - table.paths.length, total: pictures.length };
}

/** What pictures of the collection are compared with. */
export function matchingOf(
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
): Promise<Vector> {
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

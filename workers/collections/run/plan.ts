/** Which pictures a run has to caption. */

import { isFinished, type PlannedPicture } from '../../capfilt/index.ts';
import type { CollectionDatabase } from '../database.ts';
import { CollectionError } from '../errors.ts';
import type { StoredPicture, StoredResult } from '../schema.ts';

export interface Plan {
  /** In order of path. */
  todo: PlannedPicture<StoredPicture>[];
  done: number;
  failed: number;
  total: number;
  /** Paths of results of the same models and settings, by the picture's SHA-256. */
  made: Map<string, string>;
  /** The path that a picture had before it was renamed: new ones have the bytes of one that is gone. */
  formerPath(picture: { path: string; sha256: string | null }): string | undefined;
}

/**
 * @param origin names the models and settings.
 * @param paths only these, done or not; null for all that are not done.
 * @throws {CollectionError} ('collection-closed') for a collection that is not stored.
 */
export async function planRun(
  database: CollectionDatabase,
  collection: string,
  origin: string,
  paths: readonly string[] | null,
): Promise<Plan> {
  const pictures = (await database.pictures(collection)).filter(({ listed }) => listed);
  if (pictures.length === 0) throw notStored();
  const results = await database.results(collection);
  const crashed = new Set(await database.crashedPaths(collection));
  const wanted = paths && new Set(paths);
  const present = new Set(pictures.map(({ path }) => path));
  const left = [...results.values()].filter(({ path }) => !present.has(path));
  // A renamed picture has been captioned, whatever with; unless it is to be captioned again.
  const made = new Map([...(wanted ? [] : bySha256(left)), ...madeBy(origin, results.values())]);
  const gone = bySha256(left);
  const formerPath: Plan['formerPath'] = ({ path, sha256 }) =>
    sha256 === null || results.has(path) ? undefined : gone.get(sha256);
  const plan: Plan = { todo: [], done: 0, failed: 0, total: 0, made, formerPath };
  for (const picture of pictures) {
    if (wanted && !wanted.has(picture.path)) continue;
    plan.total += 1;
    const result = results.get(picture.path) ?? null;
    if (!wanted && result && isFinished(picture, result)) {
      plan.done += 1;
      if (result.error) plan.failed += 1;
    } else {
      const earlier = wanted ? null : result && stateOf(result);
      plan.todo.push({ picture, earlier, crashed: crashed.has(picture.path) });
    }
  }
  return plan;
}

function stateOf({ sha256, error }: StoredResult): PlannedPicture['earlier'] {
  return { sha256, failed: error !== null };
}

function madeBy(origin: string, results: Iterable<StoredResult>): Map<string, string> {
  return bySha256([...results].filter((result) => result.origin === origin));
}

/** Paths of results without an error. */
function bySha256(results: Iterable<StoredResult>): Map<string, string> {
  const paths = new Map<string, string>();
  for (const { sha256, error, path } of results)
    if (sha256 !== null && error === null) paths.set(sha256, path);
  return paths;
}

function notStored(): CollectionError {
  return new CollectionError(
    'collection-closed',
    'This collection is not open, or has no pictures. Open the folder again.',
  );
}

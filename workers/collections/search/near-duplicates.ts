import type { DuplicateGroup } from '../../../core/protocol/index.ts';
import { duplicateGroups } from '../../../dataset/index.ts';
import { isSameFile } from '../../capfilt/index.ts';
import type { CollectionDatabase } from '../database.ts';
import { currentVectors } from './vector-tables.ts';

/** Groups listed pictures that a run has read, or that have a vector. */
export async function nearDuplicates(
  database: CollectionDatabase,
  collection: string,
): Promise<DuplicateGroup[]> {
  const [all, results, vectors] = await Promise.all([
    database.pictures(collection),
    database.results(collection),
    database.vectors(collection),
  ]);
  const pictures = all.filter(({ listed }) => listed);
  const read = new Map(currentVectors(pictures, vectors).map((vector) => [vector.path, vector]));
  const known = pictures.flatMap((picture) => {
    const result = results.get(picture.path);
    const stored = read.get(picture.path);
    const made = result && isSameFile(result, picture) ? result : stored;
    const vector = stored ? { matcher: stored.matcher, values: stored.values } : null;
    return made ? [{ ...made, vector }] : [];
  });
  return duplicateGroups(known);
}

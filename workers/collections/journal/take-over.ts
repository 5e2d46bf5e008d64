import type { Decision } from '../../../core/collection.ts';
import type { JournalContents } from '../../../dataset/index.ts';
import { isFinished, isSameFile } from '../../capfilt/index.ts';
import type { CollectionDatabase, Findings } from '../database.ts';
import type { ListedPicture } from '../listing.ts';
import type { Originals } from '../originals.ts';
import { Restoring } from '../restore.ts';
import type { StoredDecision, StoredResult, StoredVector } from '../schema.ts';
import type { FileSource } from '../sources/source.ts';
import { journalOrigin } from './origin.ts';

export interface OpenedFolder {
  collection: string;
  pictures: readonly ListedPicture[];
  originals: Originals['texts'];
  source: FileSource;
}

/**
 * What a journal has and this browser has not: results of pictures that no run here has finished, and decisions where a
 * person decided nothing here since this browser and the journal said the same.
 * @throws {CollectionError}
 */
export async function journalFindings(
  database: CollectionDatabase,
  journal: JournalContents,
  folder: OpenedFolder,
): Promise<Findings> {
  const { collection, pictures, source } = folder;
  const origin = journal.fingerprint ? journalOrigin(journal.fingerprint) : '';
  const restoring = new Restoring(pictures, await finishedHere(database, folder), origin);
  for (const record of journal.results.values()) restoring.take({ ...record, decision: null });
  const { results } = await restoring.findings(collection, source);
  const decisions = decisionsIn(journal, folder, await database.storedDecisions(collection));
  const vectors = vectorsIn(journal, folder, results, await database.vectors(collection));
  return { results, decisions, vectors };
}

/**
 * Of pictures that have none here, or one of another state of the file.
 * @param results what was found to be of the files that are here.
 */
function vectorsIn(
  { vectors }: JournalContents,
  { collection, pictures }: OpenedFolder,
  results: readonly StoredResult[],
  stored: readonly StoredVector[],
): StoredVector[] {
  const here = new Map(stored.map((vector) => [vector.path, vector]));
  const confirmed = new Map(results.map(({ path, sha256 }) => [path, sha256]));
  return pictures.flatMap(({ path, bytes, modified }) => {
    const state = { bytes, modified };
    const there = vectors.get(path);
    const own = here.get(path);
    if (!there || (own && isSameFile(own, state))) return [];
    if (!isSameFile(there, state) && confirmed.get(path) !== there.sha256) return [];
    const { vector, ...file } = there;
    return [{ collection, ...file, ...state, ...vector }];
  });
}

/** A failure may be one of this browser alone. */
async function finishedHere(
  database: CollectionDatabase,
  { collection, pictures, originals }: OpenedFolder,
): Promise<ReadonlySet<string>> {
  const results = await database.results(collection);
  const finished = pictures.filter((picture) => {
    const result = results.get(picture.path);
    const listed = { ...picture, originals: originals.get(picture.path) ?? [] };
    return result && !result.error && isFinished(listed, result);
  });
  return new Set(finished.map(({ path }) => path));
}

function decisionsIn(
  { decisions }: JournalContents,
  { collection, pictures }: OpenedFolder,
  stored: ReadonlyMap<string, StoredDecision>,
): StoredDecision[] {
  return pictures.flatMap(({ path }) => {
    const decision = decisions.get(path);
    const here = stored.get(path);
    if (decision === undefined || isDecided(decision, here)) return [];
    return [{ collection, path, decision, journaled: true }];
  });
}

/** Whether this browser knows it already, or has something newer. */
function isDecided(decision: Decision | null, here: StoredDecision | undefined): boolean {
  if (!here) return decision === null;
  return !here.journaled || JSON.stringify(here.decision) === JSON.stringify(decision);
}

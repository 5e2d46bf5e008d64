import type { Decision } from '../../../core/collection.ts';
import type { JournalContents } from '../../../dataset/index.ts';
import { isFinished } from '../../capfilt/index.ts';
import type { CollectionDatabase, Findings } from '../database.ts';
import type { ListedPicture } from '../listing.ts';
import type { Originals } from '../originals.ts';
import { Restoring } from '../restore.ts';
import type { StoredDecision } from '../schema.ts';
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
  return { results, decisions: decisionsIn(journal, folder, await database.storedDecisions(collection)) };
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

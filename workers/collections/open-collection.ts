/** Finds the collection that a source is, stores what is new of it, and joins its records. */
import type { PictureRecord } from '../../core/collection.ts';
import type { CollectionSource, CollectionSummary } from '../../core/protocol/index.ts';
import { isSameFile, runRecord } from '../capfilt/index.ts';
import type { CollectionDatabase, Findings } from './database.ts';
import type { ListedPicture } from './listing.ts';
import type { Originals } from './originals.ts';
import type { StoredCollection, StoredPicture } from './schema.ts';

/** This share of the files must be the same for two folders of the same name to be the same collection. */
const SAME_SHARE = 0.5;

/** The stored collection that has this source, or a new one. Not stored yet. */
export async function findCollection(
  database: CollectionDatabase,
  source: CollectionSource,
  pictures: readonly ListedPicture[],
  { newId, now }: { newId: () => string; now: () => number },
): Promise<StoredCollection> {
  const handle = source.kind === 'directory' ? source.handle : null;
  const found = await findStored(database, { name: source.name, handle }, pictures);
  return {
    id: found?.id ?? newId(),
    name: source.name,
    openedAt: now(),
    handle: handle ?? found?.handle ?? null,
    keepsJournal: found?.keepsJournal ?? false,
  };
}

async function findStored(
  database: CollectionDatabase,
  { name, handle }: Pick<StoredCollection, 'name' | 'handle'>,
  pictures: readonly ListedPicture[],
): Promise<StoredCollection | null> {
  const all = await database.collections();
  if (handle) {
    for (const each of all) if (each.handle && (await handle.isSameEntry(each.handle))) return each;
  }
  for (const each of all) {
    if (each.name === name && areMostlySame(pictures, await database.pictures(each.id))) return each;
  }
  return null;
}

/** By path and size: a copy of a folder may have other times. */
function areMostlySame(found: readonly ListedPicture[], stored: readonly StoredPicture[]): boolean {
  const listed = stored.filter((picture) => picture.listed);
  const sizes = new Map(listed.map(({ path, bytes }) => [path, bytes]));
  const same = found.filter(({ path, bytes }) => sizes.get(path) === bytes).length;
  return same > 0 && same >= SAME_SHARE * Math.min(found.length, listed.length);
}

export interface NewListing {
  pictures: readonly ListedPicture[];
  /** As the pictures were listed before. */
  stored: readonly StoredPicture[];
  originals: Originals['texts'];
  findings: Findings;
}

/** Stores the collection and what has changed of its pictures. Those that are gone stay known. */
export async function saveListing(
  database: CollectionDatabase,
  collection: StoredCollection,
  { pictures, stored, originals, findings }: NewListing,
): Promise<StoredPicture[]> {
  const listed = pictures.map((picture) => ({
    collection: collection.id,
    ...picture,
    originals: originals.get(picture.path) ?? [],
    listed: true,
  }));
  const before = new Map(stored.map((picture) => [picture.path, picture]));
  const paths = new Set(listed.map(({ path }) => path));
  const gone = stored.filter((picture) => picture.listed && !paths.has(picture.path));
  const changed = [
    ...listed.filter((picture) => !isUnchanged(picture, before.get(picture.path))),
    ...gone.map((picture) => ({ ...picture, listed: false })),
  ];
  await database.saveListing(collection, changed, findings);
  return listed;
}

function isUnchanged(picture: StoredPicture, before: StoredPicture | undefined): boolean {
  return (
    before?.listed === true &&
    isSameFile(before, picture) &&
    JSON.stringify(before.originals) === JSON.stringify(picture.originals)
  );
}

/** The records of listed pictures, in their order. */
export async function joinRecords(
  database: CollectionDatabase,
  collection: string,
  pictures: readonly StoredPicture[],
): Promise<PictureRecord[]> {
  const [results, decisions] = await Promise.all([
    database.results(collection),
    database.decisions(collection),
  ]);
  return pictures.map((picture) => ({
    ...runRecord(picture, results.get(picture.path) ?? null),
    decision: decisions.get(picture.path) ?? null,
  }));
}

/** Without the counts of its pictures. */
export function summaryOf(collection: StoredCollection): Omit<CollectionSummary, 'pictures' | 'done'> {
  return { ...collection, keepsJournal: collection.keepsJournal ?? false };
}

/** Every stored collection, newest first. A file that has changed since counts as done until it is opened. */
export async function summaries(database: CollectionDatabase): Promise<CollectionSummary[]> {
  const all = await database.collections();
  return Promise.all(
    all.map(async (collection) => {
      const [pictures, finished] = await Promise.all([
        database.pictures(collection.id),
        database.finishedPaths(collection.id),
      ]);
      const done = new Set(finished);
      const listed = pictures.filter((picture) => picture.listed);
      const counts = { pictures: listed.length, done: listed.filter(({ path }) => done.has(path)).length };
      return { ...summaryOf(collection), ...counts };
    }),
  );
}

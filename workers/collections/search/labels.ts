/** Labels of a person, and what pictures were sorted into. */
import type { PictureRecord } from '../../../core/collection.ts';
import type { ChangeLabelsRequest, CollectionLabels } from '../../../core/protocol/index.ts';
import { isSameFile } from '../../capfilt/index.ts';
import type { CollectionDatabase } from '../database.ts';

/** What is stored of listed pictures that have not changed since. */
export async function collectionLabels(
  database: CollectionDatabase,
  collection: string,
): Promise<CollectionLabels> {
  const [labels, all, sorted] = await Promise.all([
    database.labels(collection),
    database.pictures(collection),
    database.pictureLabels(collection),
  ]);
  const files = new Map(all.filter(({ listed }) => listed).map((picture) => [picture.path, picture]));
  // A message has one copy of what many pictures share.
  const shared = new Map<string, readonly string[]>();
  const pictures = sorted.flatMap(({ path, label, probability, matcher, ...stored }) => {
    const file = files.get(path);
    if (!file || !isSameFile(file, stored)) return [];
    const key = JSON.stringify(stored.among);
    const among = shared.get(key) ?? stored.among;
    shared.set(key, among);
    return [{ path, label: { label, probability, among, matcher } }];
  });
  return { labels, pictures };
}

/** The records as they are exported. */
export async function withLabels(
  database: CollectionDatabase,
  collection: string,
  records: readonly PictureRecord[],
): Promise<PictureRecord[]> {
  const { labels, pictures } = await collectionLabels(database, collection);
  const sorted = new Map(pictures.map(({ path, label: { label } }) => [path, label]));
  return records.map((record) => {
    const label = sorted.get(record.path) ?? null;
    return { ...record, label: label !== null && labels.includes(label) ? label : null };
  });
}

/** Returns the labels that there are then. */
export function changeLabels(
  database: CollectionDatabase,
  { collection, add, remove, at }: ChangeLabelsRequest,
): Promise<readonly string[]> {
  return database.changeLabels(collection, (labels) => {
    const left = labels.filter((label) => !remove.includes(label));
    const added = [...new Set(add)].filter((label) => !left.includes(label));
    return left.toSpliced(at ?? left.length, 0, ...added);
  });
}

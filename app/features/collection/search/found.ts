/** What a search and labels leave of the pictures. */

import type { PictureLabel } from '../../../../core/protocol';
import type { Records } from '../store/records';
import type { Search } from './search';

interface Narrowing {
  search: Pick<Search, 'order' | 'sort'> | null;
  labelled: ReadonlyMap<string, PictureLabel>;
  shownLabel: Pick<PictureLabel, 'label'> | null;
}

/** The records that were found and have the label that is shown: the best hit first, or in the order of the records. */
export function narrowed(records: Records, { search, labelled, shownLabel }: Narrowing): Records {
  const order = search?.order ?? null;
  if (!order && !shownLabel) return records;
  const paths = order ? pathsOf(records, order, search?.sort ?? null) : [...records.keys()];
  const hasLabel = (path: string) => !shownLabel || labelled.get(path)?.label === shownLabel.label;
  return new Map(
    paths.flatMap((path) => {
      const record = records.get(path);
      return record && hasLabel(path) ? [[path, record] as const] : [];
    }),
  );
}

function pathsOf(records: Records, order: readonly string[], sort: Search['sort']): string[] {
  if (sort === null) return [...order];
  const found = new Set(order);
  return [...records.keys()].filter((path) => found.has(path));
}

/** Pictures of each label, and at null those that none fits. */
export function countLabels(labelled: ReadonlyMap<string, PictureLabel>): ReadonlyMap<string | null, number> {
  const counts = new Map<string | null, number>();
  for (const { label } of labelled.values()) counts.set(label, (counts.get(label) ?? 0) + 1);
  return counts;
}

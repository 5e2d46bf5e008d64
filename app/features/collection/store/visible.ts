/** The pictures that the grid shows, and how many there are of each kind. */

import type { FilterSettings, PictureRecord } from '../../../../core/collection';
import { type DuplicateGroups, doubtOf, type PictureState, stateOf } from '../../../../dataset';
import type { Records } from './records';
import type { Shown, Sort, ViewState } from './view';

interface Judged {
  state: PictureState;
  /** 0…1; how much a person should look at it. */
  doubt: number;
  /** The highest ITM probability of its texts; -1 without one. */
  match: number;
}

/** Judges records, and remembers it for as long as the filter stays. */
export function createJudge(): (record: PictureRecord, filter: FilterSettings) => Judged {
  let known = new WeakMap<PictureRecord, Judged>();
  let knownFor: FilterSettings | null = null;
  return (record, filter) => {
    if (filter !== knownFor) {
      known = new WeakMap();
      knownFor = filter;
    }
    const judged = known.get(record) ?? judge(record, filter);
    known.set(record, judged);
    return judged;
  };
}

function judge(record: PictureRecord, filter: FilterSettings): Judged {
  const matches = record.texts.map(({ match }) => match?.probability ?? -1);
  return {
    state: stateOf(record, filter),
    doubt: doubtOf(record, filter).doubt,
    match: matches.reduce((most, match) => Math.max(most, match), -1),
  };
}

export type Judge = ReturnType<typeof createJudge>;

/** How records are looked at. */
export interface Viewpoint {
  filter: FilterSettings;
  judge: Judge;
  duplicates: DuplicateGroups;
}

/** The number of pictures of each kind. */
export function countShown(
  records: Records,
  { filter, judge, duplicates }: Viewpoint,
): Record<Shown, number> {
  const counts: Record<Shown, number> = {
    all: records.size,
    new: 0,
    'to-review': 0,
    approved: 0,
    dropped: 0,
    decorative: 0,
    failed: 0,
    duplicates: duplicates.size,
  };
  for (const record of records.values()) {
    const kind = kindOf(judge(record, filter).state);
    if (kind) counts[kind]++;
  }
  return counts;
}

/** The records that are shown, in order. */
export function visibleRecords(
  records: Records,
  { shown, sort, query }: Pick<ViewState, 'shown' | 'sort' | 'query'>,
  { filter, judge, duplicates }: Viewpoint,
): PictureRecord[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const found = [...records.values()].filter(
    (record) =>
      (shown === 'all' ||
        (shown === 'duplicates'
          ? duplicates.has(record.path)
          : kindOf(judge(record, filter).state) === shown)) &&
      (words.length === 0 || contains(record, words)),
  );
  return shown === 'duplicates'
    ? found.sort(byGroup(duplicates))
    : sorted(found, sort, (record) => judge(record, filter));
}

/** An edited text is an approved one. */
function kindOf(state: PictureState): Shown | null {
  if (state === 'edited') return 'approved';
  return state === 'captioned' ? null : state;
}

function contains({ path, texts, decision }: PictureRecord, words: readonly string[]): boolean {
  const decided = decision && 'text' in decision ? decision.text.text : '';
  const all = [path, decided, ...texts.map(({ text }) => text)].join('\n').toLowerCase();
  return words.every((word) => all.includes(word));
}

/** Group by group, the largest picture of each first. */
function byGroup(duplicates: DuplicateGroups): (a: PictureRecord, b: PictureRecord) => number {
  const group = ({ path }: PictureRecord) => duplicates.get(path) ?? '';
  return (a, b) => (group(a) === group(b) ? pixelsOf(b) - pixelsOf(a) : group(a) < group(b) ? -1 : 1);
}

function pixelsOf({ width, height }: PictureRecord): number {
  return (width ?? 0) * (height ?? 0);
}

/** Paths of duplicates, without the largest picture of each group. */
export function smallerDuplicates(records: Records, duplicates: DuplicateGroups): string[] {
  const all = [...records.values()].filter(({ path }) => duplicates.has(path)).sort(byGroup(duplicates));
  const seen = new Set<string>();
  return all.filter(({ path }) => seen.size === seen.add(duplicates.get(path)!).size).map(({ path }) => path);
}

/** Equal ones stay in order of path. */
function sorted(
  records: PictureRecord[],
  sort: Sort,
  judged: (record: PictureRecord) => Judged,
): PictureRecord[] {
  switch (sort) {
    case 'name':
      return records;
    case 'date':
      return records.sort((a, b) => b.modified - a.modified);
    case 'match':
      return records.sort((a, b) => judged(b).match - judged(a).match);
    case 'doubt':
      return records.sort((a, b) => judged(b).doubt - judged(a).doubt);
  }
}

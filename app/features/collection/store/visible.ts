/** The pictures that the grid shows, and how many there are of each kind. */

import type { FilterSettings, PictureRecord } from '../../../../core/collection';
import { doubtOf, type PictureState, stateOf } from '../../../../dataset';
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

/** Paths of the pictures that have the same content as another one. */
export function duplicatesIn(records: Records): ReadonlySet<string> {
  const byHash = new Map<string, string[]>();
  for (const { path, sha256 } of records.values()) {
    if (sha256 !== null) byHash.set(sha256, [...(byHash.get(sha256) ?? []), path]);
  }
  return new Set([...byHash.values()].filter((paths) => paths.length > 1).flat());
}

/** The number of pictures of each kind. */
export function countShown(records: Records, filter: FilterSettings, judge: Judge): Record<Shown, number> {
  const counts: Record<Shown, number> = {
    all: records.size,
    new: 0,
    'to-review': 0,
    approved: 0,
    dropped: 0,
    decorative: 0,
    failed: 0,
    duplicates: duplicatesIn(records).size,
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
  filter: FilterSettings,
  judge: Judge,
): PictureRecord[] {
  const duplicates = shown === 'duplicates' ? duplicatesIn(records) : null;
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const found = [...records.values()].filter(
    (record) =>
      (shown === 'all' || duplicates?.has(record.path) || kindOf(judge(record, filter).state) === shown) &&
      (words.length === 0 || contains(record, words)),
  );
  return shown === 'duplicates'
    ? found.sort(bySha256)
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

function bySha256(a: PictureRecord, b: PictureRecord): number {
  return (a.sha256 ?? '').localeCompare(b.sha256 ?? '');
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

/** Groups of duplicates, and what a person keeps of them. */
import type { Decision } from '../../../../core/collection';
import type { DuplicateGroup } from '../../../../core/protocol';
import type { DuplicateGroups } from '../../../../dataset';
import type { Records } from '../store/records';
import { smallerDuplicates } from '../store/visible';

export interface Duplicate {
  /** Of its group, from 1 on, in order of path. */
  number: number;
  /** Another picture of the group has the same bytes; or else they look the same. */
  sameBytes: boolean;
}

/** The groups of captioned pictures, together with those that the worker found among the others, too. */
export function joinedGroups(
  groups: DuplicateGroups,
  found: readonly DuplicateGroup[] | null,
): DuplicateGroups {
  if (!found) return groups;
  const joined = new Map(found.flatMap(({ paths }) => paths.map((path) => [path, paths[0]!] as const)));
  const heads = new Map<string, string>();
  for (const [path, group] of groups) {
    const head = joined.get(path);
    if (head !== undefined) heads.set(group, head);
  }
  for (const [path, group] of groups) if (!joined.has(path)) joined.set(path, heads.get(group) ?? group);
  return joined;
}

/** What is to be said of each picture that has a duplicate. */
export function describeDuplicates(
  records: Records,
  groups: DuplicateGroups,
  found: readonly DuplicateGroup[] | null,
): ReadonlyMap<string, Duplicate> {
  const same = new Set(found?.flatMap(({ paths, sameBytes }) => (sameBytes ? paths : [])));
  const bytes = new Map<string, number>();
  const keyOf = (path: string) => `${groups.get(path)} ${records.get(path)?.sha256 ?? path}`;
  const paths = [...records.keys()].filter((path) => groups.has(path));
  for (const path of paths) bytes.set(keyOf(path), (bytes.get(keyOf(path)) ?? 0) + 1);
  const numbers = new Map<string, number>();
  return new Map(
    paths.map((path) => {
      const group = groups.get(path)!;
      if (!numbers.has(group)) numbers.set(group, numbers.size + 1);
      const sameBytes = same.has(path) || bytes.get(keyOf(path))! > 1;
      return [path, { number: numbers.get(group)!, sameBytes }];
    }),
  );
}

type Decisions = { path: string; decision: Decision | null }[];

/** Keeps one picture of its group and drops the others, also those that a person has decided on. */
export function keepOnly(records: Records, groups: DuplicateGroups, kept: string): Decisions {
  const group = groups.get(kept);
  return [...records.values()]
    .filter(({ path }) => group !== undefined && groups.get(path) === group)
    .flatMap(({ path, decision }): Decisions => {
      const isDropped = decision?.kind === 'dropped';
      if (path === kept) return isDropped ? [{ path, decision: null }] : [];
      return isDropped ? [] : [{ path, decision: { kind: 'dropped' } }];
    });
}

/** The smaller ones of each group, without those that are dropped: one of a group is always left. */
export function smallerOf(records: Records, groups: DuplicateGroups): string[] {
  const left = [...records].filter(([, { decision }]) => decision?.kind !== 'dropped');
  return smallerDuplicates(new Map(left), groups);
}

/** Drops pictures; those that a person has decided on stay as they are. */
export function dropUndecided(records: Records, paths: readonly string[]): Decisions {
  return paths
    .filter((path) => records.get(path)?.decision === null)
    .map((path) => ({ path, decision: { kind: 'dropped' } }));
}

import type { Decision, PictureRecord } from '../../../../core/collection';
import type { RunRecord } from '../../../../core/protocol';

/** By path, in order of path. */
export type Records = ReadonlyMap<string, PictureRecord>;

/**
 * The records with some of them replaced; a decision that comes with none stays. Those that the collection does not
 * have are left out.
 */
export function withRecords(records: Records, changed: readonly (PictureRecord | RunRecord)[]): Records {
  const next = new Map(records);
  for (const record of changed) {
    const before = next.get(record.path);
    if (before) next.set(record.path, { decision: before.decision, ...record });
  }
  return next;
}

/** A record with another decision. */
export function decided(record: PictureRecord, decision: Decision | null): PictureRecord {
  return { ...record, decision };
}

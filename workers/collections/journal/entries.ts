/** What a journal lacks of what this browser knows. */
import { type Fingerprint, fingerprintChanges, type JournalEntry } from '../../../dataset/index.ts';
import { isFinished, isSameFile, runRecord } from '../../capfilt/index.ts';
import type { StoredDecision, StoredPicture, StoredResult, StoredVector } from '../schema.ts';
import type { JournalState } from './journal-state.ts';
import { fingerprintIn } from './origin.ts';

export interface Made {
  pictures: readonly StoredPicture[];
  results: ReadonlyMap<string, StoredResult>;
  decisions: readonly StoredDecision[];
  vectors: readonly StoredVector[];
}

export interface Missing {
  entries: JournalEntry[];
  /** Finished pictures whose results are of another run than the journal's. */
  left: number;
  /** What differs between that run and the one of most results here: as `fingerprintChanges`. */
  changes: string[];
}

/**
 * Results are those of one run: the journal's, or where none has begun that of most results.
 * @param anew begins a run if most results are not of the journal's.
 */
export function missingEntries(state: JournalState, made: Made, anew: boolean): Missing {
  const runs = runsIn(made);
  const most = runs[0]?.fingerprint ?? null;
  const before = state.fingerprint;
  const changes = before && most ? fingerprintChanges(before, most) : [];
  const begins = most !== null && (before === null || (anew && changes.length > 0));
  const fingerprint = begins ? most : before;
  if (!fingerprint) return { entries: [], left: 0, changes };
  const own = runs.find((run) => fingerprintChanges(run.fingerprint, fingerprint).length === 0);
  const known = begins ? new Map<string, never>() : state.results;
  const results = (own?.pictures ?? []).flatMap((picture) => resultEntry(picture, made, known));
  const decisions = made.decisions.flatMap((decision) => decisionEntry(decision, state));
  // A journal of another run gets its own results and decisions, and no more until the person has this one begin in it.
  const isOther = !begins && changes.length > 0;
  const vectors = isOther ? [] : made.vectors.flatMap((vector) => vectorEntry(vector, state));
  const entries = [
    ...(begins ? [{ kind: 'run', fingerprint } as const] : []),
    ...results,
    ...decisions,
    ...vectors,
  ];
  const finished = runs.reduce((sum, { pictures }) => sum + pictures.length, 0);
  return { entries, left: finished - (own?.pictures.length ?? 0), changes: begins ? [] : changes };
}

interface Run {
  fingerprint: Fingerprint;
  /** Those that it finished. */
  pictures: StoredPicture[];
}

/** The runs that the results are of, the one of most results first. */
function runsIn({ pictures, results }: Made): Run[] {
  const byOrigin = new Map<string, Run | null>();
  const runs: Run[] = [];
  for (const picture of pictures) {
    const result = results.get(picture.path);
    if (!result || !picture.listed || !isFinished(picture, result)) continue;
    const run = byOrigin.get(result.origin) ?? runOf(result.origin, runs);
    byOrigin.set(result.origin, run);
    run?.pictures.push(picture);
  }
  return runs.sort((a, b) => b.pictures.length - a.pictures.length);
}

/** Origins that differ in the target alone are of one run. Null if it is not known. */
function runOf(origin: string, runs: Run[]): Run | null {
  const fingerprint = fingerprintIn(origin);
  if (!fingerprint) return null;
  const same = runs.find((run) => fingerprintChanges(run.fingerprint, fingerprint).length === 0);
  if (same) return same;
  const run = { fingerprint, pictures: [] };
  runs.push(run);
  return run;
}

function resultEntry(
  picture: StoredPicture,
  { results }: Made,
  known: JournalState['results'],
): JournalEntry[] {
  const result = results.get(picture.path)!;
  const there = known.get(picture.path);
  const isKnown =
    there &&
    isSameFile(there, result) &&
    (result.error !== null || !there.failed) &&
    picture.originals.every(({ text }) => there.failed || there.originals.includes(text));
  return isKnown ? [] : [{ kind: 'result', record: runRecord(picture, result) }];
}

/** A decision of which the journal knew once is another program's to change. */
function decisionEntry(
  { path, decision, journaled }: StoredDecision,
  { decisions }: JournalState,
): JournalEntry[] {
  const there = decisions.get(path);
  const isMissing = journaled
    ? there === undefined && decision !== null
    : JSON.stringify(there ?? null) !== JSON.stringify(decision);
  return isMissing ? [{ kind: 'decision', path, decision }] : [];
}

function vectorEntry(stored: StoredVector, { vectors }: JournalState): JournalEntry[] {
  const there = vectors.get(stored.path);
  if (there && isSameFile(there, stored) && there.matcher === stored.matcher) return [];
  const { collection: _, matcher, values, ...file } = stored;
  return [{ kind: 'vector', vector: { ...file, vector: { matcher, values } } }];
}

import type { IDBPTransaction } from 'idb';
import { mergeRuns } from '../features/captions/merge-runs';
import type { Run } from '../features/captions/run';
import { runSchema } from '../features/captions/run-schema';
import { piecesOf } from './picture-pieces';
import { validOf } from './schemas';
import type { Changes, DatabaseSchema, Outcome, Stores } from './stored';
import { isNothing, lookUp, namesOfPicture } from './values';

type Transaction = IDBPTransaction<DatabaseSchema, Stores, 'readwrite'>;

/**
 * Writes changes over what other tabs may have stored since: merged where both changed the same, and nothing for a
 * picture that is no longer there.
 */
export async function writeChanges(transaction: Transaction, changes: Changes): Promise<Outcome> {
  const outcome: Outcome = { runs: [], values: new Map(), removedRuns: [], orphans: new Set() };
  for (const picture of changes.pictures) await transaction.objectStore('pictures').put(picture);
  for (const id of changes.removed) outcome.removedRuns.push(...(await removePicture(transaction, id)));
  for (const change of changes.runs) await writeRun(transaction, change, outcome);
  for (const change of changes.values) await writeValue(transaction, change, outcome);
  return outcome;
}

/** Also deletes what belongs to the picture. Resolves to its captions as they were. */
async function removePicture(transaction: Transaction, id: string): Promise<Run[]> {
  const runs = transaction.objectStore('runs');
  const run = validOf(runSchema, await runs.get(id));
  await transaction.objectStore('pictures').delete(id);
  await transaction.objectStore('pieces').delete(piecesOf(id));
  await runs.delete(id);
  for (const name of namesOfPicture(id)) await transaction.objectStore('values').delete(name);
  return run;
}

async function writeRun(
  transaction: Transaction,
  { run, base }: Changes['runs'][number],
  outcome: Outcome,
): Promise<void> {
  const { pictureId } = run;
  if (!(await hasPicture(transaction, pictureId))) return void outcome.orphans.add(pictureId);
  const runs = transaction.objectStore('runs');
  const [theirs] = validOf(runSchema, await runs.get(pictureId));
  const merged = theirs ? mergeRuns(base, run, theirs) : run;
  await runs.put(merged);
  outcome.runs.push(merged);
}

async function writeValue(
  transaction: Transaction,
  { name, value, base }: Changes['values'][number],
  outcome: Outcome,
): Promise<void> {
  const values = transaction.objectStore('values');
  const { pictureId, merge, schema } = lookUp(name) ?? {};
  if (pictureId && !(await hasPicture(transaction, pictureId))) return void outcome.orphans.add(pictureId);
  const stored = await values.get(name);
  const theirs = schema ? validOf<unknown>(schema, stored) : [];
  // What is stored and not valid cannot be merged.
  const isMergeable = stored === undefined || theirs.length > 0;
  const merged = merge && isMergeable ? merge(base, value, theirs[0]) : value;
  outcome.values.set(name, isNothing(merged) ? undefined : merged);
  if (isNothing(merged)) await values.delete(name);
  else await values.put(merged, name);
}

async function hasPicture(transaction: Transaction, id: string): Promise<boolean> {
  return (await transaction.objectStore('pictures').getKey(id)) !== undefined;
}

import { type IDBPDatabase, openDB } from 'idb';
import type { Picture } from '../features/pictures/pictures.slice';
import { type RunOfVersion1, readOldValues, runFrom } from './migration';
import { DATABASE_NAME, type DatabaseSchema } from './stored';
import type { Values } from './values';

/** A value that says where the database without a scope went to, or that there was nothing to take over. */
export const TAKEN_OVER = 'unscoped';
/** Up to this version, all copies of the app on an origin shared one database without a scope. */
const LAST_SHARED_VERSION = 2;

/** What the shared database has. */
interface Shared {
  pictures: Picture[];
  runs: DatabaseSchema['runs']['value'][];
  values: Values;
}

/**
 * Copies what earlier versions stored in a database without a scope, once: the first copy of the app that is opened
 * has it. Nothing is deleted there; a copy at the root goes on with it.
 * @param path of this copy.
 */
export async function takeOverUnscoped(db: IDBPDatabase<DatabaseSchema>, path: string): Promise<void> {
  if ((await db.getKey('values', TAKEN_OVER)) !== undefined) return;
  const shared = await readShared(path);
  const transaction = db.transaction(['pictures', 'runs', 'values'], 'readwrite');
  transaction.done.catch(() => {});
  const values = transaction.objectStore('values');
  // Another tab may have been faster.
  if ((await values.getKey(TAKEN_OVER)) === undefined) {
    for (const picture of shared?.pictures ?? []) await transaction.objectStore('pictures').put(picture);
    for (const run of shared?.runs ?? []) await transaction.objectStore('runs').put(run);
    for (const [name, value] of shared?.values ?? []) {
      if ((await values.getKey(name)) === undefined) await values.put(value, name);
    }
    await values.put(shared ? path : null, TAKEN_OVER);
  }
  await transaction.done;
}

/** Claims the shared database for this copy. Null when there is none, or another copy has it. */
async function readShared(path: string): Promise<Shared | null> {
  const old = await openShared();
  if (!old) return null;
  try {
    return (await claim(old, path)) ? await readContents(old) : null;
  } finally {
    old.close();
  }
}

/** As it is, without creating it; null when there is none. */
async function openShared(): Promise<IDBPDatabase | null> {
  let isMissing = false;
  try {
    return await openDB(DATABASE_NAME, undefined, {
      upgrade(_database, _old, _new, transaction) {
        isMissing = true;
        transaction.done.catch(() => {});
        transaction.abort();
      },
      blocking: (_version, _newer, { target }) => target instanceof IDBDatabase && target.close(),
    });
  } catch (error) {
    if (isMissing) return null;
    throw error;
  }
}

/** In one transaction, so that two copies do not both have it. A newer version is the root's own. */
async function claim(old: IDBPDatabase, path: string): Promise<boolean> {
  if (old.version > LAST_SHARED_VERSION) return false;
  const transaction = old.transaction(old.version === 1 ? 'values' : 'slices', 'readwrite');
  const owner: unknown = await transaction.store.get(TAKEN_OVER);
  if (owner === undefined) await transaction.store.put(path, TAKEN_OVER);
  await transaction.done;
  return owner === undefined || owner === path;
}

async function readContents(old: IDBPDatabase): Promise<Shared> {
  const { version } = old;
  const transaction = old.transaction(['pictures', 'runs', version === 1 ? 'values' : 'slices']);
  const pictures: Picture[] = await transaction.objectStore('pictures').getAll();
  const runs: unknown[] = await transaction.objectStore('runs').getAll();
  const values = await readOldValues(transaction as unknown as Parameters<typeof readOldValues>[0], version);
  const there = new Set(pictures.map(({ id }) => id));
  const today = version === 1 ? runs.map((run) => runFrom(run as RunOfVersion1)) : (runs as Shared['runs']);
  return { pictures, runs: today.filter(({ pictureId }) => there.has(pictureId)), values };
}

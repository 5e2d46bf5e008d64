import { type IDBPDatabase, openDB } from 'idb';
import { upgradeFrom } from './migration';
import { writePieces } from './picture-pieces';
import { readAll, readSome } from './read-stored';
import { scopedName, scopePath } from './scope';
import {
  type Changes,
  DATABASE_NAME,
  type Database,
  type DatabaseSchema,
  type Ending,
  type Outcome,
  STORES,
  VERSION,
} from './stored';
import { TAKEN_OVER, takeOverUnscoped } from './unscoped';
import { writeChanges } from './write-changes';

/**
 * Opens the database of this copy of the app in IndexedDB, once no tab has an older version of it open.
 * @param path where the copy is served from.
 * @throws where the browser stores nothing, as in some private windows; `VersionError` where a newer version of the
 * app has stored something.
 */
export async function openDatabase(path = scopePath()): Promise<Database> {
  let end = (_: Ending) => {};
  const ended = new Promise<Ending>((resolve) => {
    end = resolve;
  });
  const db = await connect(scopedName(DATABASE_NAME, path), end);
  // Where that fails, the next visit tries again.
  if (path !== '/') await takeOverUnscoped(db, path).catch(() => {});
  return {
    load: () => readAll(db),
    read: (names) => readSome(db, names),
    write: writer(db),
    ended,
    close: () => db.close(),
  };
}

/** Deletes all stored settings; pictures and captions stay. @throws as `openDatabase` does. */
export async function clearSettings(path = scopePath()): Promise<void> {
  const db = await connect(scopedName(DATABASE_NAME, path), () => {});
  try {
    const { store, done } = db.transaction('values', 'readwrite');
    const names = await store.getAllKeys();
    const settings = names.filter((name) => name !== TAKEN_OVER);
    await Promise.all([...settings.map((name) => store.delete(name)), done]);
  } finally {
    db.close();
  }
}

function connect(name: string, end: (ending: Ending) => void): Promise<IDBPDatabase<DatabaseSchema>> {
  return openDB<DatabaseSchema>(name, VERSION, {
    upgrade: (database, oldVersion, _, transaction) => upgradeFrom(oldVersion, database, transaction),
    blocking(_version, newer, { target }) {
      if (target instanceof IDBDatabase) target.close();
      end(newer === null ? 'deleted' : 'newer');
    },
    terminated: () => end('dropped'),
  });
}

/** Stores the files of pictures as they are until the browser refuses that. */
function writer(db: IDBPDatabase<DatabaseSchema>): Database['write'] {
  let refusesFiles = false;
  return async (changes) => {
    if (refusesFiles) return writeInPieces(db, changes);
    try {
      return await write(db, changes);
    } catch (error) {
      if (changes.pictures.length === 0 || !isRefusal(error)) throw error;
      const outcome = await writeInPieces(db, changes);
      refusesFiles = true;
      return outcome;
    }
  };
}

/** WebKit's "Error preparing Blob/File data to be stored in object store". */
function isRefusal(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'UnknownError';
}

/** Picture by picture, since the bytes are in memory until they are written. */
async function writeInPieces(db: IDBPDatabase<DatabaseSchema>, changes: Changes): Promise<Outcome> {
  for (const picture of changes.pictures) await writePieces(db, picture);
  return write(db, { ...changes, pictures: [] });
}

async function write(db: IDBPDatabase<DatabaseSchema>, changes: Changes): Promise<Outcome> {
  const transaction = db.transaction(STORES, 'readwrite');
  // Its failure is the reason of the one that is caught.
  transaction.done.catch(() => {});
  try {
    const outcome = await writeChanges(transaction, changes);
    await transaction.done;
    return outcome;
  } catch (error) {
    // What could not even be asked for would leave the rest to be stored.
    abort(transaction);
    throw await transaction.done.then(
      () => error,
      () => transaction.error ?? error,
    );
  }
}

function abort(transaction: { abort(): void }): void {
  try {
    transaction.abort();
  } catch {
    // It has ended.
  }
}

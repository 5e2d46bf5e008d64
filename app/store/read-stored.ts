import type { IDBPDatabase } from 'idb';
import type { Run } from '../features/captions/run';
import type { Picture } from '../features/pictures/pictures.slice';
import { readPicture } from './picture-pieces';
import type { DatabaseSchema, Names, Saved } from './stored';

type Db = IDBPDatabase<DatabaseSchema>;

/**
 * Reads everything. A browser that has lost the file of one record refuses to read all of them: then they are read one
 * by one.
 * @throws when not even the names can be read.
 */
export async function readAll(db: Db): Promise<Saved> {
  return readAtOnce(db).catch(async () =>
    readSome(db, { pictures: await db.getAllKeys('pictures'), values: await db.getAllKeys('values') }),
  );
}

async function readAtOnce(db: Db): Promise<Saved> {
  const transaction = db.transaction(['pictures', 'runs', 'values']);
  const values = transaction.objectStore('values');
  const [pictures, runs, names, contents] = await Promise.all([
    transaction.objectStore('pictures').getAll(),
    transaction.objectStore('runs').getAll(),
    values.getAllKeys(),
    values.getAll(),
    transaction.done,
  ]);
  const whole: Picture[] = [];
  for (const stored of pictures) {
    const picture = 'pieces' in stored ? await readPicture(db, stored.id) : stored;
    if (picture) whole.push(picture);
  }
  const named = new Map(names.map((name, at) => [name, contents[at]]));
  return { pictures: whole, runs, values: named, unreadable: [] };
}

/**
 * Reads some parts, each on its own. A picture that cannot be read is named.
 * @throws when the connection is lost.
 */
export async function readSome(db: Db, names: Names): Promise<Saved> {
  const pictures: Picture[] = [];
  const runs: Run[] = [];
  const unreadable: string[] = [];
  for (const id of names.pictures) {
    const picture = await readable(readPicture(db, id), () => unreadable.push(id));
    if (picture) pictures.push(picture);
    const run = await readable(db.get('runs', id));
    if (run) runs.push(run);
  }
  const values = new Map<string, unknown>();
  for (const name of names.values) {
    const value = await readable(db.get('values', name));
    if (value !== undefined) values.set(name, value);
  }
  return { pictures, runs, values, unreadable };
}

const LOST_CONNECTION = ['InvalidStateError', 'AbortError', 'TransactionInactiveError'];

/** Undefined for a record that the browser cannot read, as when it has lost the file of a large one. */
async function readable<T>(reading: Promise<T>, note: () => void = () => {}): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof DOMException && LOST_CONNECTION.includes(error.name)) throw error;
    note();
    return undefined;
  }
}

import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { Run } from '../features/captions/run';
import type { Picture } from '../features/pictures/pictures.slice';
import type { State } from './app-state';
import { migrateFromVersion1 } from './migration';

/** The stored keys of each slice, without those that are stored entry by entry. */
export type SavedSlices = { [K in keyof State]?: Partial<State[K]> };

/** What one change of the store changed in what is stored. */
export interface Changes {
  pictures: readonly Picture[];
  /** Ids of deleted pictures; their runs are deleted with them. */
  removed: readonly string[];
  runs: readonly Run[];
  /** The slices that changed, each with all its stored keys. */
  slices: SavedSlices;
}

export interface Saved {
  pictures: Picture[];
  runs: Run[];
  slices: SavedSlices;
}

/** Where pictures, captions and settings are stored on the device. */
export interface Database {
  load(): Promise<Saved>;
  /** In one transaction. */
  write(changes: Changes): Promise<void>;
}

export interface DatabaseSchema extends DBSchema {
  pictures: { key: string; value: Picture };
  /** By the picture's id. */
  runs: { key: string; value: Run };
  /** By the slice's name. */
  slices: { key: string; value: SavedSlices[keyof SavedSlices] };
}

export const DATABASE_NAME = 'blipscope';
const VERSION = 2;

/**
 * Opens the database in IndexedDB, once no other tab has an older version of it open.
 * @throws where the browser stores nothing, as in some private windows.
 */
export async function openDatabase(): Promise<Database> {
  const db = await connect();
  return {
    async load() {
      const [pictures, runs, names, slices] = await Promise.all([
        db.getAll('pictures'),
        db.getAll('runs'),
        db.getAllKeys('slices'),
        db.getAll('slices'),
      ]);
      return { pictures, runs, slices: Object.fromEntries(names.map((name, at) => [name, slices[at]])) };
    },
    async write({ pictures, removed, runs, slices }) {
      const transaction = db.transaction(['pictures', 'runs', 'slices'], 'readwrite');
      const pictureStore = transaction.objectStore('pictures');
      const runStore = transaction.objectStore('runs');
      const sliceStore = transaction.objectStore('slices');
      await Promise.all([
        ...pictures.map((picture) => pictureStore.put(picture)),
        ...runs.map((run) => runStore.put(run)),
        ...removed.flatMap((id) => [pictureStore.delete(id), runStore.delete(id)]),
        ...Object.entries(slices).map(([name, values]) => sliceStore.put(values, name)),
        transaction.done,
      ]);
    },
  };
}

/** Deletes all stored settings; pictures and captions stay. @throws as `openDatabase` does. */
export async function clearSettings(): Promise<void> {
  await (await connect()).clear('slices');
}

function connect(): Promise<IDBPDatabase<DatabaseSchema>> {
  return openDB<DatabaseSchema>(DATABASE_NAME, VERSION, {
    async upgrade(database, oldVersion, _, transaction) {
      if (oldVersion === 0) {
        database.createObjectStore('pictures', { keyPath: 'id' });
        database.createObjectStore('runs', { keyPath: 'pictureId' });
      }
      database.createObjectStore('slices');
      if (oldVersion === 1) await migrateFromVersion1(database, transaction);
    },
    // A newer version of the app waits for this.
    blocking: (_version, _newer, { target }) => target instanceof IDBDatabase && target.close(),
  });
}

import { type DBSchema, openDB } from 'idb';
import type { Run } from '../features/captions/run';
import type { Picture } from '../features/pictures/pictures.slice';
import type { State } from './app-state';

/** The persisted keys but the two that are stored entry by entry. */
export type SavedValues = Partial<Omit<State, 'pictures' | 'runs'>>;

/** What one step of the store changed in what outlives the page. */
export interface Changes {
  pictures: readonly Picture[];
  /** Ids of pictures that went, with their runs. */
  removed: readonly string[];
  runs: readonly Run[];
  values: SavedValues | null;
}

export interface Saved {
  pictures: Picture[];
  runs: Run[];
  values: SavedValues;
}

/** Where things are kept on the device. */
export interface Database {
  load(): Promise<Saved>;
  /** All of it or nothing. */
  write(changes: Changes): Promise<void>;
}

interface DatabaseSchema extends DBSchema {
  pictures: { key: string; value: Picture };
  /** By the picture's id. */
  runs: { key: string; value: Run };
  values: { key: 'state'; value: SavedValues };
}

/** The database in IndexedDB. @throws where the browser stores nothing, as in some private windows. */
export async function openDatabase(): Promise<Database> {
  const db = await openDB<DatabaseSchema>('blipscope', 1, {
    upgrade(fresh) {
      fresh.createObjectStore('pictures', { keyPath: 'id' });
      fresh.createObjectStore('runs', { keyPath: 'pictureId' });
      fresh.createObjectStore('values');
    },
  });
  return {
    async load() {
      const [pictures, runs, values] = await Promise.all([
        db.getAll('pictures'),
        db.getAll('runs'),
        db.get('values', 'state'),
      ]);
      return { pictures, runs, values: values ?? {} };
    },
    async write({ pictures, removed, runs, values }) {
      const transaction = db.transaction(['pictures', 'runs', 'values'], 'readwrite');
      const pictureStore = transaction.objectStore('pictures');
      const runStore = transaction.objectStore('runs');
      await Promise.all([
        ...pictures.map((picture) => pictureStore.put(picture)),
        ...runs.map((run) => runStore.put(run)),
        ...removed.flatMap((id) => [pictureStore.delete(id), runStore.delete(id)]),
        ...(values ? [transaction.objectStore('values').put(values, 'state')] : []),
        transaction.done,
      ]);
    },
  };
}

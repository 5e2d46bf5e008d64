/** Collections in IndexedDB. */
import { type IDBPDatabase, openDB } from 'idb';
import type { Decision } from '../../core/collection.ts';
import { CollectionError, forPage } from './errors.ts';
import {
  COLLECTION_STORES,
  type CollectionSchema,
  PICTURE_STORES,
  type StoredCollection,
  type StoredDecision,
  type StoredPicture,
  type StoredResult,
  type StoredThumbnail,
  type StoredVector,
  type ThumbnailOfVersion1,
} from './schema.ts';

/** What was made elsewhere. */
export interface Findings {
  results: readonly StoredResult[];
  decisions: readonly StoredDecision[];
  vectors: readonly StoredVector[];
}

/** What is known of some pictures. */
export interface MadeEntries {
  pictures: StoredPicture[];
  /** By path. */
  results: Map<string, StoredResult>;
  decisions: StoredDecision[];
  vectors: StoredVector[];
}

type Connection = IDBPDatabase<CollectionSchema>;

const NAME = 'blipscope-collections';
const VERSION = 3;

/** The name for the app at this path; several apps of one origin have a database each. */
export function databaseName(scope: string): string {
  return scope === '/' ? NAME : `${NAME} ${scope}`;
}

/** All entries of one collection, in stores whose keys begin with it. */
function entriesOf(collection: string): IDBKeyRange {
  return IDBKeyRange.bound([collection], [collection, []]);
}

/** Every method opens the database if necessary. @throws {CollectionError} ('storage-off', 'storage-full') */
export class CollectionDatabase {
  #connection: Promise<Connection> | null = null;

  constructor(private readonly name: string) {}

  /** Newest first. */
  async collections(): Promise<StoredCollection[]> {
    const all = await this.#read((db) => db.getAll('collections'));
    return all.sort((a, b) => b.openedAt - a.openedAt);
  }

  async collection(id: string): Promise<StoredCollection | null> {
    return (await this.#read((db) => db.get('collections', id))) ?? null;
  }

  async pictures(collection: string): Promise<StoredPicture[]> {
    return this.#read((db) => db.getAll('pictures', entriesOf(collection)));
  }

  async picture(collection: string, path: string): Promise<StoredPicture | null> {
    return (await this.#read((db) => db.get('pictures', [collection, path]))) ?? null;
  }

  /** By path. */
  async results(collection: string): Promise<Map<string, StoredResult>> {
    return byPath(await this.#read((db) => db.getAll('results', entriesOf(collection))));
  }

  async result(collection: string, path: string): Promise<StoredResult | null> {
    return (await this.#read((db) => db.get('results', [collection, path]))) ?? null;
  }

  /** By path. */
  async decisions(collection: string): Promise<Map<string, Decision>> {
    const stored = await this.storedDecisions(collection);
    return new Map([...stored].flatMap(([path, { decision }]) => (decision ? [[path, decision]] : [])));
  }

  /** By path, also those that were taken back. */
  async storedDecisions(collection: string): Promise<Map<string, StoredDecision>> {
    return byPath(await this.#read((db) => db.getAll('decisions', entriesOf(collection))));
  }

  async vectors(collection: string): Promise<StoredVector[]> {
    return this.#read((db) => db.getAll('vectors', entriesOf(collection)));
  }

  async vector(collection: string, path: string): Promise<StoredVector | null> {
    return (await this.#read((db) => db.get('vectors', [collection, path]))) ?? null;
  }

  async countVectors(collection: string): Promise<number> {
    return this.#read((db) => db.count('vectors', entriesOf(collection)));
  }

  /** What is known of some pictures, in one transaction. */
  async made(collection: string, paths: readonly string[]): Promise<MadeEntries> {
    return this.#read(async (db) => {
      const names = ['pictures', 'results', 'decisions', 'vectors'] as const;
      const transaction = db.transaction(names);
      const all = async <Name extends (typeof names)[number]>(name: Name) => {
        const store = transaction.objectStore(name);
        const found = await Promise.all(paths.map((path) => store.get([collection, path])));
        return found.filter((each) => each !== undefined);
      };
      const [pictures, results, decisions, vectors] = await Promise.all([
        all('pictures'),
        all('results'),
        all('decisions'),
        all('vectors'),
      ]);
      return { pictures, results: byPath(results), decisions, vectors };
    });
  }

  /** Paths of the pictures that a run has finished. */
  async finishedPaths(collection: string): Promise<string[]> {
    const keys = await this.#read((db) => db.getAllKeys('results', entriesOf(collection)));
    return keys.map(([, path]) => path);
  }

  /**
   * Stores a collection that was opened, with those of its pictures that changed and what was found out about them
   * elsewhere, in one transaction.
   */
  async saveListing(
    collection: StoredCollection,
    changed: readonly StoredPicture[],
    { results, decisions, vectors }: Findings = { results: [], decisions: [], vectors: [] },
  ): Promise<void> {
    await this.#write(['collections', 'pictures', 'results', 'decisions', 'vectors'], (store) => [
      store('collections').put(collection),
      ...changed.map((picture) => store('pictures').put(picture)),
      ...results.map((result) => store('results').put(result)),
      ...decisions.map((decision) => store('decisions').put(decision)),
      ...vectors.map((vector) => store('vectors').put(vector)),
    ]);
  }

  /**
   * Stores a result and forgets the picture's crashes, in one transaction.
   * @param vector null where there is none: one that is stored stays.
   */
  async saveResult(result: StoredResult, vector: StoredVector | null = null): Promise<void> {
    await this.#write(['results', 'crashes', 'vectors'], (store) => [
      store('results').put(result),
      store('crashes').delete([result.collection, result.path]),
      ...(vector ? [store('vectors').put(vector)] : []),
    ]);
  }

  async saveVector(vector: StoredVector): Promise<void> {
    await this.#write(['vectors'], (store) => [store('vectors').put(vector)]);
  }

  /**
   * Moves the decision of a picture that was renamed, unless there is one under its new path.
   * @returns what is decided under the new path
   */
  async moveDecision(collection: string, from: string, to: string): Promise<Decision | null> {
    try {
      const transaction = (await this.#open()).transaction('decisions', 'readwrite');
      const [old, own] = await Promise.all([
        transaction.store.get([collection, from]),
        transaction.store.get([collection, to]),
      ]);
      const moves = old && !own;
      if (moves) {
        await transaction.store.put({ collection, path: to, decision: old.decision });
        await transaction.store.delete([collection, from]);
      }
      await transaction.done;
      return (own ?? old)?.decision ?? null;
    } catch (error) {
      throw forPage(error);
    }
  }

  /** Paths of the pictures during which the worker was lost. */
  async crashedPaths(collection: string): Promise<string[]> {
    const keys = await this.#read((db) => db.getAllKeys('crashes', entriesOf(collection)));
    return keys.map(([, path]) => path);
  }

  /** Counts that the worker was lost while it captioned the picture. Returns how often that has happened. */
  async countCrash(collection: string, path: string): Promise<number> {
    const before = await this.#read((db) => db.get('crashes', [collection, path]));
    const count = (before?.count ?? 0) + 1;
    await this.#write(['crashes'], (store) => [store('crashes').put({ collection, path, count })]);
    return count;
  }

  /** In one transaction; null takes a decision back. The journal has none of them yet. */
  async decide(
    collection: string,
    decisions: readonly { path: string; decision: Decision | null }[],
  ): Promise<void> {
    await this.#write(['decisions'], (store) =>
      decisions.map(({ path, decision }) => store('decisions').put({ collection, path, decision })),
    );
  }

  /** Stores that the journal has these decisions, unless a person decides otherwise meanwhile. */
  async markJournaled(decisions: readonly StoredDecision[]): Promise<void> {
    try {
      const { store, done } = (await this.#open()).transaction('decisions', 'readwrite');
      const mark = async (each: StoredDecision) => {
        const stored = await store.get([each.collection, each.path]);
        const isSame = JSON.stringify(stored?.decision) === JSON.stringify(each.decision);
        if (stored && isSame) await store.put({ ...stored, journaled: true });
      };
      await Promise.all([...decisions.filter(({ journaled }) => !journaled).map(mark), done]);
    } catch (error) {
      throw forPage(error);
    }
  }

  /** Stores whether the folder's journal is written. */
  async keepJournal(collection: string, keepsJournal: boolean): Promise<void> {
    const stored = await this.collection(collection);
    if (stored)
      await this.#write(['collections'], (store) => [store('collections').put({ ...stored, keepsJournal })]);
  }

  async thumbnail(
    collection: string,
    path: string,
    size: number,
  ): Promise<StoredThumbnail | ThumbnailOfVersion1 | null> {
    return (await this.#read((db) => db.get('thumbnails', [collection, path, size]))) ?? null;
  }

  async saveThumbnail(thumbnail: StoredThumbnail): Promise<void> {
    await this.#write(['thumbnails'], (store) => [store('thumbnails').put(thumbnail)]);
  }

  /** Deletes everything about a collection, in one transaction. */
  async forget(collection: string): Promise<void> {
    const entries = entriesOf(collection);
    await this.#write([...COLLECTION_STORES], (store) => [
      store('collections').delete(collection),
      store('thumbnails').delete(entries),
      ...PICTURE_STORES.map((name) => store(name).delete(entries)),
    ]);
  }

  async #read<T>(job: (db: Connection) => Promise<T>): Promise<T> {
    try {
      return await job(await this.#open());
    } catch (error) {
      throw forPage(error);
    }
  }

  /** Resolves when the transaction is complete. It is committed at once: what is asked for survives this worker. */
  async #write<Names extends (keyof StoreNames)[]>(
    names: Names,
    requests: (store: <Name extends Names[number]>(name: Name) => WritableStore<Name>) => Promise<unknown>[],
  ): Promise<void> {
    try {
      const transaction = (await this.#open()).transaction(names, 'readwrite');
      const made = requests((name) => transaction.objectStore(name) as unknown as WritableStore<typeof name>);
      transaction.commit();
      await Promise.all([...made, transaction.done]);
    } catch (error) {
      throw forPage(error);
    }
  }

  #open(): Promise<Connection> {
    const forget = () => {
      this.#connection = null;
    };
    this.#connection ??= connect(this.name, forget).catch((error) => {
      forget();
      throw error;
    });
    return this.#connection;
  }
}

type StoreNames = { [Name in (typeof COLLECTION_STORES)[number]]: CollectionSchema[Name] };

interface WritableStore<Name extends keyof StoreNames> {
  put(value: StoreNames[Name]['value']): Promise<unknown>;
  delete(key: StoreNames[Name]['key'] | IDBKeyRange): Promise<void>;
}

async function connect(name: string, onClose: () => void): Promise<Connection> {
  try {
    return await openDB<CollectionSchema>(name, VERSION, {
      upgrade: createStores,
      // A newer version of the app waits for this.
      blocking: (_version, _newer, { target }) => {
        onClose();
        if (target instanceof IDBDatabase) target.close();
      },
      terminated: onClose,
    });
  } catch (error) {
    throw new CollectionError(
      'storage-off',
      'This browser lets the page store nothing, so a folder cannot be opened. A private window or blocked site data may be why: use an ordinary window, or allow this site to store data.',
      { cause: error },
    );
  }
}

/** Version 3 added the vectors. @param oldVersion 0 where there is no database yet. */
function createStores(db: Connection, oldVersion: number): void {
  const added = oldVersion > 0 ? (['vectors'] as const) : PICTURE_STORES;
  for (const name of added) db.createObjectStore(name, { keyPath: ['collection', 'path'] });
  if (oldVersion > 0) return;
  db.createObjectStore('collections', { keyPath: 'id' });
  db.createObjectStore('thumbnails', { keyPath: ['collection', 'path', 'size'] });
}

function byPath<T extends { path: string }>(entries: readonly T[]): Map<string, T> {
  return new Map(entries.map((entry) => [entry.path, entry]));
}

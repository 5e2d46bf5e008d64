/** The connection to the database of collections, and what it has of stores. */
import { type IDBPDatabase, type IDBPTransaction, openDB } from 'idb';
import { CollectionError, forPage } from './errors.ts';
import { type COLLECTION_STORES, type CollectionSchema, PICTURE_STORES } from './schema.ts';

type Database = IDBPDatabase<CollectionSchema>;
type StoreName = (typeof COLLECTION_STORES)[number];
type StoreNames = { [Name in StoreName]: CollectionSchema[Name] };

interface WritableStore<Name extends StoreName> {
  put(value: StoreNames[Name]['value']): Promise<unknown>;
  delete(key: StoreNames[Name]['key'] | IDBKeyRange): Promise<void>;
}

const VERSION = 4;

/** Opens the database when it is needed. Every method throws {CollectionError} ('storage-off', 'storage-full'). */
export class Connection {
  #database: Promise<Database> | null = null;

  constructor(private readonly name: string) {}

  async read<T>(job: (db: Database) => Promise<T>): Promise<T> {
    try {
      return await job(await this.#open());
    } catch (error) {
      throw forPage(error);
    }
  }

  /** Resolves when the transaction is complete. It is committed at once: what is asked for survives this worker. */
  async write<Names extends StoreName[]>(
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

  /** Reads and writes one store in one transaction: nobody writes to it in between. Resolves when it is complete. */
  async change<Name extends StoreName, T>(
    name: Name,
    job: (store: IDBPTransaction<CollectionSchema, [Name], 'readwrite'>['store']) => Promise<T>,
  ): Promise<T> {
    try {
      const { store, done } = (await this.#open()).transaction(name, 'readwrite');
      const [result] = await Promise.all([job(store), done]);
      return result;
    } catch (error) {
      throw forPage(error);
    }
  }

  #open(): Promise<Database> {
    const forget = () => {
      this.#database = null;
    };
    this.#database ??= connect(this.name, forget).catch((error) => {
      forget();
      throw error;
    });
    return this.#database;
  }
}

async function connect(name: string, onClose: () => void): Promise<Database> {
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

/** Version 3 added the vectors, version 4 the labels: what an earlier one has stays, and the rest is made. */
function createStores(db: Database): void {
  const isMissing = (name: StoreName) => !db.objectStoreNames.contains(name);
  for (const name of PICTURE_STORES.filter(isMissing))
    db.createObjectStore(name, { keyPath: ['collection', 'path'] });
  if (isMissing('collections')) db.createObjectStore('collections', { keyPath: 'id' });
  if (isMissing('labelLists')) db.createObjectStore('labelLists', { keyPath: 'collection' });
  if (isMissing('thumbnails'))
    db.createObjectStore('thumbnails', { keyPath: ['collection', 'path', 'size'] });
}

/** Collections in IndexedDB. */
import type { Decision } from '../../core/collection.ts';
import { Connection } from './connection.ts';
import {
  COLLECTION_STORES,
  PICTURE_STORES,
  type StoredCollection,
  type StoredDecision,
  type StoredPicture,
  type StoredPictureLabel,
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

const NAME = 'blipscope-collections';

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
  readonly #connection: Connection;

  constructor(name: string) {
    this.#connection = new Connection(name);
  }

  /** Newest first. */
  async collections(): Promise<StoredCollection[]> {
    const all = await this.#connection.read((db) => db.getAll('collections'));
    return all.sort((a, b) => b.openedAt - a.openedAt);
  }

  async collection(id: string): Promise<StoredCollection | null> {
    return (await this.#connection.read((db) => db.get('collections', id))) ?? null;
  }

  async pictures(collection: string): Promise<StoredPicture[]> {
    return this.#connection.read((db) => db.getAll('pictures', entriesOf(collection)));
  }

  async picture(collection: string, path: string): Promise<StoredPicture | null> {
    return (await this.#connection.read((db) => db.get('pictures', [collection, path]))) ?? null;
  }

  /** By path. */
  async results(collection: string): Promise<Map<string, StoredResult>> {
    return byPath(await this.#connection.read((db) => db.getAll('results', entriesOf(collection))));
  }

  async result(collection: string, path: string): Promise<StoredResult | null> {
    return (await this.#connection.read((db) => db.get('results', [collection, path]))) ?? null;
  }

  /** By path. */
  async decisions(collection: string): Promise<Map<string, Decision>> {
    const stored = await this.storedDecisions(collection);
    return new Map([...stored].flatMap(([path, { decision }]) => (decision ? [[path, decision]] : [])));
  }

  /** By path, also those that were taken back. */
  async storedDecisions(collection: string): Promise<Map<string, StoredDecision>> {
    return byPath(await this.#connection.read((db) => db.getAll('decisions', entriesOf(collection))));
  }

  async vectors(collection: string): Promise<StoredVector[]> {
    return this.#connection.read((db) => db.getAll('vectors', entriesOf(collection)));
  }

  async vector(collection: string, path: string): Promise<StoredVector | null> {
    return (await this.#connection.read((db) => db.get('vectors', [collection, path]))) ?? null;
  }

  async countVectors(collection: string): Promise<number> {
    return this.#connection.read((db) => db.count('vectors', entriesOf(collection)));
  }

  /** What is known of some pictures, in one transaction. */
  async made(collection: string, paths: readonly string[]): Promise<MadeEntries> {
    return this.#connection.read(async (db) => {
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
    const keys = await this.#connection.read((db) => db.getAllKeys('results', entriesOf(collection)));
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
    await this.#connection.write(['collections', 'pictures', 'results', 'decisions', 'vectors'], (store) => [
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
    await this.#connection.write(['results', 'crashes', 'vectors'], (store) => [
      store('results').put(result),
      store('crashes').delete([result.collection, result.path]),
      ...(vector ? [store('vectors').put(vector)] : []),
    ]);
  }

  async saveVector(vector: StoredVector): Promise<void> {
    await this.#connection.write(['vectors'], (store) => [store('vectors').put(vector)]);
  }

  /**
   * Moves the decision of a picture that was renamed, unless there is one under its new path.
   * @returns what is decided under the new path
   */
  async moveDecision(collection: string, from: string, to: string): Promise<Decision | null> {
    return this.#connection.change('decisions', async (store) => {
      const [old, own] = await Promise.all([store.get([collection, from]), store.get([collection, to])]);
      if (old && !own) {
        await store.put({ collection, path: to, decision: old.decision });
        await store.delete([collection, from]);
      }
      return (own ?? old)?.decision ?? null;
    });
  }

  /** Paths of the pictures during which the worker was lost. */
  async crashedPaths(collection: string): Promise<string[]> {
    const keys = await this.#connection.read((db) => db.getAllKeys('crashes', entriesOf(collection)));
    return keys.map(([, path]) => path);
  }

  /** Counts that the worker was lost while it captioned the picture. Returns how often that has happened. */
  async countCrash(collection: string, path: string): Promise<number> {
    const before = await this.#connection.read((db) => db.get('crashes', [collection, path]));
    const count = (before?.count ?? 0) + 1;
    await this.#connection.write(['crashes'], (store) => [store('crashes').put({ collection, path, count })]);
    return count;
  }

  /** In one transaction; null takes a decision back. The journal has none of them yet. */
  async decide(
    collection: string,
    decisions: readonly { path: string; decision: Decision | null }[],
  ): Promise<void> {
    await this.#connection.write(['decisions'], (store) =>
      decisions.map(({ path, decision }) => store('decisions').put({ collection, path, decision })),
    );
  }

  /** Stores that the journal has these decisions, unless a person decides otherwise meanwhile. */
  async markJournaled(decisions: readonly StoredDecision[]): Promise<void> {
    await this.#connection.change('decisions', async (store) => {
      const mark = async (each: StoredDecision) => {
        const stored = await store.get([each.collection, each.path]);
        const isSame = JSON.stringify(stored?.decision) === JSON.stringify(each.decision);
        if (stored && isSame) await store.put({ ...stored, journaled: true });
      };
      await Promise.all(decisions.filter(({ journaled }) => !journaled).map(mark));
    });
  }

  /** Stores whether the folder's journal is written. */
  async keepJournal(collection: string, keepsJournal: boolean): Promise<void> {
    await this.#connection.change('collections', async (store) => {
      const stored = await store.get(collection);
      if (stored) await store.put({ ...stored, keepsJournal });
    });
  }

  async thumbnail(
    collection: string,
    path: string,
    size: number,
  ): Promise<StoredThumbnail | ThumbnailOfVersion1 | null> {
    return (await this.#connection.read((db) => db.get('thumbnails', [collection, path, size]))) ?? null;
  }

  async saveThumbnail(thumbnail: StoredThumbnail): Promise<void> {
    await this.#connection.write(['thumbnails'], (store) => [store('thumbnails').put(thumbnail)]);
  }

  /** What a person sorts the pictures into. */
  async labels(collection: string): Promise<readonly string[]> {
    return (await this.#connection.read((db) => db.get('labelLists', collection)))?.labels ?? [];
  }

  /** Changes the labels as they are stored: another tab may have changed them, too. Returns those there are then. */
  async changeLabels(
    collection: string,
    change: (labels: readonly string[]) => readonly string[],
  ): Promise<readonly string[]> {
    return this.#connection.change('labelLists', async (store) => {
      const labels = change((await store.get(collection))?.labels ?? []);
      await store.put({ collection, labels });
      return labels;
    });
  }

  async pictureLabels(collection: string): Promise<StoredPictureLabel[]> {
    return this.#connection.read((db) => db.getAll('pictureLabels', entriesOf(collection)));
  }

  async savePictureLabels(labels: readonly StoredPictureLabel[]): Promise<void> {
    await this.#connection.write(['pictureLabels'], (store) =>
      labels.map((label) => store('pictureLabels').put(label)),
    );
  }

  /** Deletes everything about a collection, in one transaction. */
  async forget(collection: string): Promise<void> {
    const entries = entriesOf(collection);
    await this.#connection.write([...COLLECTION_STORES], (store) => [
      store('collections').delete(collection),
      store('labelLists').delete(collection),
      store('thumbnails').delete(entries),
      ...PICTURE_STORES.map((name) => store(name).delete(entries)),
    ]);
  }
}

function byPath<T extends { path: string }>(entries: readonly T[]): Map<string, T> {
  return new Map(entries.map((entry) => [entry.path, entry]));
}

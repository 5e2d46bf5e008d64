import { CollectionError } from './errors.ts';
import type { FileSource } from './sources/source.ts';

/** The collections that this worker has open, with the place where their files are read. */
export class OpenCollections {
  readonly #sources = new Map<string, FileSource>();

  add(collection: string, source: FileSource): void {
    this.#sources.set(collection, source);
  }

  /** @throws {CollectionError} ('collection-closed') */
  source(collection: string): FileSource {
    const source = this.#sources.get(collection);
    if (source) return source;
    throw new CollectionError(
      'collection-closed',
      'This collection is not open any more. Open the folder again.',
    );
  }

  delete(collection: string): void {
    this.#sources.delete(collection);
  }
}

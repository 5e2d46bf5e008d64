import { type FileState, isSameFile } from '../../capfilt/index.ts';
import type { CollectionDatabase } from '../database.ts';
import { CollectionError } from '../errors.ts';
import type { PicturePlace, StoredThumbnail, ThumbnailOfVersion1 } from '../schema.ts';
import { NewestFirst } from './newest-first.ts';

/** Each takes a decoded picture's memory. */
const AT_ONCE = 2;

type MakeThumbnail = (file: Blob, size: number) => Promise<Blob>;

/** A picture of an open collection. */
export interface ShownPicture extends PicturePlace {
  open(): Promise<File>;
}

/** Thumbnails, made when they are asked for and stored. */
export class Thumbnails {
  readonly #queue = new NewestFirst(AT_ONCE);

  constructor(
    private readonly database: CollectionDatabase,
    private readonly make: MakeThumbnail,
  ) {}

  /** @throws {PictureError}, {CollectionError} ('file-missing', 'no-permission'), and the signal's reason. */
  async get({ collection, path, open }: ShownPicture, size: number, signal: AbortSignal): Promise<Blob> {
    const stored = await this.database.thumbnail(collection, path, size);
    const picture = await this.database.picture(collection, path);
    if (stored && picture && isSameFile(stored, picture)) return blobOf(stored);
    return this.#queue.run(async () => {
      const file = await open();
      const blob = await this.make(file, size);
      await this.#store({ collection, path, bytes: file.size, modified: file.lastModified }, size, blob);
      return blob;
    }, signal);
  }

  /** Without space it is made again the next time. */
  async #store(picture: PicturePlace & FileState, size: number, blob: Blob): Promise<void> {
    try {
      const content = await blob.arrayBuffer();
      await this.database.saveThumbnail({ ...picture, size, content, type: blob.type });
    } catch (error) {
      if (!(error instanceof CollectionError) || error.code !== 'storage-full') throw error;
    }
  }
}

function blobOf(stored: StoredThumbnail | ThumbnailOfVersion1): Blob {
  return 'blob' in stored ? stored.blob : new Blob([stored.content], { type: stored.type });
}

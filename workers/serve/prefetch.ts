import type { ImageSettings, NextPicture, ReadPicture } from '../../core/protocol/index.ts';
import { SerialQueue } from '../engine/index.ts';
import type { PictureReader } from '../image/decode.ts';

/** Pixel values wait in memory: 1.8 MB a picture for a model that looks at 384 × 384. */
const MAX_PREFETCHED = 2;

interface Prefetched {
  /** Null when it was dropped before its turn, or could not be read: whoever captions it reads it again, and says why. */
  picture: Promise<ReadPicture | null>;
  dropped: boolean;
}

/** Reads the next pictures while one is captioned: one at a time, a few at most, the others when it is their turn. */
export class Prefetcher {
  readonly #read: PictureReader;
  readonly #queue = new SerialQueue();
  readonly #pictures = new Map<string, Prefetched>();

  constructor(read: PictureReader) {
    this.#read = read;
  }

  /** These come next, in this order; what was read of others is forgotten. */
  expect(pictures: readonly NextPicture[], settings: ImageSettings): void {
    const next = pictures.slice(0, MAX_PREFETCHED);
    const wanted = new Set(next.map(({ id }) => id));
    for (const id of this.#pictures.keys()) if (!wanted.has(id)) this.#drop(id);
    for (const { id, file } of next) if (!this.#pictures.has(id)) this.#begin(id, file, settings);
  }

  /** What was read of a picture, once; null where nothing was. */
  async take(id: string): Promise<ReadPicture | null> {
    const ahead = this.#pictures.get(id);
    this.#pictures.delete(id);
    return ahead?.picture ?? null;
  }

  clear(): void {
    for (const id of this.#pictures.keys()) this.#drop(id);
  }

  #begin(id: string, file: Blob, settings: ImageSettings): void {
    const ahead: Prefetched = { dropped: false, picture: Promise.resolve(null) };
    const read = async () => (ahead.dropped ? null : this.#read(file, settings));
    ahead.picture = this.#queue.run(read).catch(() => null);
    this.#pictures.set(id, ahead);
  }

  #drop(id: string): void {
    const ahead = this.#pictures.get(id);
    if (ahead) ahead.dropped = true;
    this.#pictures.delete(id);
  }
}

import type { ImageSettings, NextPicture, ReadPicture } from '../../core/protocol/index.ts';
import { SerialQueue } from '../engine/index.ts';
import type { PictureReader } from '../image/decode.ts';

/** Pixel values wait in memory: 1.8 MB for a picture of 384 × 384. */
const MAX_PREFETCHED = 2;

interface Prefetched {
  /** Null when it was dropped before its turn, or could not be read: its run reads it again and reports the error. */
  picture: Promise<ReadPicture | null>;
  dropped: boolean;
}

/** Reads the next pictures while one is captioned: one at a time, `MAX_PREFETCHED` at most. */
export class Prefetcher {
  readonly #read: PictureReader;
  readonly #queue = new SerialQueue();
  readonly #pictures = new Map<string, Prefetched>();

  constructor(read: PictureReader) {
    this.#read = read;
  }

  /** Names the next pictures, in order; what was read of others is dropped. */
  expect(pictures: readonly NextPicture[], settings: ImageSettings): void {
    const next = pictures.slice(0, MAX_PREFETCHED);
    const wanted = new Set(next.map(({ id }) => id));
    for (const id of this.#pictures.keys()) if (!wanted.has(id)) this.#drop(id);
    for (const { id, file } of next) if (!this.#pictures.has(id)) this.#begin(id, file, settings);
  }

  /** Returns what was read of a picture and removes it; null where nothing was. */
  async take(id: string): Promise<ReadPicture | null> {
    const prefetched = this.#pictures.get(id);
    this.#pictures.delete(id);
    return prefetched?.picture ?? null;
  }

  clear(): void {
    for (const id of this.#pictures.keys()) this.#drop(id);
  }

  #begin(id: string, file: Blob, settings: ImageSettings): void {
    const prefetched: Prefetched = { dropped: false, picture: Promise.resolve(null) };
    const read = async () => (prefetched.dropped ? null : this.#read(file, settings));
    prefetched.picture = this.#queue.run(read).catch(() => null);
    this.#pictures.set(id, prefetched);
  }

  #drop(id: string): void {
    const prefetched = this.#pictures.get(id);
    if (prefetched) prefetched.dropped = true;
    this.#pictures.delete(id);
  }
}

import type { CollectionClient } from '../../../worker-client/client';

/** Of the longer side, for tiles on displays of two pixels each. */
const SIZE = 320;
const MAX_CACHED = 600;

interface Cached {
  url: string;
  users: number;
}

/** Object URLs of thumbnails; those in no tile go first when there are too many. */
export class ThumbnailCache {
  readonly #urls = new Map<string, Cached>();
  readonly #load: (path: string, signal: AbortSignal) => Promise<Blob>;

  /** @param collection the name of the collection, once its pictures are listed. */
  constructor(collections: CollectionClient, collection: () => string) {
    this.#load = (path, signal) =>
      collections.request('thumbnail', { collection: collection(), path, size: SIZE }, { signal });
  }

  /** Calls back once with the URL, or null where there is none. Returns what ends the use. */
  use(path: string, show: (url: string | null) => void): () => void {
    const cached = this.#urls.get(path);
    if (cached) return this.#share(path, cached, show);
    const stop = new AbortController();
    let end = () => stop.abort();
    this.#load(path, stop.signal).then(
      (blob) => {
        if (stop.signal.aborted) return;
        const made = this.#urls.get(path) ?? { url: URL.createObjectURL(blob), users: 0 };
        end = this.#share(path, made, show);
      },
      () => {
        if (!stop.signal.aborted) show(null);
      },
    );
    return () => end();
  }

  #share(path: string, cached: Cached, show: (url: string) => void): () => void {
    cached.users++;
    this.#urls.delete(path);
    this.#urls.set(path, cached);
    show(cached.url);
    this.#evict();
    return () => {
      cached.users--;
    };
  }

  #evict(): void {
    for (const [path, { url, users }] of this.#urls) {
      if (this.#urls.size <= MAX_CACHED) return;
      if (users > 0) continue;
      URL.revokeObjectURL(url);
      this.#urls.delete(path);
    }
  }

  dispose(): void {
    for (const { url } of this.#urls.values()) URL.revokeObjectURL(url);
    this.#urls.clear();
  }
}

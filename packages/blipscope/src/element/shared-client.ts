import type { Blip, LoadOptions, LoadProgress, load } from '../index.ts';

export type ModelOptions = Pick<LoadOptions, 'model' | 'matcher' | 'backend' | 'worker' | 'wasm'>;

/** A model that elements use together. */
interface Shared {
  client: Promise<Blip>;
  stop: AbortController;
  progress: LoadProgress | null;
  isLoaded: boolean;
  /** Who uses it, and where progress is reported to. */
  holders: Map<object, (progress: LoadProgress) => void>;
}

/** One client for all elements of a page that name the same model. The last one that lets go ends it. */
export class SharedClients {
  readonly #load: typeof load;
  readonly #shared = new Map<string, Shared>();

  constructor(loadModel: typeof load) {
    this.#load = loadModel;
  }

  /** The client, loaded with the first request. Who holds another one lets go of it. */
  async acquire(
    holder: object,
    options: ModelOptions,
    { signal, onProgress }: { signal: AbortSignal; onProgress: (progress: LoadProgress) => void },
  ): Promise<Blip> {
    const key = JSON.stringify(options);
    this.release(holder, key);
    const shared = this.#shared.get(key) ?? this.#start(key, options);
    shared.holders.set(holder, onProgress);
    if (shared.progress) onProgress(shared.progress);
    return untilAborted(shared.client, signal);
  }

  isLoaded(options: ModelOptions): boolean {
    return this.#shared.get(JSON.stringify(options))?.isLoaded ?? false;
  }

  /** Ends what nobody else holds. */
  release(holder: object, except?: string): void {
    for (const [key, shared] of this.#shared) {
      if (key === except || !shared.holders.delete(holder) || shared.holders.size > 0) continue;
      this.#shared.delete(key);
      shared.stop.abort();
      shared.client.then(
        (client) => client.dispose(),
        () => {},
      );
    }
  }

  #start(key: string, options: ModelOptions): Shared {
    const stop = new AbortController();
    const onProgress = (progress: LoadProgress) => {
      shared.progress = progress;
      for (const report of shared.holders.values()) report(progress);
    };
    const client = this.#load({ ...options, signal: stop.signal, onProgress });
    const shared: Shared = { client, stop, progress: null, isLoaded: false, holders: new Map() };
    this.#shared.set(key, shared);
    client.then(
      () => {
        shared.progress = null;
        shared.isLoaded = true;
      },
      () => this.#shared.get(key) === shared && this.#shared.delete(key),
    );
    return shared;
  }
}

function untilAborted<T>(answer: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop);
    answer.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

import {
  RequestAborted,
  type WorkerClient,
  WorkerFailure,
  type WorkerLike,
} from '../../../app/worker-client/client.ts';
import type {
  Backend,
  EngineKind,
  LoadedMatcher,
  LoadedModel,
  LoadProgress,
  Requests,
} from '../../../core/protocol/index.ts';
import { BlipscopeError } from './errors.ts';

/** What runs, and where. */
export interface Loaded extends LoadedModel {
  matcher: LoadedMatcher | null;
}

/** Which models are loaded. */
export interface LoadWhat {
  /** Absolute, ends in `/`. */
  model: string;
  matcher: string | null | undefined;
  answerer: string | undefined;
  backend: Backend | 'auto';
}

/** How they are loaded. */
export interface LoadHow {
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: LoadProgress) => void) | undefined;
}

type Client = WorkerClient<EngineKind>;

/** Makes a client of workers that it starts. */
export type Connect = (create: () => WorkerLike) => Client;

interface SendOptions<K extends EngineKind> {
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: Requests[K]['progress']) => void) | undefined;
}

/** A worker with its models, which are loaded again after it was lost. */
export class Connection {
  readonly #what: LoadWhat;
  readonly #client: Client;
  readonly #ended = new AbortController();
  #worker: WorkerLike | null = null;
  #loading: Promise<Loaded> | null = null;
  #loaded: Loaded | null = null;
  #oneThread = false;

  constructor(start: () => WorkerLike, connect: Connect, what: LoadWhat) {
    this.#what = what;
    this.#client = connect(() => {
      this.#worker = start();
      return this.#worker;
    });
    this.#client.onLost(({ code }) => {
      this.#loading = null;
      this.#oneThread ||= code === 'threads-failed';
    });
  }

  /** @throws {BlipscopeError} before the first model is loaded. */
  get loaded(): Loaded {
    if (this.#loaded) return this.#loaded;
    throw new BlipscopeError({ code: 'model-missing', message: 'No model is loaded. Load one first.' });
  }

  /** The loaded model; loads it if the worker was lost, or is to be replaced. */
  async ready(signal?: AbortSignal, onProgress?: LoadHow['onProgress']): Promise<Loaded> {
    signal?.throwIfAborted();
    if (this.#client.isWorn()) this.#client.renew();
    this.#loading ??= this.#load({ signal, onProgress }).catch((error: unknown) => {
      this.#loading = null;
      throw error;
    });
    this.#loaded = await this.#loading;
    signal?.throwIfAborted();
    return this.#loaded;
  }

  async #load(how: LoadHow): Promise<Loaded> {
    const hadThreads = !this.#oneThread;
    try {
      return await this.#loadOnce(how);
    } catch (error) {
      if (hadThreads && this.#oneThread) return this.#loadOnce(how);
      throw error;
    }
  }

  async #loadOnce(how: LoadHow): Promise<Loaded> {
    const { model, matcher, backend } = this.#what;
    const source = { kind: 'url', url: model } as const;
    const request = { source, backend, ...(this.#oneThread && { oneThread: true }) };
    const loaded = await this.send('load', request, how);
    const matches = loaded.capabilities.includes('match');
    const url = matcher === undefined && matches ? model : matcher;
    if (!url) return { ...loaded, matcher: null };
    return { ...loaded, matcher: await this.send('matcher', { source: { kind: 'url', url } }, how) };
  }

  /** @throws {BlipscopeError} for whatever the worker failed with; the signal's reason. */
  async send<K extends EngineKind>(
    kind: K,
    payload: Requests[K]['in'],
    { signal, onProgress }: SendOptions<K>,
  ): Promise<Requests[K]['out']> {
    this.#ended.signal.throwIfAborted();
    const options = { ...(signal && { signal }), ...(onProgress && { onProgress }) };
    try {
      return await untilAborted(this.#client.request(kind, payload, options), this.#ended.signal);
    } catch (error) {
      if (error instanceof WorkerFailure) throw new BlipscopeError(error.wire);
      if (error instanceof RequestAborted) signal?.throwIfAborted();
      throw error;
    }
  }

  /** Ends the worker. Open calls reject with an `AbortError`. */
  dispose(): void {
    this.#ended.abort(new DOMException('The model was disposed of.', 'AbortError'));
    this.#worker?.terminate();
    this.#worker = null;
  }
}

/** A worker that was ended answers no more. */
function untilAborted<T>(answer: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop);
    answer.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

import {
  RequestAborted,
  type WorkerClient,
  WorkerFailure,
  type WorkerLike,
} from '../../../app/worker-client/client.ts';
import type {
  Backend,
  CaptionMatch,
  CaptionSettings,
  EngineKind,
  ExplainedText,
  ExplainSource,
  LoadedMatcher,
  LoadedModel,
  LoadProgress,
  NamedPicture,
  PictureAnswer,
  Region,
  Requests,
  ScoredText,
} from '../../../core/protocol/index.ts';
import { DEFAULT_SETTINGS } from '../../../core/settings/index.ts';
import { Captioning } from './captioning.ts';
import { BlipscopeError } from './errors.ts';

/** What runs, and where. */
export interface Loaded extends LoadedModel {
  matcher: LoadedMatcher | null;
}

/** What every call takes. */
export interface AskOptions {
  /** Stops the work; what was asked rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
  /** Parts of the picture that are blurred before the model sees it. */
  masked?: readonly Region[] | undefined;
}

/** What is explained. */
export interface ExplainOptions extends AskOptions {
  /** `caption`: the words of the captioner, the default. `itm`: the matcher's verdict that text and picture fit. */
  source?: ExplainSource | undefined;
}

/** How a question is answered. */
export interface AnswerOptions extends AskOptions {
  /** The answers to choose from; by default the model's own words. */
  listed?: readonly string[] | null | undefined;
}

interface LoadWhat {
  /** Absolute, ends in `/`. */
  model: string;
  matcher: string | null | undefined;
  answerer: string | undefined;
  backend: Backend | 'auto';
}

interface LoadHow {
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: LoadProgress) => void) | undefined;
}

type Client = WorkerClient<EngineKind>;

/**
 * A model in a worker. Calls may overlap; they are served one at a time, in order. Should the worker be lost, calls that
 * are open reject, and the next one loads the model again.
 */
export class Blip {
  readonly #what: LoadWhat;
  readonly #client: Client;
  readonly #ended = new AbortController();
  readonly #ids = new WeakMap<Blob, string>();
  #worker: WorkerLike | null = null;
  #loading: Promise<Loaded> | null = null;
  #loaded: Loaded | null = null;
  #oneThread = false;
  #count = 0;

  /** `load` makes it. */
  constructor(start: () => WorkerLike, connect: (create: () => WorkerLike) => Client, what: LoadWhat) {
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

  /** What runs, and where. */
  get loaded(): Loaded {
    if (this.#loaded) return this.#loaded;
    throw new BlipscopeError({ code: 'model-missing', message: 'No model is loaded. Load one first.' });
  }

  /**
   * Writes captions of a picture: a JPEG, PNG, WebP, AVIF, GIF, BMP, TIFF or HEIC file. Settings that are not given are the
   * model's defaults.
   */
  caption(
    picture: Blob,
    settings: Partial<CaptionSettings> = {},
    { signal, masked = [] }: AskOptions = {},
  ): Captioning {
    return new Captioning(async (onProgress, stop) => {
      if (this.#client.isWorn()) this.#client.renew();
      const { defaults } = await this.#ready(stop);
      const all = { ...DEFAULT_SETTINGS, ...defaults, ...settings };
      const request = { runId: this.#nextId(), picture, masked, settings: all };
      const run = await this.#send('caption', request, { signal: stop, onProgress });
      // The worker answers a cancelled run with the words so far.
      stop.throwIfAborted();
      return run;
    }, signal);
  }

  /**
   * How well a text fits a picture.
   *
   * @throws {BlipscopeError} also where no matcher is loaded.
   */
  async match(picture: Blob, text: string, options: AskOptions = {}): Promise<CaptionMatch> {
    const { matcher } = await this.#ready(options.signal);
    const { match } = matcher ? await this.score(picture, text, options) : { match: null };
    if (match) return match;
    throw new BlipscopeError({
      code: 'model-missing',
      message: 'This model cannot tell how well a text fits. Load it with a matcher.',
    });
  }

  /** How likely the captioner finds a text for a picture, and, with a matcher, how well it fits. */
  async score(picture: Blob, text: string, { signal, masked }: AskOptions = {}): Promise<ScoredText> {
    await this.#ready(signal);
    return this.#send('scoreText', { picture: this.#named(picture, masked), text }, { signal });
  }

  /** Where the model looks for each word of a text: Grad-CAM in all layers. */
  async explain(
    picture: Blob,
    text: string | { prompt: string; tokenIds: number[] },
    { signal, masked, source = 'caption' }: ExplainOptions = {},
  ): Promise<ExplainedText> {
    await this.#ready(signal);
    return this.#send('explain', { picture: this.#named(picture, masked), source, text }, { signal });
  }

  /**
   * Answers a question about a picture, best first. The model that answers is loaded with the first question.
   *
   * @throws {BlipscopeError} also where no model answers.
   */
  async answer(
    picture: Blob,
    question: string,
    { signal, masked, listed = null }: AnswerOptions = {},
  ): Promise<PictureAnswer[]> {
    const { capabilities } = await this.#ready(signal);
    const own = capabilities.includes('answer') ? this.#what.model : null;
    const url = this.#what.answerer ?? own;
    if (!url) {
      throw new BlipscopeError({
        code: 'model-missing',
        message: 'This model answers no questions. Load it with an answerer.',
      });
    }
    await this.#send('answerer', { source: { kind: 'url', url } }, { signal });
    return this.#send('answer', { picture: this.#named(picture, masked), question, listed }, { signal });
  }

  /** Ends the worker. Open calls reject with an `AbortError`. */
  dispose(): void {
    this.#ended.abort(new DOMException('The model was disposed of.', 'AbortError'));
    this.#worker?.terminate();
    this.#worker = null;
  }

  /** @internal */
  async load(how: LoadHow): Promise<void> {
    await this.#ready(how.signal, how.onProgress);
  }

  /** The loaded model; loads it if the worker was lost. */
  async #ready(signal?: AbortSignal, onProgress?: LoadHow['onProgress']): Promise<Loaded> {
    signal?.throwIfAborted();
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
    const loaded = await this.#send('load', request, how);
    const matches = loaded.capabilities.includes('match');
    const url = matcher === undefined && matches ? model : matcher;
    if (!url) return { ...loaded, matcher: null };
    return { ...loaded, matcher: await this.#send('matcher', { source: { kind: 'url', url } }, how) };
  }

  async #send<K extends EngineKind>(
    kind: K,
    payload: Requests[K]['in'],
    {
      signal,
      onProgress,
    }: {
      signal?: AbortSignal | undefined;
      onProgress?: ((progress: Requests[K]['progress']) => void) | undefined;
    },
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

  /** The worker keeps the encoding of the last picture, by its name. */
  #named(file: Blob, masked: readonly Region[] = []): NamedPicture {
    const id = this.#ids.get(file) ?? this.#nextId();
    this.#ids.set(file, id);
    return { id, file, masked };
  }

  #nextId(): string {
    this.#count += 1;
    return String(this.#count);
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

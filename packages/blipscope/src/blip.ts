import type { WorkerLike } from '../../../app/worker-client/client.ts';
import type {
  CaptionMatch,
  CaptionSettings,
  ExplainedAnswer,
  ExplainedText,
  ExplainMethod,
  ExplainSource,
  NamedPicture,
  PictureAnswer,
  Region,
  ScoredText,
} from '../../../core/protocol/index.ts';
import { DEFAULT_SETTINGS } from '../../../core/settings/index.ts';
import type { Vector } from '../../../dataset/index.ts';
import { Captioning } from './captioning.ts';
import { type Connect, Connection, type Loaded, type LoadHow, type LoadWhat } from './connection.ts';
import { BlipscopeError } from './errors.ts';
import { type Searchable, type SearchOptions, type SearchResult, searchPictures } from './search.ts';

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

/** Which answer is explained, and how. */
export interface ExplainAnswerOptions extends AskOptions {
  /** One of those that `answer` gave, or an answer's text; by default the model's best one. */
  answer?: Pick<PictureAnswer, 'tokenIds'> | string | undefined;
  /** `grad-cam` by default. */
  method?: ExplainMethod | undefined;
}

/**
 * A model in a worker. Calls may overlap; they are served one at a time, in order. Should the worker be lost, calls that
 * are open reject, and the next one loads the model again.
 */
export class Blip {
  readonly #what: LoadWhat;
  readonly #connection: Connection;
  readonly #ids = new WeakMap<Blob, string>();
  #count = 0;

  /** `load` makes it. */
  constructor(start: () => WorkerLike, connect: Connect, what: LoadWhat) {
    this.#what = what;
    this.#connection = new Connection(start, connect, what);
  }

  /** What runs, and where. */
  get loaded(): Loaded {
    return this.#connection.loaded;
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
      const { defaults } = await this.#connection.ready(stop);
      const all = { ...DEFAULT_SETTINGS, ...defaults, ...settings };
      const request = { runId: this.#nextId(), picture, masked, settings: all };
      const run = await this.#connection.send('caption', request, { signal: stop, onProgress });
      // The worker answers a cancelled run with the words so far.
      stop.throwIfAborted();
      return run;
    }, signal);
  }

  /**
   * How well a text fits a picture. Of a long text, its first 33 tokens count.
   *
   * @throws {BlipscopeError} also where no matcher is loaded.
   */
  async match(picture: Blob, text: string, { signal, masked }: AskOptions = {}): Promise<CaptionMatch> {
    await this.#requireMatcher('cannot tell how well a text fits', signal);
    return this.#connection.send('matchText', { picture: this.#named(picture, masked), text }, { signal });
  }

  /**
   * The vector of a picture or a text, [E] and of length 1, as the matcher's contrast head (ITC) sees it: what is alike points the
   * same way. The scalar product of two vectors is their cosine, −1 to 1; of a picture and a text it is the `cosine` of
   * `match`. Vectors of different models, or dtypes of one, are not comparable. E is 256 in BLIP's published matchers, 64
   * in the demo model. Of a long text, its first 33 tokens count.
   *
   * @throws {BlipscopeError} `model-missing` without a matcher, `no-contrast` with one that has no such head.
   */
  async embed(of: Blob | string, { signal, masked }: AskOptions = {}): Promise<Float32Array> {
    await this.#requireMatcher('makes no vectors', signal);
    const request =
      typeof of === 'string'
        ? ({ kind: 'text', text: of } as const)
        : ({ kind: 'picture', picture: this.#named(of, masked) } as const);
    return this.#connection.send('embed', request, { signal });
  }

  /**
   * Finds pictures that show what a text says, or that are like a picture or a vector. All are ranked by the cosine of their
   * vectors. For a text, the matcher (ITM) then looks at those of the most similar ones that come with their pictures, one after
   * the other: from a probability of 0.5 on they fit, and come first.
   *
   * @throws {BlipscopeError} as `embed`; {RangeError} for vectors of different sizes.
   */
  async search(
    query: string | Blob | Vector,
    among: readonly Searchable[],
    options: SearchOptions = {},
  ): Promise<SearchResult> {
    return searchPictures(this, query, among, options);
  }

  /** How likely the captioner finds a text for a picture, and, with a matcher, how well it fits. */
  async score(picture: Blob, text: string, { signal, masked }: AskOptions = {}): Promise<ScoredText> {
    await this.#connection.ready(signal);
    return this.#connection.send('scoreText', { picture: this.#named(picture, masked), text }, { signal });
  }

  /** Where the model looks for each word of a text: Grad-CAM in all layers. */
  async explain(
    picture: Blob,
    text: string | { prompt: string; tokenIds: number[] },
    { signal, masked, source = 'caption' }: ExplainOptions = {},
  ): Promise<ExplainedText> {
    await this.#connection.ready(signal);
    return this.#connection.send(
      'explain',
      { picture: this.#named(picture, masked), source, text },
      { signal },
    );
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
    await this.#loadAnswerer(signal);
    return this.#connection.send(
      'answer',
      { picture: this.#named(picture, masked), question, listed },
      { signal },
    );
  }

  /**
   * Where the model looked for an answer: maps of the whole answer, of its tokens, and of the question's, in all layers. The
   * last layer points best.
   *
   * @throws {BlipscopeError} as `answer`, and for a bundle of an earlier version, without the graph of the maps.
   */
  async explainAnswer(
    picture: Blob,
    question: string,
    { answer, method = 'grad-cam', ...options }: ExplainAnswerOptions = {},
  ): Promise<ExplainedAnswer> {
    const { signal, masked } = options;
    const { tokenIds } = await this.#answerOf(picture, question, answer, options);
    const request = { picture: this.#named(picture, masked), question, tokenIds, method };
    return this.#connection.send('explainAnswer', request, { signal });
  }

  /** Ends the worker. Open calls reject with an `AbortError`. */
  dispose(): void {
    this.#connection.dispose();
  }

  /** @internal */
  async load({ signal, onProgress }: LoadHow): Promise<void> {
    await this.#connection.ready(signal, onProgress);
  }

  async #requireMatcher(lack: string, signal: AbortSignal | undefined): Promise<void> {
    const { matcher } = await this.#connection.ready(signal);
    if (matcher) return;
    throw new BlipscopeError({
      code: 'model-missing',
      message: `This model ${lack}. Load it with a matcher.`,
    });
  }

  async #loadAnswerer(signal: AbortSignal | undefined): Promise<void> {
    const { capabilities } = await this.#connection.ready(signal);
    const own = capabilities.includes('answer') ? this.#what.model : null;
    const url = this.#what.answerer ?? own;
    if (!url) {
      throw new BlipscopeError({
        code: 'model-missing',
        message: 'This model answers no questions. Load it with an answerer.',
      });
    }
    await this.#connection.send('answerer', { source: { kind: 'url', url } }, { signal });
  }

  async #answerOf(
    picture: Blob,
    question: string,
    answer: ExplainAnswerOptions['answer'],
    options: AskOptions,
  ): Promise<Pick<PictureAnswer, 'tokenIds'>> {
    if (typeof answer === 'object') {
      await this.#loadAnswerer(options.signal);
      return answer;
    }
    const listed = answer === undefined ? null : [answer];
    const [best] = await this.answer(picture, question, { ...options, listed });
    return best!;
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

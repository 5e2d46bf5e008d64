import { givenWords } from '../../core/given-words.ts';
import type { BundleManifest, GraphRole } from '../../core/manifest/manifest.ts';
import type { Caption, CaptionSettings, PatchMap } from '../../core/protocol/index.ts';
import { captionBatch, type PlainCaption, picturesPerBatch, type SeededImage } from './caption-pictures.ts';
import { toCaption, toToken } from './decode/captions.ts';
import { feedPrompt, type Generated } from './decode/decode.ts';
import { DecoderRun, withDecoder } from './decode/decoder.ts';
import { batchSize, type CaptionEvent, generate, type Rest } from './decode/generate.ts';
import { logSoftmax } from './decode/sampling.ts';
import { type Score, scoreIds, scorePieces, spanOf, textIds } from './decode/score.ts';
import { checkSettings } from './decode/settings.ts';
import { SettingsError } from './errors.ts';
import type { AttentionHistory, HeadSelection } from './explain/attention.ts';
import { type EngineOptions, loadModel, type Model, patchGrid } from './model.ts';
import type { Tokenizer } from './runtime.ts';
import { ServedModel } from './served-model.ts';
import { requireCapability } from './sessions.ts';
import { type EncodedImage, encodeImage } from './vision.ts';

/** In the order in which a caption needs them. */
export const CAPTION_ROLES = [
  'vision_encoder',
  'cross_attention_kv',
  'text_decoder',
] as const satisfies GraphRole[];

type CaptionModel = Model<(typeof CAPTION_ROLES)[number]>;

/** A caption run that has ended. Its attention stays in memory until `dispose`. */
export interface FinishedRun {
  readonly captions: Caption[];
  /**
   * One map per token of a caption.
   *
   * @throws {SettingsError} for a caption, layer or head that does not exist.
   */
  attention(caption: number, selection: HeadSelection): Promise<PatchMap[]>;
  /** Frees what the run kept for `attention`. */
  dispose(): void;
}

/**
 * Loads a captioner.
 *
 * @throws as `createSessions` does, and `BundleError` for another kind of model.
 */
export async function createEngine(options: EngineOptions): Promise<Engine> {
  requireCapability(options.bundle.manifest, ['caption']);
  return new Engine(await loadModel(CAPTION_ROLES, options), options.tokenizer);
}

/** A loaded captioner. Calls may overlap; they are served one at a time, in order. */
export class Engine {
  readonly manifest: BundleManifest;
  /** Patches in a map: [rows, columns]. */
  readonly grid: [number, number];
  /** How many pictures `captionPictures` decodes as one batch: hand it as many at a time. */
  readonly picturesPerBatch: number;
  readonly #served: ServedModel<(typeof CAPTION_ROLES)[number]>;
  readonly #tokenizer: Tokenizer;

  /**
   * Takes ownership of the sessions.
   *
   * @internal
   */
  constructor(model: CaptionModel, tokenizer: Tokenizer) {
    this.manifest = model.manifest;
    this.picturesPerBatch = picturesPerBatch(model);
    this.grid = patchGrid(model.manifest.image);
    this.#served = new ServedModel(model);
    this.#tokenizer = tokenizer;
  }

  /**
   * Encodes a picture for any number of captions and scores. `pixelValues` is [1, 3, S, S], normalised.
   * The caller disposes the result.
   *
   * @throws the signal's reason if it aborts before the work begins.
   */
  async encode(pixelValues: Float32Array, signal?: AbortSignal): Promise<EncodedImage> {
    return this.#served.run((model) => encodeImage(model, pixelValues), signal);
  }

  /**
   * Captions a picture: yields tokens as they are decoded, returns the run. Nucleus sampling gives `numCaptions`
   * captions, greedy decoding one, beam search its `beams` sentences, best first. When the signal aborts, the run ends
   * with the tokens so far. A caller that stops early must call `return`, as `for await` does.
   *
   * @throws {SettingsError} before any work, for settings out of range.
   * @throws the signal's reason if it aborts before the first token.
   */
  async *caption(
    image: EncodedImage,
    settings: CaptionSettings,
    signal?: AbortSignal,
  ): AsyncGenerator<CaptionEvent, FinishedRun> {
    const promptIds = this.sequence(settings.prompt, []);
    const checked = checkSettings(settings, this.manifest, promptIds.length);
    const { model, leave } = await this.#served.enter(signal);
    try {
      return yield* this.#captionNow(model, image, promptIds, checked, signal);
    } finally {
      leave();
    }
  }

  /**
   * Captions pictures that nobody watches, without events and maps: `picturesPerBatch` are decoded as one batch. Each
   * picture's captions are those that `caption` gives with its seed, whatever other pictures there are. The results are
   * parallel to `pictures`; `settings.seed` is not used. Between two batches other calls get their turn; between two
   * tokens `rest` is awaited.
   *
   * @throws {SettingsError} before any work, for settings out of range.
   * @throws the signal's reason, between tokens too.
   */
  async captionPictures(
    pictures: readonly SeededImage[],
    settings: CaptionSettings,
    signal?: AbortSignal,
    rest?: Rest,
  ): Promise<PlainCaption[][]> {
    const promptIds = this.sequence(settings.prompt, []);
    for (const { seed } of pictures) checkSettings({ ...settings, seed }, this.manifest, promptIds.length);
    const own = { tokenizer: this.#tokenizer, promptIds, settings: Object.freeze({ ...settings }) };
    const captions: PlainCaption[][] = [];
    for (const batch of inBatches(pictures, this.picturesPerBatch)) {
      const decode = (model: CaptionModel) => captionBatch({ model, ...own }, batch, signal, rest);
      captions.push(...(await this.#served.run(decode, signal)));
    }
    return captions;
  }

  /**
   * How likely a text is for a picture, including the end token. No prompt is put before the text.
   *
   * @throws {SettingsError} for a text longer than the model's positions.
   */
  async score(image: EncodedImage, text: string, signal?: AbortSignal): Promise<Score> {
    const ids = textIds(text, this.#tokenizer, this.manifest.text);
    const options = { batch: 1, promptLength: 0, maxLength: ids.length - 1 };
    const scored = await this.#served.run(
      (model) => withDecoder(model, image, options, (decoder) => scoreIds(decoder, ids, signal)),
      signal,
    );
    const tokens = scored.map(({ logProb }, index) =>
      toToken(this.#tokenizer, { id: ids[index + 1]!, logProb }),
    );
    const loss = -scored.reduce((sum, { logProb }) => sum + logProb, 0) / scored.length;
    return { tokens, maps: scored.map(({ map }) => map), loss };
  }

  /** A caption's full sequence: the start token, its prompt, its own ids. */
  sequence(prompt: string, tokenIds: readonly number[]): number[] {
    return [this.manifest.text.bosId, ...this.#tokenizer.encode(prompt), ...tokenIds];
  }

  /**
   * Σ log p of a word's pieces for a picture. `ids` is a sequence, start token first; `pieces` are indices in it. Ids
   * after the last piece are ignored.
   *
   * @throws {RangeError} for pieces outside the sequence.
   */
  async scorePieces(
    image: EncodedImage,
    ids: readonly number[],
    pieces: readonly number[],
    signal?: AbortSignal,
  ): Promise<number> {
    const { first, last } = spanOf(pieces, ids);
    const options = { batch: 1, promptLength: first, maxLength: last + 1 };
    const score = (decoder: DecoderRun) => scorePieces(decoder, ids, pieces, signal);
    return this.#served.run((model) => withDecoder(model, image, options, score), signal);
  }

  /** Log-probabilities [V] of the token after the default prompt; `pixelValues` as for `encode`. */
  async nextLogProbs(pixelValues: Float32Array, signal?: AbortSignal): Promise<Float32Array> {
    const { text, generation } = this.manifest;
    const ids = [text.bosId, ...this.#tokenizer.encode(generation.prompt)];
    const options = { batch: 1, promptLength: ids.length, maxLength: ids.length + 1 };
    const image = await this.encode(pixelValues, signal);
    const lastStep = async (decoder: DecoderRun) => {
      await feedPrompt(decoder, ids, signal);
      return logSoftmax((await decoder.step([ids.at(-1)!], ids.length - 1)).logits);
    };
    try {
      return await this.#served.run((model) => withDecoder(model, image, options, lastStep), signal);
    } finally {
      image.dispose();
    }
  }

  /** Runs every graph once, as a caption with the defaults would, so that the first caption compiles nothing. */
  async warmUp(signal?: AbortSignal): Promise<void> {
    const { image, text, generation } = this.manifest;
    const picture = await this.encode(new Float32Array(3 * image.size * image.size), signal);
    try {
      const batch = generation.numCaptions;
      const options = { batch, promptLength: 1, maxLength: generation.maxLength };
      const ids = new Array<number>(batch).fill(text.bosId);
      const step = (decoder: DecoderRun) => decoder.step(ids, 0);
      await this.#served.run((model) => withDecoder(model, picture, options, step), signal);
    } finally {
      picture.dispose();
    }
  }

  /** Releases the sessions after earlier requests are done. Later calls reject with an `EngineError`. */
  async dispose(): Promise<void> {
    await this.#served.dispose();
  }

  async *#captionNow(
    model: CaptionModel,
    image: EncodedImage,
    promptIds: readonly number[],
    settings: Readonly<CaptionSettings>,
    signal?: AbortSignal,
  ): AsyncGenerator<CaptionEvent, FinishedRun> {
    const { maxLength } = settings;
    const options = { batch: batchSize(settings), promptLength: promptIds.length, maxLength };
    const decoder = new DecoderRun(model, image, options);
    let run: FinishedRun | null = null;
    try {
      const context = { decoder, tokenizer: this.#tokenizer, text: this.manifest.text };
      const generated = yield* generate(context, promptIds, settings, signal);
      if (generated.every(({ tokens }) => tokens.length === 0)) signal?.throwIfAborted();
      const given = givenWords(settings.prompt, this.manifest.generation.prompt);
      const captions = generated.map((each) => toCaption(this.#tokenizer, promptIds, each, given));
      run = finishedRun(captions, generated, decoder.history);
      return run;
    } finally {
      decoder.dispose();
      if (!run) decoder.history.dispose();
    }
  }
}

function* inBatches<T>(items: readonly T[], size: number): Generator<[T, ...T[]]> {
  for (let start = 0; start < items.length; start += size)
    yield items.slice(start, start + size) as [T, ...T[]];
}

function finishedRun(
  captions: Caption[],
  generated: readonly Generated[],
  history: AttentionHistory,
): FinishedRun {
  return {
    captions,
    attention: async (caption, selection) => {
      const tokens = generated[caption]?.tokens;
      if (!tokens)
        throw new SettingsError('caption', caption, `a whole number from 0 to ${generated.length - 1}`);
      return history.maps(
        tokens.map((token) => token.attention),
        selection,
      );
    },
    dispose: () => history.dispose(),
  };
}

/**
 * Answers questions about a picture: the question's encoder attends to the picture, and the answer's decoder to the
 * encoded question. Source: LAVIS `blip_vqa.py`; transformers `modeling_blip.py` BlipForQuestionAnswering.
 */
import type { Tensor } from 'onnxruntime-common';
import type { Answer, RankedAnswer } from '../../../core/answers.ts';
import { ANSWERER_SHARES, answererManifest } from '../../../core/manifest/answerer.ts';
import type { BundleManifest, GraphRole } from '../../../core/manifest/manifest.ts';
import type { CaptionSettings } from '../../../core/protocol/index.ts';
import { toCaption } from '../decode/captions.ts';
import { withDecoder } from '../decode/decoder.ts';
import { batchSize, generate, returned } from '../decode/generate.ts';
import { checkSettings } from '../decode/settings.ts';
import { encoderIds, packTexts, textFeeds } from '../match/packing.ts';
import { type CrossKeysValues, type EngineOptions, loadModel, type Model } from '../model.ts';
import type { Bundle, Tokenizer } from '../runtime.ts';
import { ServedModel } from '../served-model.ts';
import { requireCapability } from '../sessions.ts';
import { disposeAll, type EncodedImage, encodeImage, named } from '../vision.ts';
import { listAnswers, rankedAnswers, scoreAnswers } from './ranking.ts';

const ROLES = [
  'vision_encoder',
  'cross_attention_kv',
  'question_encoder',
  'answer_kv',
  'text_decoder',
] as const satisfies GraphRole[];

type AnswerModel = Model<(typeof ROLES)[number]>;

/** Lengths count the start token. One beam is greedy decoding. */
export type AnswerSettings = Pick<CaptionSettings, 'beams' | 'minLength' | 'maxLength'>;

/** LAVIS `BlipVQA.predict_answers`. */
const DEFAULTS: AnswerSettings = { beams: 3, minLength: 1, maxLength: 10 };

/** The question answerer of a bundle that may caption, too: its tokenizer is another. To be opened before options are made. */
export function answererBundle(bundle: Bundle): Bundle {
  return { ...bundle, manifest: answererManifest(bundle.manifest) };
}

export interface AnswererOptions {
  /** Pictures come encoded by the captioner of the same bundle, and `encode` is not called. */
  encoded?: boolean;
}

/**
 * Loads a question answerer, of the bundle that `answererBundle` gives.
 *
 * @throws as `createSessions` does, and `BundleError` for another kind of model.
 */
export async function createAnswerer(
  options: EngineOptions,
  { encoded = false }: AnswererOptions = {},
): Promise<Answerer> {
  requireAnswerer(options.bundle.manifest);
  const roles = encoded ? ROLES.filter((role) => !ANSWERER_SHARES.includes(role)) : ROLES;
  return new Answerer(await loadModel(roles, options), options.tokenizer);
}

/** @throws {BundleError} for another kind of model, and an error for the bundle of a captioner. */
export function requireAnswerer(manifest: BundleManifest): void {
  requireCapability(manifest, ['answer']);
  if (manifest.answerer)
    throw new Error('Make the options of answererBundle(bundle): the answerer has a tokenizer.');
}

/** A loaded question answerer. Calls may overlap; they are served one at a time, in order. */
export class Answerer {
  readonly manifest: BundleManifest;
  readonly #served: ServedModel<(typeof ROLES)[number]>;
  readonly #tokenizer: Tokenizer;

  /**
   * Takes ownership of the sessions.
   *
   * @internal
   */
  constructor(model: AnswerModel, tokenizer: Tokenizer) {
    this.manifest = model.manifest;
    this.#served = new ServedModel(model);
    this.#tokenizer = tokenizer;
  }

  /**
   * Encodes a picture for any number of questions. `pixelValues` is [1, 3, S, S], normalised. The caller disposes
   * the result. A picture that the captioner of the same bundle has encoded serves as well.
   *
   * @throws the signal's reason if it aborts before the work begins.
   */
  async encode(pixelValues: Float32Array, signal?: AbortSignal): Promise<EncodedImage> {
    return this.#served.run((model) => encodeImage(model, pixelValues), signal);
  }

  /**
   * Answers a question about a picture: as many answers as beams, best first. A question longer than the model's limit
   * is truncated.
   *
   * @throws {SettingsError} for settings out of range; the signal's reason.
   */
  async answer(
    image: EncodedImage,
    question: string,
    settings: Partial<AnswerSettings> = {},
    signal?: AbortSignal,
  ): Promise<Answer[]> {
    const checked = answerSettings(settings, this.manifest);
    return this.#withQuestion(
      image,
      question,
      (model, cross) => this.#answerNow(model, cross, checked, signal),
      signal,
    );
  }

  /**
   * Ranks the answers that a person lists by their log-likelihood, best first, as LAVIS's `_rank_answers` does. Answers
   * of the same tokens, such as "Red" and "red", count once, as the first of them is written.
   *
   * @throws {SettingsError} for an empty list, an empty answer, and one longer than the model's positions; the signal's
   * reason.
   */
  async rankAnswers(
    image: EncodedImage,
    question: string,
    answers: readonly string[],
    signal?: AbortSignal,
  ): Promise<RankedAnswer[]> {
    const tokenizer = this.#tokenizer;
    const listed = listAnswers(answers, tokenizer, this.manifest.text);
    return this.#withQuestion(
      image,
      question,
      async (model, cross) =>
        rankedAnswers(listed, await scoreAnswers(model, cross, listed, signal), tokenizer),
      signal,
    );
  }

  /** Releases the sessions after earlier requests are done. Later calls reject with an `EngineError`. */
  async dispose(): Promise<void> {
    await this.#served.dispose();
  }

  /** Runs a job with the keys and values of the question. */
  async #withQuestion<T>(
    image: EncodedImage,
    question: string,
    job: (model: AnswerModel, cross: CrossKeysValues) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T> {
    const { text } = this.manifest;
    const ids = encoderIds(question, text.encId, this.#tokenizer, text);
    return this.#served.run(async (model) => {
      const cross = await readQuestion(model, image, ids);
      try {
        return await job(model, cross);
      } finally {
        disposeAll(Object.values(cross));
      }
    }, signal);
  }

  async #answerNow(
    model: AnswerModel,
    cross: CrossKeysValues,
    settings: Readonly<CaptionSettings>,
    signal?: AbortSignal,
  ): Promise<Answer[]> {
    const { text } = this.manifest;
    const startIds = [text.bosId];
    const { maxLength } = settings;
    const options = { batch: batchSize(settings), promptLength: startIds.length, maxLength };
    const generated = await withDecoder(model, { cross }, options, (decoder) =>
      returned(generate({ decoder, tokenizer: this.#tokenizer, text }, startIds, settings, signal)),
    );
    signal?.throwIfAborted();
    return generated.map((each) => {
      const { maps: _, ...answer } = toCaption(this.#tokenizer, startIds, each);
      return { ...answer, probability: Math.exp(answer.logProb) };
    });
  }
}

function answerSettings(
  settings: Partial<AnswerSettings>,
  manifest: BundleManifest,
): Readonly<CaptionSettings> {
  const maxLength = Math.min(DEFAULTS.maxLength, manifest.text.maxPositions);
  const chosen = { ...DEFAULTS, maxLength, ...settings };
  const method = chosen.beams === 1 ? 'greedy' : 'beam';
  const all = { ...manifest.generation, ...chosen, method, numCaptions: 1, seed: 0, prompt: '' } as const;
  return checkSettings(all, manifest, 1);
}

/** The keys and values that the answer's decoder attends to. The caller disposes them. */
async function readQuestion(
  model: AnswerModel,
  { cross }: EncodedImage,
  ids: readonly number[],
): Promise<CrossKeysValues> {
  const questionEmbeds = await encodeQuestion(model, cross, ids);
  try {
    return { ...(await model.sessions.get('answer_kv').run({ question_embeds: questionEmbeds })) };
  } finally {
    questionEmbeds.dispose();
  }
}

/** [1, R, D]. The caller disposes it. */
async function encodeQuestion(
  { sessions, runtime }: AnswerModel,
  cross: CrossKeysValues,
  ids: readonly number[],
): Promise<Tensor> {
  const feeds = { ...textFeeds(runtime.Tensor, packTexts([ids])), ...cross };
  const results = await sessions.get('question_encoder').run(feeds, { question_embeds: null });
  return named(results, 'question_embeds');
}

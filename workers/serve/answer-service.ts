/**
 * Answers questions about pictures, and explains the answers. The graph of the maps is large and seldom needed, so it is
 * loaded with the first explanation.
 */
import type {
  AnswerRequest,
  ExplainAnswerRequest,
  ExplainedAnswer,
  NamedPicture,
  PictureAnswer,
} from '../../core/protocol/index.ts';
import {
  type AnswerExplainer,
  answererBundle,
  createAnswerExplainer,
  type EncodedImage,
  EngineError,
  requireShortText,
} from '../engine/index.ts';
import type { ReadyAnswerer } from './load-answerer.ts';
import { engineOptions, type LoadServices, onRuntime, openSource, type ReadyModel } from './load-model.ts';
import { nextTask } from './next-task.ts';
import { requireSameCheckpoint } from './text-service.ts';

/** The loaded models. */
export interface AnsweringModels {
  captioner: ReadyModel;
  answerer: ReadyAnswerer | null;
}

export interface AnswerServices extends LoadServices {
  /** A picture as the captioner has encoded it; it is not to be disposed of. */
  encodedByCaptioner(
    picture: NamedPicture,
    captioner: ReadyModel,
    signal: AbortSignal,
  ): Promise<EncodedImage>;
  /** Encodes a picture for an answerer that shares nothing with the captioner. */
  encode(picture: NamedPicture, answerer: ReadyAnswerer, signal: AbortSignal): Promise<EncodedImage>;
}

/** Holds the last picture's encoding and the graph of the maps. The caller must await each call before the next. */
export class AnswerService {
  readonly #services: AnswerServices;
  #picture: { key: string; encoded: EncodedImage } | null = null;
  #explainer: AnswerExplainer | null = null;

  constructor(services: AnswerServices) {
    this.#services = services;
  }

  /**
   * The answers, best first: in the model's own words, or those that the person listed.
   *
   * @throws {EngineError} without an answerer, {SettingsError} for a question that is too long and for a listed answer
   * that is none, and the signal's reason.
   */
  async answer(
    { picture, question, listed }: AnswerRequest,
    models: AnsweringModels,
    signal: AbortSignal,
  ): Promise<PictureAnswer[]> {
    const ready = answererOf(models);
    const { answerer, tokenizer } = ready;
    requireShortText('question', question, tokenizer, answerer.manifest.text);
    const image = await this.#encode(picture, ready, models, signal);
    // A cancel takes effect here or between two tokens: on the CPU the model runs without reading messages.
    await nextTask();
    if (listed) {
      const ranked = await answerer.rankAnswers(image, question, listed, signal);
      return ranked.map(({ text, tokenIds, share }) => ({ text, tokenIds, probability: share }));
    }
    const answers = await answerer.answer(image, question, {}, signal);
    return answers.map(({ text, tokenIds, probability }) => ({ text, tokenIds, probability }));
  }

  /**
   * Where the model looked for an answer.
   *
   * @throws {BundleError} for a bundle without the graph, {EngineError} without an answerer, and the signal's reason.
   */
  async explain(
    { picture, question, tokenIds, method }: ExplainAnswerRequest,
    models: AnsweringModels,
    signal: AbortSignal,
  ): Promise<ExplainedAnswer> {
    const ready = answererOf(models);
    this.#explainer ??= await this.#loadExplainer(ready, models, signal);
    const image = await this.#encode(picture, ready, models, signal);
    await nextTask();
    return this.#explainer.explain(image, question, tokenIds, method, signal);
  }

  /** Disposes of everything. Call it before the answerer is disposed of. */
  async forget(): Promise<void> {
    this.#forgetPicture();
    const explainer = this.#explainer;
    this.#explainer = null;
    await explainer?.dispose();
  }

  #forgetPicture(): void {
    this.#picture?.encoded.dispose();
    this.#picture = null;
  }

  async #loadExplainer(
    { request, answerer }: ReadyAnswerer,
    { captioner }: AnsweringModels,
    signal: AbortSignal,
  ): Promise<AnswerExplainer> {
    const context = { signal, progress: () => {} };
    const { backend } = captioner.description;
    const bundle = await openSource(this.#services, request.source, backend, context);
    requireSameCheckpoint(bundle, answerer.manifest.source.sha256);
    return onRuntime(captioner.runtime, async () => {
      const options = await engineOptions(captioner.runtime, answererBundle(bundle), signal);
      return createAnswerExplainer(options, { encoded: true });
    });
  }

  async #encode(
    picture: NamedPicture,
    ready: ReadyAnswerer,
    models: AnsweringModels,
    signal: AbortSignal,
  ): Promise<EncodedImage> {
    if (ready.description.shared) return this.#services.encodedByCaptioner(picture, models.captioner, signal);
    const key = JSON.stringify([picture.id, picture.masked]);
    if (this.#picture?.key === key) return this.#picture.encoded;
    const encoded = await this.#services.encode(picture, ready, signal);
    this.#forgetPicture();
    this.#picture = { key, encoded };
    return encoded;
  }
}

/** @throws {EngineError} where there is none. */
function answererOf({ answerer }: AnsweringModels): ReadyAnswerer {
  if (answerer) return answerer;
  throw new EngineError('unknown', 'No model that answers questions is loaded. Choose one in Models.');
}

/** Where a question answerer looked: maps of an answer, of its tokens, and of the question's. */
import type { ExplainedAnswer } from '../../../core/answers.ts';
import type { ExplainedToken, ExplainMethod } from '../../../core/explain.ts';
import { BundleError, type BundleManifest, type GraphRole } from '../../../core/manifest/manifest.ts';
import { sumMaps } from '../../../core/maps.ts';
import { sentenceMap } from '../../../core/words.ts';
import type { Attended } from '../decode/decoder.ts';
import { encoderIds } from '../match/packing.ts';
import { type EngineOptions, loadModel, type Model, patchGrid } from '../model.ts';
import type { Tokenizer } from '../runtime.ts';
import { ServedModel } from '../served-model.ts';
import { type EncodedImage, encodeImage } from '../vision.ts';
import { type AnswerMaps, answerAttention, answerGradCam, type QuestionAndAnswer } from './answer-maps.ts';
import { requireAnswerer } from './answerer.ts';
import { answerIds } from './ranking.ts';

type ExplainerRole = Extract<GraphRole, 'vision_encoder' | 'cross_attention_kv' | 'explain_answer'>;

/** What an `AnswerExplainer` loads. */
export interface AnswerExplainerOptions {
  /** Pictures come encoded by an answerer or a captioner of the same bundle: only the graph of the maps is loaded. */
  encoded?: boolean;
}

/**
 * Loads the graph that explains answers, of the bundle that `answererBundle` gives.
 *
 * @throws as `createSessions` does, and `BundleError` for another kind of model, and for a bundle of an earlier version,
 * without the graph.
 */
export async function createAnswerExplainer(
  options: EngineOptions,
  { encoded = false }: AnswerExplainerOptions = {},
): Promise<AnswerExplainer> {
  const { manifest } = options.bundle;
  requireAnswerer(manifest);
  requireGraph(manifest);
  const roles: ExplainerRole[] = [
    ...(encoded ? [] : (['vision_encoder', 'cross_attention_kv'] as const)),
    'explain_answer',
  ];
  return new AnswerExplainer(await loadModel(roles, options), options.tokenizer);
}

function requireGraph({ graphs, source }: BundleManifest): void {
  if (graphs.explain_answer) return;
  throw new BundleError(
    'model-corrupt',
    `The bundle of ${source.id} has no graph that explains answers: an earlier version made it. Convert the model again.`,
  );
}

/** A loaded explainer of answers. Calls may overlap; they are served one at a time, in order. */
export class AnswerExplainer {
  readonly manifest: BundleManifest;
  readonly #served: ServedModel<ExplainerRole>;
  readonly #tokenizer: Tokenizer;

  /**
   * Takes ownership of the sessions.
   *
   * @internal
   */
  constructor(model: Model<ExplainerRole>, tokenizer: Tokenizer) {
    this.manifest = model.manifest;
    this.#served = new ServedModel(model);
    this.#tokenizer = tokenizer;
  }

  /**
   * Encodes a picture for any number of questions. `pixelValues` is [1, 3, S, S], normalised. The caller disposes
   * the result.
   *
   * @throws the signal's reason if it aborts before the work begins.
   */
  async encode(pixelValues: Float32Array, signal?: AbortSignal): Promise<EncodedImage> {
    return this.#served.run((model) => encodeImage(model, pixelValues), signal);
  }

  /**
   * Explains an answer, or the ids of a full sequence, start token first. By Grad-CAM, maps are of log-probabilities: the
   * whole answer's is the sum of its question's tokens', and each token's of the answer the like. By attention, the
   * whole answer's is the mean of its words'. A question longer than the model's limit is truncated.
   *
   * @throws {SettingsError} for an answer without words or longer than the model's positions; the signal's reason.
   */
  async explain(
    image: Attended,
    question: string,
    answer: string | readonly number[],
    method: ExplainMethod = 'grad-cam',
    signal?: AbortSignal,
  ): Promise<ExplainedAnswer> {
    const { text, image: pixels } = this.manifest;
    const texts: QuestionAndAnswer = {
      questionIds: encoderIds(question, text.encId, this.#tokenizer, text),
      answerIds: typeof answer === 'string' ? answerIds(answer, this.#tokenizer, text) : answer,
    };
    const maps = await this.#served.run(
      (model) =>
        method === 'grad-cam'
          ? answerGradCam(model, image, texts, signal)
          : answerAttention(model, image, texts),
      signal,
    );
    signal?.throwIfAborted();
    return { method, grid: patchGrid(pixels), ...this.#explained(texts, maps, method) };
  }

  /** Releases the sessions after earlier requests are done. Later calls reject with an `EngineError`. */
  async dispose(): Promise<void> {
    await this.#served.dispose();
  }

  #explained(
    { questionIds, answerIds: ids }: QuestionAndAnswer,
    { logProbs, question, answer }: AnswerMaps,
    method: ExplainMethod,
  ): Omit<ExplainedAnswer, 'method' | 'grid'> {
    const tokens = logProbs.map((each, index) => this.#token(ids[index + 1]!, each));
    const logProb = logProbs.reduce((sum, each) => sum + each, 0);
    return {
      question: { tokens: questionIds.map((id) => this.#token(id, null)), maps: question },
      answer: { tokens, maps: answer },
      whole: method === 'grad-cam' ? question.map(sumMaps) : answer.map((maps) => sentenceMap(maps, tokens)),
      logProb,
      probability: Math.exp(logProb),
    };
  }

  #token(id: number, logProb: number | null): ExplainedToken {
    return { id, text: this.#tokenizer.token(id), logProb, special: this.#tokenizer.isSpecial(id) };
  }
}

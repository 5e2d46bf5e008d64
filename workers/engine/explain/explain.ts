/** Maps of a text, one per token: Grad-CAM or cross-attention, under a captioner or a matcher. */
import type { ExplainedToken, ExplainMethod, ExplainSource } from '../../../core/explain.ts';
import { BundleError, type BundleManifest, type GraphRole } from '../../../core/manifest/manifest.ts';
import type { PatchMap } from '../../../core/protocol/index.ts';
import type { Attended } from '../decode/decoder.ts';
import { textIds } from '../decode/score.ts';
import { keysValuesRole } from '../match/matcher.ts';
import { encoderIds } from '../match/packing.ts';
import { type EngineOptions, loadModel, type Model, patchGrid } from '../model.ts';
import type { Tokenizer } from '../runtime.ts';
import { ServedModel } from '../served-model.ts';
import { requireCapability } from '../sessions.ts';
import { disposeAll, embedImage, imageKeysValues } from '../vision.ts';
import type { Explanation } from './explanation.ts';
import { captionGradCam, matchGradCam } from './grad-cam.ts';
import { captionAttention, matchAttention } from './text-attention.ts';

type ExplainerRole = Exclude<
  GraphRole,
  'image_features' | 'text_features' | 'question_encoder' | 'answer_kv'
>;
type ExplainerModel = Model<ExplainerRole>;

/** What an `Explainer` loads. */
export interface ExplainOptions {
  source: ExplainSource;
  method: ExplainMethod;
  /** Pictures come encoded by a captioner or matcher of the same bundle: only the text graph is loaded. */
  encoded?: boolean;
}

/** A picture encoded for one text tower. Its tensors, on WebGPU in GPU buffers, live until `dispose`. */
export interface ExplainerImage extends Attended {
  /** May be called more than once. */
  dispose(): void;
}

/**
 * Loads an explainer.
 *
 * @throws as `createSessions` does, and `BundleError` for a model that is no captioner or matcher, and for a bundle of
 * an earlier version, without the graph of Grad-CAM.
 */
export async function createExplainer(
  options: EngineOptions,
  { source, method, encoded = false }: ExplainOptions,
): Promise<Explainer> {
  const { manifest } = options.bundle;
  requireCapability(manifest, [source === 'caption' ? 'caption' : 'match']);
  const roles: ExplainerRole[] = [
    ...(encoded ? [] : pictureRoles(manifest, source)),
    textRole(source, method),
  ];
  if (method === 'grad-cam') requireGraph(manifest, textRole(source, method));
  const model = await loadModel(roles, options);
  return new Explainer(model, options.tokenizer, { source, method });
}

function pictureRoles(manifest: BundleManifest, source: ExplainSource): ExplainerRole[] {
  return ['vision_encoder', source === 'caption' ? 'cross_attention_kv' : keysValuesRole(manifest)];
}

function textRole(source: ExplainSource, method: ExplainMethod): ExplainerRole {
  if (method === 'grad-cam') return source === 'caption' ? 'explain_caption' : 'explain_itm';
  return source === 'caption' ? 'text_decoder' : 'matcher';
}

function requireGraph({ graphs, source }: BundleManifest, role: GraphRole): void {
  if (graphs[role]) return;
  throw new BundleError(
    'model-corrupt',
    `The bundle of ${source.id} has no graph for Grad-CAM. Export the model again, or ask for attention.`,
  );
}

/** A loaded explainer. Calls may overlap; they are served one at a time, in order. */
export class Explainer {
  readonly manifest: BundleManifest;
  readonly source: ExplainSource;
  readonly method: ExplainMethod;
  readonly #served: ServedModel<ExplainerRole>;
  readonly #tokenizer: Tokenizer;

  /**
   * Takes ownership of the sessions.
   *
   * @internal
   */
  constructor(
    model: ExplainerModel,
    tokenizer: Tokenizer,
    { source, method }: Omit<ExplainOptions, 'encoded'>,
  ) {
    this.manifest = model.manifest;
    this.source = source;
    this.method = method;
    this.#served = new ServedModel(model);
    this.#tokenizer = tokenizer;
  }

  /**
   * Encodes a picture for any number of texts. `pixelValues` is [1, 3, S, S], normalised. The caller disposes
   * the result.
   *
   * @throws the signal's reason if it aborts before the work begins.
   */
  async encode(pixelValues: Float32Array, signal?: AbortSignal): Promise<ExplainerImage> {
    return this.#served.run((model) => encodeFor(model, this.source, pixelValues), signal);
  }

  /**
   * Explains a text, or the ids of a full sequence, start token first. No prompt is put before a text; a matcher
   * truncates one that is too long.
   *
   * @throws {SettingsError} for a text longer than a captioner's positions; the signal's reason.
   */
  async explain(
    image: Attended,
    text: string | readonly number[],
    signal?: AbortSignal,
  ): Promise<Explanation> {
    const ids = typeof text === 'string' ? this.#idsOf(text) : text;
    const read = await this.#served.run((model) => this.#read(model, image, ids, signal), signal);
    signal?.throwIfAborted();
    const { source, method, manifest } = this;
    return { source, method, grid: patchGrid(manifest.image), ...read };
  }

  /** Releases the sessions after earlier requests are done. Later calls reject with an `EngineError`. */
  async dispose(): Promise<void> {
    await this.#served.dispose();
  }

  #idsOf(text: string): readonly number[] {
    const { manifest } = this;
    return this.source === 'caption'
      ? textIds(text, this.#tokenizer, manifest.text)
      : encoderIds(text, manifest.text.encId, this.#tokenizer, manifest.text);
  }

  async #read(
    model: ExplainerModel,
    image: Attended,
    ids: readonly number[],
    signal?: AbortSignal,
  ): Promise<Pick<Explanation, 'tokens' | 'maps' | 'probability'>> {
    if (this.source === 'caption') {
      const { logProbs, maps } =
        this.method === 'grad-cam'
          ? await captionGradCam(model, image, ids)
          : await captionAttention(model, image, ids, signal);
      const tokens = logProbs.map((logProb, index) => this.#token(ids[index + 1]!, logProb));
      return { tokens, maps, probability: null };
    }
    const { probability, maps } = await this.#readMatch(model, image, ids);
    return { tokens: ids.map((id) => this.#token(id, null)), maps, probability };
  }

  async #readMatch(
    model: ExplainerModel,
    image: Attended,
    ids: readonly number[],
  ): Promise<{ maps: PatchMap[][]; probability: number | null }> {
    if (this.method === 'attention')
      return { maps: await matchAttention(model, image, ids), probability: null };
    const { logits, maps } = await matchGradCam(model, image, ids);
    return { maps, probability: 1 / (1 + Math.exp(logits[0]! - logits[1]!)) };
  }

  #token(id: number, logProb: number | null): ExplainedToken {
    return { id, text: this.#tokenizer.token(id), logProb, special: this.#tokenizer.isSpecial(id) };
  }
}

async function encodeFor(
  model: ExplainerModel,
  source: ExplainSource,
  pixelValues: Float32Array,
): Promise<ExplainerImage> {
  const imageEmbeds = await embedImage(model, pixelValues);
  try {
    const role = source === 'caption' ? 'cross_attention_kv' : keysValuesRole(model.manifest);
    const cross = await imageKeysValues(model, role, imageEmbeds);
    const owned = Object.values(cross);
    return { cross, dispose: () => disposeAll(owned.splice(0)) };
  } finally {
    imageEmbeds.dispose();
  }
}

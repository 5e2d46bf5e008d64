/**
 * How well texts fit a picture, by BLIP's two heads: image-text matching (ITM), which encodes the text with
 * cross-attention to the picture, and image-text contrast (ITC), which compares features of each alone.
 *
 * A text starts with [ENC] for ITM and with the tokenizer's own [CLS] for ITC, as in BLIP's training and in
 * LAVIS (`blip_retrieval.py`, `blip_image_text_matching.py`); `transformers` feeds [CLS] to both.
 */

import type { Tensor } from 'onnxruntime-common';
import type { Capability } from '../../../core/dtypes.ts';
import type { BundleManifest, GraphRole } from '../../../core/manifest/manifest.ts';
import type { CaptionToken } from '../../../core/protocol/index.ts';
import { CAPTION_ROLES } from '../engine.ts';
import { EngineError } from '../errors.ts';
import { type CrossKeysValues, type EngineOptions, loadModel, type Model } from '../model.ts';
import type { Tokenizer } from '../runtime.ts';
import { ServedModel } from '../served-model.ts';
import { requireCapability } from '../sessions.ts';
import { disposeAll, type EncodedImage, embedImage, imageKeysValues, takeFloats } from '../vision.ts';
import { encoderIds, encodeTexts, type PackedTexts, textFeeds } from './packing.ts';

type KeysValuesRole = Extract<GraphRole, 'cross_attention_kv' | 'matcher_kv'>;
type MatcherRole =
  | KeysValuesRole
  | Extract<GraphRole, 'vision_encoder' | 'matcher' | 'image_features' | 'text_features'>;
type MatcherModel = Model<MatcherRole>;

/** A picture encoded for both heads. Its tensors, on WebGPU in GPU buffers, live until `dispose`. */
export interface MatcherImage {
  /** For ITM; null where the model has no such head. */
  readonly cross: CrossKeysValues | null;
  /** For ITC, [E], not normalised; null where the model has no such head. */
  readonly features: Float32Array | null;
  /** May be called more than once. */
  dispose(): void;
}

/** A text's fit. Null where the model has no such head. */
export interface Match {
  itm: { logits: [no: number, yes: number]; probability: number } | null;
  itc: { cosine: number } | null;
  /** The input of ITM, or of ITC where there is no ITM: with start token and [SEP], truncated to the model's limit. */
  tokens: Omit<CaptionToken, 'logProb'>[];
}

/** What a `Matcher` loads. */
export interface MatcherOptions {
  /** Pictures come encoded by the captioner of the same bundle: see `encodeFrom`. */
  encoded?: boolean;
}

/**
 * Loads a matcher.
 *
 * @throws as `createSessions` does, and `BundleError` for another kind of model.
 */
export async function createMatcher(
  options: EngineOptions,
  { encoded = false }: MatcherOptions = {},
): Promise<Matcher> {
  const { manifest } = options.bundle;
  requireCapability(manifest, ['match', 'contrast']);
  const roles = rolesOf(manifest, encoded);
  return new Matcher(await loadModel(roles, options), options.tokenizer);
}

/** In the order in which a match needs them, without those that the captioner has loaded. */
function rolesOf(manifest: BundleManifest, encoded: boolean): MatcherRole[] {
  const roles: MatcherRole[] = ['vision_encoder'];
  if (can(manifest, 'match')) roles.push(keysValuesRole(manifest), 'matcher');
  if (can(manifest, 'contrast')) roles.push('image_features', 'text_features');
  const loaded: readonly GraphRole[] = encoded ? CAPTION_ROLES : [];
  return roles.filter((role) => !loaded.includes(role));
}

/** A bundle whose captioner and matcher share the cross-attention's weights has one graph for both. */
export function keysValuesRole({ graphs }: BundleManifest): KeysValuesRole {
  return graphs.matcher_kv ? 'matcher_kv' : 'cross_attention_kv';
}

function can({ capabilities }: BundleManifest, capability: Capability): boolean {
  return capabilities.includes(capability);
}

/** A loaded matcher. Calls may overlap; they are served one at a time, in order. */
export class Matcher {
  readonly manifest: BundleManifest;
  readonly #served: ServedModel<MatcherRole>;
  readonly #tokenizer: Tokenizer;

  /**
   * Takes ownership of the sessions.
   *
   * @internal
   */
  constructor(model: MatcherModel, tokenizer: Tokenizer) {
    this.manifest = model.manifest;
    this.#served = new ServedModel(model);
    this.#tokenizer = tokenizer;
  }

  /**
   * Encodes a picture for any number of texts. `pixelValues` is [1, 3, S, S], normalised. The caller disposes
   * the result.
   *
   * @throws the signal's reason if it aborts before the work begins.
   */
  async encode(pixelValues: Float32Array, signal?: AbortSignal): Promise<MatcherImage> {
    return this.#served.run(async (model) => {
      const imageEmbeds = await embedImage(model, pixelValues);
      try {
        return await encodeForMatching(model, imageEmbeds, null);
      } finally {
        imageEmbeds.dispose();
      }
    }, signal);
  }

  /**
   * As `encode`, for a picture that the captioner of the same bundle has encoded: the vision tower does not run
   * again. The result is valid until `image` is disposed.
   */
  async encodeFrom(image: EncodedImage, signal?: AbortSignal): Promise<MatcherImage> {
    const shared = keysValuesRole(this.manifest) === 'cross_attention_kv' ? image.cross : null;
    return this.#served.run((model) => encodeForMatching(model, image.imageEmbeds, shared), signal);
  }

  /**
   * The picture's side of ITC alone, [E], not normalised, for comparisons with `embedTexts`. `pixelValues` as for `encode`.
   *
   * @throws {EngineError} for a model without that head, and the signal's reason if it aborts before the work begins.
   */
  async embed(pixelValues: Float32Array, signal?: AbortSignal): Promise<Float32Array> {
    this.requireContrast();
    return this.#served.run(async (model) => {
      const imageEmbeds = await embedImage(model, pixelValues);
      try {
        return await imageFeatures(model, imageEmbeds);
      } finally {
        imageEmbeds.dispose();
      }
    }, signal);
  }

  /**
   * The texts' side of ITC: [E] each, not normalised; parallel to `texts`.
   *
   * @throws {EngineError} for a model without that head, and the signal's reason between two batches of texts.
   */
  async embedTexts(texts: readonly string[], signal?: AbortSignal): Promise<Float32Array[]> {
    this.requireContrast();
    const ids = this.#idsOf(texts, this.#tokenizer.clsId);
    return this.#served.run(
      (model) => encodeTexts(ids, (packed) => textFeatures(model, packed), signal),
      signal,
    );
  }

  /**
   * Matches texts with a picture; the results are parallel to `texts`. A text's result does not depend on the others.
   *
   * @throws the signal's reason between two batches of texts.
   */
  async match(image: MatcherImage, texts: readonly string[], signal?: AbortSignal): Promise<Match[]> {
    const { cross, features } = image;
    const itmIds = this.#idsOf(texts, this.manifest.text.encId);
    const itcIds = this.#idsOf(texts, this.#tokenizer.clsId);
    return this.#served.run(async (model) => {
      const logits =
        cross && (await encodeTexts(itmIds, (packed) => itmLogits(model, cross, packed), signal));
      const ofTexts =
        features && (await encodeTexts(itcIds, (packed) => textFeatures(model, packed), signal));
      return texts.map((_, index) => ({
        itm: logits && toItm(logits[index]!),
        itc: features && ofTexts && { cosine: cosine(features, ofTexts[index]!) },
        tokens: (cross ? itmIds : itcIds)[index]!.map((id) => this.#token(id)),
      }));
    }, signal);
  }

  /** @throws {EngineError} (`no-contrast`) for a model without ITC. */
  requireContrast(): void {
    if (can(this.manifest, 'contrast')) return;
    throw new EngineError(
      'no-contrast',
      `${this.manifest.source.id} has no contrast head (ITC), which makes vectors. Load another matcher, for example an export of Salesforce/blip-itm-base-coco.`,
    );
  }

  /** Releases the sessions after earlier requests are done. Later calls reject with an `EngineError`. */
  async dispose(): Promise<void> {
    await this.#served.dispose();
  }

  #idsOf(texts: readonly string[], startId: number): number[][] {
    return texts.map((each) => encoderIds(each, startId, this.#tokenizer, this.manifest.text));
  }

  #token(id: number): Match['tokens'][number] {
    return { id, text: this.#tokenizer.token(id), special: this.#tokenizer.isSpecial(id) };
  }
}

/** `shared`: keys and values that the caller owns. */
async function encodeForMatching(
  model: MatcherModel,
  imageEmbeds: Tensor,
  shared: CrossKeysValues | null,
): Promise<MatcherImage> {
  const { manifest } = model;
  const features = can(manifest, 'contrast') ? await imageFeatures(model, imageEmbeds) : null;
  if (!can(manifest, 'match')) return { cross: null, features, dispose: () => {} };
  const cross = shared ?? (await imageKeysValues(model, keysValuesRole(manifest), imageEmbeds));
  const owned = shared ? [] : Object.values(cross);
  return { cross, features, dispose: () => disposeAll(owned.splice(0)) };
}

/** [E] */
async function imageFeatures({ sessions }: MatcherModel, imageEmbeds: Tensor): Promise<Float32Array> {
  const feeds = { image_embeds: imageEmbeds };
  return takeFloats(await sessions.get('image_features').run(feeds), 'image_features');
}

/** [X, 2] */
async function itmLogits(
  { sessions, runtime }: MatcherModel,
  cross: CrossKeysValues,
  packed: PackedTexts,
): Promise<Float32Array> {
  const feeds = { ...textFeeds(runtime.Tensor, packed), ...firstRows(runtime.Tensor, packed), ...cross };
  return takeFloats(await sessions.get('matcher').run(feeds, { itm_logits: null }), 'itm_logits');
}

/** [X, E] */
async function textFeatures({ sessions, runtime }: MatcherModel, packed: PackedTexts): Promise<Float32Array> {
  const feeds = { ...textFeeds(runtime.Tensor, packed), ...firstRows(runtime.Tensor, packed) };
  return takeFloats(await sessions.get('text_features').run(feeds), 'text_features');
}

function firstRows(tensor: MatcherModel['runtime']['Tensor'], packed: PackedTexts): Record<string, Tensor> {
  return { first_rows: new tensor('int32', packed.firstRows, [packed.firstRows.length]) };
}

/** The probability is the softmax of the two logits. */
function toItm(logits: Float32Array): NonNullable<Match['itm']> {
  const [no, yes] = [logits[0]!, logits[1]!];
  return { logits: [no, yes], probability: 1 / (1 + Math.exp(no - yes)) };
}

/** 0 for a vector of zeros, as PyTorch normalises it. */
function cosine(a: Float32Array, b: Float32Array): number {
  return dot(a, b) / (Math.sqrt(dot(a, a) * dot(b, b)) || 1);
}

function dot(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, index) => sum + value * b[index]!, 0);
}

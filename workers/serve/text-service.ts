/**
 * Scores, matches, embeds and explains texts. The graphs of Grad-CAM are large and seldom needed, so they are loaded with the first
 * explanation.
 */
import type { ExplainSource } from '../../core/explain.ts';
import { BundleError } from '../../core/manifest/manifest.ts';
import type {
  CaptionMatch,
  EmbedRequest,
  ExplainedText,
  ExplainRequest,
  MatchTextRequest,
  NamedPicture,
  ScoredText,
  ScoreTextRequest,
} from '../../core/protocol/index.ts';
import { unitVector } from '../../dataset/index.ts';
import {
  type Bundle,
  createExplainer,
  defaultLayer,
  type EncodedImage,
  EngineError,
  type Explainer,
  type MatcherImage,
} from '../engine/index.ts';
import type { ReadyMatcher } from './load-matcher.ts';
import { engineOptions, type LoadServices, onRuntime, openSource, type ReadyModel } from './load-model.ts';
import { matchText } from './match-captions.ts';
import { nextTask } from './next-task.ts';

/** The loaded models. */
export interface Models {
  captioner: ReadyModel;
  matcher: ReadyMatcher | null;
}

/** A picture as the models have encoded it. */
export interface EncodedPicture {
  /** Names the picture and what is masked of it. */
  key: string;
  /** Null until it is needed, as is the matcher's. */
  captioner: EncodedImage | null;
  matcher: MatcherImage | null;
}

export interface TextServices extends LoadServices {
  /** Encodes a picture for the captioner. */
  encode(picture: NamedPicture, captioner: ReadyModel, signal: AbortSignal): Promise<EncodedImage>;
  /**
   * Encodes a picture for a matcher.
   *
   * @param encoded the captioner's encoding, which is used where both share the vision tower.
   */
  encodeForMatcher(
    picture: NamedPicture,
    encoded: () => Promise<EncodedImage>,
    matcher: ReadyMatcher,
    signal: AbortSignal,
  ): Promise<MatcherImage>;
}

/** Holds the last picture's encoding and the graphs of Grad-CAM. The caller must await each call before the next. */
export class TextService {
  readonly #services: TextServices;
  readonly #explainers = new Map<ExplainSource, Explainer>();
  #picture: EncodedPicture | null = null;

  constructor(services: TextServices) {
    this.#services = services;
  }

  /**
   * Grad-CAM of a text, for all layers.
   *
   * @throws {BundleError} for a bundle without Grad-CAM, {EngineError} for a matcher's map without a matcher,
   * {SettingsError} for a text that is too long, and the signal's reason.
   */
  async explain(
    { picture, source, text }: ExplainRequest,
    models: Models,
    signal: AbortSignal,
  ): Promise<ExplainedText> {
    const explainer = await this.#explainer(source, models, signal);
    const image =
      source === 'caption'
        ? await this.encoded(picture, models.captioner, signal)
        : await this.#encodeForMatcher(picture, models, signal);
    const { engine } = models.captioner;
    const ids = typeof text === 'string' ? text : engine.sequence(text.prompt, text.tokenIds);
    // A cancel takes effect here or not at all: on the CPU the model runs without reading messages.
    await nextTask();
    const explained = await explainer.explain(withCross(image), ids, signal);
    const first = typeof text === 'string' ? 0 : explained.tokens.length - text.tokenIds.length;
    const { grid, tokens, maps, probability } = explained;
    return {
      grid,
      tokens: tokens.slice(first),
      maps: maps.map((ofLayer) => ofLayer.slice(first)),
      bestLayer: defaultLayer(source, 'grad-cam', maps.length),
      probability,
    };
  }

  /** A typed text's scores by captioner and matcher. @throws {SettingsError} for a text that is too long. */
  async scoreText(
    { picture, text }: ScoreTextRequest,
    models: Models,
    signal: AbortSignal,
  ): Promise<ScoredText> {
    const encoded = await this.encoded(picture, models.captioner, signal);
    const score = await models.captioner.engine.score(encoded, text, signal);
    const match = models.matcher && (await this.match({ picture, text }, models, signal));
    return { ...score, match };
  }

  /** A text's score by the matcher. @throws {EngineError} without a matcher, and the signal's reason. */
  async match(
    { picture, text }: MatchTextRequest,
    models: Models,
    signal: AbortSignal,
  ): Promise<CaptionMatch> {
    const { matcher } = matcherOf(models);
    const image = await this.#encodeForMatcher(picture, models, signal);
    await nextTask();
    return matchText(matcher, image, text, signal);
  }

  /**
   * The vector of a picture or a text: [E], of length 1.
   *
   * @throws {EngineError} without a matcher, and (`no-contrast`) for one without ITC; the signal's reason.
   */
  async embed(request: EmbedRequest, models: Models, signal: AbortSignal): Promise<Float32Array> {
    const { matcher } = matcherOf(models);
    matcher.requireContrast();
    if (request.kind === 'text') return unitVector((await matcher.embedTexts([request.text], signal))[0]!);
    const { features } = await this.#encodeForMatcher(request.picture, models, signal);
    return unitVector(features!);
  }

  /** A picture as the captioner encoded it, which stays this service's. */
  async encoded(picture: NamedPicture, captioner: ReadyModel, signal: AbortSignal): Promise<EncodedImage> {
    const entry = this.#entryOf(picture);
    entry.captioner ??= await this.#services.encode(picture, captioner, signal);
    return entry.captioner;
  }

  /** Disposes of what the matcher made, or of everything. Call it before the models are disposed of. */
  async forget(part: 'matcher' | 'all'): Promise<void> {
    this.#picture?.matcher?.dispose();
    if (this.#picture) this.#picture.matcher = null;
    const sources: ExplainSource[] = part === 'all' ? ['caption', 'itm'] : ['itm'];
    if (part === 'all') this.#forgetPicture();
    for (const source of sources) {
      const explainer = this.#explainers.get(source);
      this.#explainers.delete(source);
      await explainer?.dispose();
    }
  }

  async #explainer(source: ExplainSource, models: Models, signal: AbortSignal): Promise<Explainer> {
    const there = this.#explainers.get(source);
    if (there) return there;
    const { captioner } = models;
    const owner = source === 'caption' ? captioner : matcherOf(models);
    const { manifest } = 'engine' in owner ? owner.engine : owner.matcher;
    const context = { signal, progress: () => {} };
    const { backend } = captioner.description;
    const bundle = await openSource(this.#services, owner.request.source, backend, context);
    requireGradCam(bundle, source, manifest.source.sha256);
    const explainer = await onRuntime(captioner.runtime, async () => {
      const options = await engineOptions(captioner.runtime, bundle, signal);
      return createExplainer(options, { source, method: 'grad-cam', encoded: true });
    });
    this.#explainers.set(source, explainer);
    return explainer;
  }

  /** What is encoded of a picture. What was encoded of another one is disposed of. */
  #entryOf({ id, masked }: NamedPicture): EncodedPicture {
    const key = JSON.stringify([id, masked]);
    if (this.#picture?.key === key) return this.#picture;
    this.#forgetPicture();
    this.#picture = { key, captioner: null, matcher: null };
    return this.#picture;
  }

  #forgetPicture(): void {
    this.#picture?.matcher?.dispose();
    this.#picture?.captioner?.dispose();
    this.#picture = null;
  }

  async #encodeForMatcher(picture: NamedPicture, models: Models, signal: AbortSignal): Promise<MatcherImage> {
    const ready = matcherOf(models);
    const encoded = () => this.encoded(picture, models.captioner, signal);
    const entry = this.#entryOf(picture);
    entry.matcher ??= await this.#services.encodeForMatcher(picture, encoded, ready, signal);
    return entry.matcher;
  }
}

/** @throws {EngineError} where there is none. */
export function matcherOf({ matcher }: Models): ReadyMatcher {
  if (matcher) return matcher;
  throw new EngineError('unknown', 'No matcher is loaded. Choose one in Models.');
}

function withCross({ cross }: EncodedImage | MatcherImage): Pick<EncodedImage, 'cross'> {
  if (cross) return { cross };
  throw new Error('The matcher has no ITM head.');
}

/** `sha256` is that of the loaded checkpoint: the bundle in its folder may have been replaced since. */
function requireGradCam({ manifest }: Bundle, source: ExplainSource, sha256: string): void {
  const { graphs, source: checkpoint } = manifest;
  if (!graphs[source === 'caption' ? 'explain_caption' : 'explain_itm']) {
    throw new BundleError(
      'model-corrupt',
      `${checkpoint.id} was made by an older version, which had no Grad-CAM. Convert it again in Models.`,
    );
  }
  requireSameCheckpoint({ manifest }, sha256);
}

/** @throws {BundleError} for a bundle that is not of the checkpoint with that hash any more. */
export function requireSameCheckpoint(
  { manifest: { source } }: Pick<Bundle, 'manifest'>,
  sha256: string,
): void {
  if (source.sha256 === sha256) return;
  throw new BundleError('model-corrupt', `${source.id} has been replaced. Reload the page.`);
}

/**
 * What the models say of a text, and where they looked for it. Grad-CAM's graphs are large and asked for now and
 * then, so they are loaded with the first question.
 */
import type { ExplainSource } from '../../core/explain.ts';
import { BundleError } from '../../core/manifest/manifest.ts';
import type {
  CaptionMatch,
  ExplainedText,
  ExplainRequest,
  JudgedText,
  JudgeRequest,
  NamedPicture,
} from '../../core/protocol/index.ts';
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

/** What there is to ask. */
export interface Models {
  captioner: ReadyModel;
  /** Null when there is none. */
  beside: ReadyMatcher | null;
}

/** A picture as the models have encoded it. */
export interface HeldPicture {
  /** Names it and what is hidden of it. */
  key: string;
  encoded: EncodedImage;
  /** Null until the matcher is asked. */
  matched: MatcherImage | null;
}

export interface TextServices extends LoadServices {
  /** Encodes a picture for the captioner. */
  encode(picture: NamedPicture, captioner: ReadyModel, signal: AbortSignal): Promise<EncodedImage>;
  /** The same for a matcher, from what the captioner made of it where both share that. */
  encodeForMatcher(
    picture: NamedPicture,
    encoded: EncodedImage,
    matcher: ReadyMatcher,
    signal: AbortSignal,
  ): Promise<MatcherImage>;
}

/** Answers one question at a time: the caller sees to it. Keeps the last picture encoded, and the graphs loaded. */
export class TextDesk {
  readonly #services: TextServices;
  readonly #explainers = new Map<ExplainSource, Explainer>();
  #picture: HeldPicture | null = null;

  constructor(services: TextServices) {
    this.#services = services;
  }

  /**
   * Grad-CAM of a text, for all layers. Throws `BundleError` for a bundle of before Grad-CAM, `EngineError` where a
   * matcher is asked for and there is none, `SettingsError` for a text that is too long, the signal's reason.
   */
  async explain(
    { picture, source, text }: ExplainRequest,
    models: Models,
    signal: AbortSignal,
  ): Promise<ExplainedText> {
    const explainer = await this.#explainer(source, models, signal);
    const held = await this.#hold(picture, models.captioner, signal);
    const image = source === 'caption' ? held.encoded : await this.#matched(held, picture, models, signal);
    const { engine } = models.captioner;
    const ids = typeof text === 'string' ? text : engine.sequence(text.prompt, text.tokenIds);
    // A cancel that came meanwhile is heard before the model runs, which on the CPU hears nothing.
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

  /** What captioner and matcher think of a typed text. Throws `SettingsError` for one that is too long. */
  async judge({ picture, text }: JudgeRequest, models: Models, signal: AbortSignal): Promise<JudgedText> {
    const held = await this.#hold(picture, models.captioner, signal);
    const score = await models.captioner.engine.score(held.encoded, text, signal);
    const match = models.beside && (await this.#match(held, picture, text, models, signal));
    return { ...score, match };
  }

  /** Lets the matcher's part go, or all: before its models do. */
  async forget(part: 'matcher' | 'all'): Promise<void> {
    this.#picture?.matched?.dispose();
    if (this.#picture) this.#picture.matched = null;
    const sources: ExplainSource[] = part === 'all' ? ['caption', 'itm'] : ['itm'];
    if (part === 'all') {
      this.#picture?.encoded.dispose();
      this.#picture = null;
    }
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
      return createExplainer(options, { source, method: 'grad-cam', beside: true });
    });
    this.#explainers.set(source, explainer);
    return explainer;
  }

  async #hold(picture: NamedPicture, captioner: ReadyModel, signal: AbortSignal): Promise<HeldPicture> {
    const key = JSON.stringify([picture.id, picture.hidden]);
    if (this.#picture?.key === key) return this.#picture;
    const encoded = await this.#services.encode(picture, captioner, signal);
    this.#picture?.matched?.dispose();
    this.#picture?.encoded.dispose();
    this.#picture = { key, encoded, matched: null };
    return this.#picture;
  }

  async #matched(
    held: HeldPicture,
    picture: NamedPicture,
    models: Models,
    signal: AbortSignal,
  ): Promise<MatcherImage> {
    held.matched ??= await this.#services.encodeForMatcher(picture, held.encoded, matcherOf(models), signal);
    return held.matched;
  }

  async #match(
    held: HeldPicture,
    picture: NamedPicture,
    text: string,
    models: Models,
    signal: AbortSignal,
  ): Promise<CaptionMatch> {
    const image = await this.#matched(held, picture, models, signal);
    return matchText(matcherOf(models).matcher, image, text, signal);
  }
}

/** Throws an `EngineError` where there is none. */
export function matcherOf({ beside }: Models): ReadyMatcher {
  if (beside) return beside;
  throw new EngineError('unknown', 'No matcher is loaded. Choose one in Models.');
}

function withCross({ cross }: EncodedImage | MatcherImage): Pick<EncodedImage, 'cross'> {
  if (cross) return { cross };
  throw new Error('The matcher has no ITM head.');
}

/** `sha256` is the checkpoint's that is loaded: a folder's bundle may have been replaced since. */
function requireGradCam({ manifest }: Bundle, source: ExplainSource, sha256: string): void {
  const { graphs, source: checkpoint } = manifest;
  if (!graphs[source === 'caption' ? 'explain_caption' : 'explain_itm']) {
    throw new BundleError(
      'model-corrupt',
      `${checkpoint.id} was made by an older version, which had no Grad-CAM. Convert it again in Models.`,
    );
  }
  if (checkpoint.sha256 !== sha256) {
    throw new BundleError('model-corrupt', `${checkpoint.id} has been replaced. Reload the page.`);
  }
}

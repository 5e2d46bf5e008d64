/** A model that explains the words of a text, and scores them on other pixels. */
import type { ExplainMethod, ExplainSource } from '../../core/explain.ts';
import type { BundleManifest } from '../../core/manifest/manifest.ts';
import type { WordTokens } from '../../core/words.ts';
import {
  createEngine,
  createExplainer,
  createMatcher,
  type EngineOptions,
  type Explainer,
  type Explanation,
} from '../../workers/engine/index.ts';
import { textIds } from '../../workers/engine/parts.ts';
import { disposeAfter } from '../../workers/measure/subject.ts';

export interface Subject {
  manifest: BundleManifest;
  /** By attention and by Grad-CAM. `pixels` is [3, S, S], normalised. */
  explain(pixels: Float32Array, text: string): Promise<Explanation[]>;
  /** The probability of a word of the text; under a matcher, that text and picture fit. */
  probability(pixels: Float32Array, text: string, word: WordTokens): Promise<number>;
  dispose(): Promise<void>;
}

export function openSubject(options: EngineOptions, source: ExplainSource): Promise<Subject> {
  return source === 'caption' ? captioner(options) : matcher(options);
}

const METHODS = ['attention', 'grad-cam'] as const satisfies ExplainMethod[];

function explainersOf(options: EngineOptions, source: ExplainSource): Promise<Explainer[]> {
  return Promise.all(METHODS.map((method) => createExplainer(options, { source, method, encoded: true })));
}

async function explainAll(
  explainers: readonly Explainer[],
  image: Parameters<Explainer['explain']>[0],
  text: string | readonly number[],
): Promise<Explanation[]> {
  const explanations: Explanation[] = [];
  for (const explainer of explainers) explanations.push(await explainer.explain(image, text));
  return explanations;
}

/** p(the word's pieces | the prompt, the words before, the picture). */
async function captioner(options: EngineOptions): Promise<Subject> {
  const engine = await createEngine(options);
  const explainers = await explainersOf(options, 'caption');
  const { manifest } = engine;
  const idsOf = (text: string) =>
    textIds(`${manifest.generation.prompt}${text}`, options.tokenizer, manifest.text);
  return {
    manifest,
    explain: (pixels, text) =>
      disposeAfter(engine.encode(pixels), (image) => explainAll(explainers, image, idsOf(text))),
    probability: (pixels, text, { tokens }) =>
      disposeAfter(engine.encode(pixels), async (image) => {
        // An explanation has no start token.
        const pieces = tokens.map((token) => token + 1);
        return Math.exp(await engine.scorePieces(image, idsOf(text), pieces));
      }),
    dispose: () => disposeEach([engine, ...explainers]),
  };
}

/** ITM of the text, whichever the word. */
async function matcher(options: EngineOptions): Promise<Subject> {
  const matching = await createMatcher(options);
  const explainers = await explainersOf(options, 'itm');
  return {
    manifest: matching.manifest,
    explain: (pixels, text) =>
      disposeAfter(matching.encode(pixels), ({ cross }) => explainAll(explainers, { cross: cross! }, text)),
    probability: (pixels, text) =>
      disposeAfter(matching.encode(pixels), async (image) => {
        const [match] = await matching.match(image, [text]);
        return match!.itm!.probability;
      }),
    dispose: () => disposeEach([matching, ...explainers]),
  };
}

async function disposeEach(models: readonly { dispose(): Promise<void> }[]): Promise<void> {
  for (const model of models) await model.dispose();
}

import type { BundleManifest } from '../../../core/manifest/manifest.ts';
import type { CaptionProgress, CaptionSettings } from '../../../core/protocol/index.ts';
import type { Tokenizer } from '../tokenizer.ts';
import { type BeamPolicy, beamSearch } from './beam.ts';
import { candidateScores, type ReductionSize, reductionSize } from './candidates.ts';
import { toToken } from './captions.ts';
import { decode, type Generated, type GeneratedToken, type Policy, type StepDecoder } from './decode.ts';
import { captionRandom } from './random.ts';
import { argmax } from './ranking.ts';
import { applyAll, drawToken, type ProcessorSettings, processors } from './sampling.ts';

/** What a run tells while it goes on. Maps are the receiver's to keep or transfer. */
export type CaptionEvent = Extract<CaptionProgress, { type: 'token' | 'best' }>;

export interface GenerationContext {
  decoder: StepDecoder;
  tokenizer: Tokenizer;
  text: BundleManifest['text'];
}

/** Captions or beams that are decoded as one batch. */
export function batchSize({ method, numCaptions, beams }: CaptionSettings): number {
  return { greedy: 1, nucleus: numCaptions, beam: beams }[method];
}

/**
 * How much of the logits is enough to choose from; null where it is all of them: beam search compares sums of
 * log-probabilities, which the device does not round as we do.
 */
export function enoughLogits(settings: Readonly<CaptionSettings>): ReductionSize | null {
  switch (settings.method) {
    case 'greedy':
      return reductionSize(bestOne(settings), settings.maxLength);
    case 'nucleus':
      return reductionSize(settings, settings.maxLength);
    case 'beam':
      return null;
  }
}

/**
 * Continues the prompt by the method the settings name. Beam search and greedy decoding take no repetition
 * penalty, so that their ids are those of `transformers`.
 */
export async function* generate(
  { decoder, tokenizer, text }: GenerationContext,
  promptIds: readonly number[],
  settings: Readonly<CaptionSettings>,
  signal?: AbortSignal,
): AsyncGenerator<CaptionEvent, Generated[]> {
  const token = (generated: GeneratedToken) => toToken(tokenizer, generated);
  if (settings.method === 'beam') {
    return yield* mapYields(
      beamSearch(decoder, promptIds, beamPolicy(settings, text), signal),
      (tokens): CaptionEvent => ({
        type: 'best',
        tokens: tokens.map(token),
        map: tokens.at(-1)!.map.slice(),
      }),
    );
  }
  return yield* mapYields(
    decode(decoder, promptIds, policy(settings, text), signal),
    ({ caption, token: next }): CaptionEvent => ({
      type: 'token',
      caption,
      token: token(next),
      map: next.map.slice(),
    }),
  );
}

/** What a generator returns, its yields passed over. */
export async function returned<Return>(generator: AsyncGenerator<unknown, Return>): Promise<Return> {
  for (;;) {
    const next = await generator.next();
    if (next.done) return next.value;
  }
}

async function* mapYields<In, Out, Return>(
  source: AsyncGenerator<In, Return>,
  map: (value: In) => Out,
): AsyncGenerator<Out, Return> {
  for (;;) {
    const next = await source.next();
    if (next.done) return next.value;
    yield map(next.value);
  }
}

function beamPolicy(settings: CaptionSettings, { eosId }: BundleManifest['text']): BeamPolicy {
  const { beams, minLength, maxLength } = settings;
  return { beams, minLength, maxLength, endId: eosId, lengthPenalty: 1, earlyStopping: false };
}

/** Of `decode`, for greedy decoding and nucleus sampling. */
export function policy(
  settings: Readonly<CaptionSettings>,
  { eosId, padId }: Pick<BundleManifest['text'], 'eosId' | 'padId'>,
): Policy {
  const common = { captions: batchSize(settings), endId: eosId, padId, maxLength: settings.maxLength };
  return {
    ...common,
    ...(settings.method === 'greedy' ? greedy(settings, eosId) : nucleus(settings, eosId)),
  };
}

/** The best word; of equals the first. */
function bestOne({ minLength }: CaptionSettings): ProcessorSettings {
  return { repetitionPenalty: 1, minLength, temperature: 1, topK: 1, topP: 1 };
}

type Choosers = Required<Pick<Policy, 'choose' | 'chooseAmong'>>;

function greedy(settings: CaptionSettings, endId: number): Choosers {
  return choosers(bestOne(settings), endId, (_, scores) => argmax(scores));
}

function nucleus(settings: CaptionSettings, endId: number): Choosers {
  const streams = Array.from({ length: settings.numCaptions }, (_, caption) =>
    captionRandom(settings.seed, caption),
  );
  return choosers(settings, endId, (caption, scores) => drawToken(scores, streams[caption]!));
}

/** One way to pick from processed scores, for whole rows and for candidates. */
function choosers(
  settings: ProcessorSettings,
  endId: number,
  pick: (caption: number, scores: Float32Array) => number,
): Choosers {
  const process = applyAll(processors(settings, endId));
  return {
    choose: (caption, logits, sequence) => pick(caption, process(logits, sequence)),
    chooseAmong: (caption, candidates, sequence) => {
      const scores = candidateScores(candidates, sequence, settings, endId);
      return scores && candidates.ids[pick(caption, scores)]!;
    },
  };
}

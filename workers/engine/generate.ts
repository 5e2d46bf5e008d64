import type { BundleManifest } from '../../model-export/manifest.ts';
import type { CaptionProgress, CaptionSettings } from '../protocol.ts';
import { type BeamPolicy, beamSearch } from './beam.ts';
import { toToken } from './captions.ts';
import { decode, type Generated, type GeneratedToken, type Policy, type StepDecoder } from './decode.ts';
import { captionRandom } from './random.ts';
import { argmax } from './ranking.ts';
import { applyAll, drawToken, processors } from './sampling.ts';
import type { Tokenizer } from './tokenizer.ts';

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

function policy(settings: CaptionSettings, { eosId, padId }: BundleManifest['text']): Policy {
  const common = { captions: batchSize(settings), endId: eosId, padId, maxLength: settings.maxLength };
  return {
    ...common,
    choose: settings.method === 'greedy' ? greedy(settings, eosId) : nucleus(settings, eosId),
  };
}

function greedy({ minLength }: CaptionSettings, endId: number): Policy['choose'] {
  const neutral = { repetitionPenalty: 1, temperature: 1, topK: 0, topP: 1 };
  const process = applyAll(processors({ ...neutral, minLength }, endId));
  return (_, logits, sequence) => argmax(process(logits, sequence));
}

function nucleus(settings: CaptionSettings, endId: number): Policy['choose'] {
  const process = applyAll(processors(settings, endId));
  const streams = Array.from({ length: settings.numCaptions }, (_, caption) =>
    captionRandom(settings.seed, caption),
  );
  return (caption, logits, sequence) => drawToken(process(logits, sequence), streams[caption]!);
}

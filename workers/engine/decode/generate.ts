import type { BundleManifest } from '../../../core/manifest/manifest.ts';
import type { CaptionProgress, CaptionSettings } from '../../../core/protocol/index.ts';
import type { Tokenizer } from '../runtime.ts';
import { type BeamPolicy, beamSearch } from './beam.ts';
import { toToken } from './captions.ts';
import {
  type DecodingPolicy,
  decode,
  type Generated,
  type GeneratedToken,
  type StepDecoder,
} from './decode.ts';
import { captionRandom } from './random.ts';
import { drawToken, processLogits } from './sampling.ts';

/** What a run reports while it decodes. The receiver may keep or transfer the maps. */
export type CaptionEvent = Extract<CaptionProgress, { type: 'token' | 'best' }>;

export interface GenerationContext {
  decoder: StepDecoder;
  tokenizer: Tokenizer;
  text: BundleManifest['text'];
}

/** How many captions or beams are decoded as one batch. */
export function batchSize({ method, numCaptions, beams }: CaptionSettings): number {
  return { greedy: 1, nucleus: numCaptions, beam: beams }[method];
}

/**
 * Continues the prompt by the method of the settings. Beam search and greedy decoding use no repetition penalty, so that
 * their ids are those of `transformers`.
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
    decode(decoder, promptIds, decodingPolicy(settings, text), signal),
    ({ caption, token: next }): CaptionEvent => ({
      type: 'token',
      caption,
      token: token(next),
      map: next.map.slice(),
    }),
  );
}

/** Awaited between two tokens: on a CPU nothing else lets messages in. */
export type Rest = () => Promise<void>;

/** As `generate`, for captions that nobody watches: no events. */
export function generateUnwatched(
  { decoder, text }: Pick<GenerationContext, 'decoder' | 'text'>,
  promptIds: readonly number[],
  settings: Readonly<CaptionSettings>,
  signal?: AbortSignal,
  rest?: Rest,
): Promise<Generated[]> {
  return settings.method === 'beam'
    ? returned(beamSearch(decoder, promptIds, beamPolicy(settings, text), signal), rest)
    : returned(decode(decoder, promptIds, decodingPolicy(settings, text), signal), rest);
}

/** Runs a generator to its end and returns its result. */
export async function returned<Return>(
  generator: AsyncGenerator<unknown, Return>,
  rest?: Rest,
): Promise<Return> {
  for (;;) {
    const next = await generator.next();
    if (next.done) return next.value;
    await rest?.();
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
export function decodingPolicy(
  settings: Readonly<CaptionSettings>,
  { eosId, padId }: Pick<BundleManifest['text'], 'eosId' | 'padId'>,
): DecodingPolicy {
  return {
    captions: batchSize(settings),
    ...{ endId: eosId, padId, maxLength: settings.maxLength },
    choose: settings.method === 'greedy' ? greedy(settings, eosId) : nucleus(settings, eosId),
  };
}

/** The best token; of equals the first. */
function greedy({ minLength }: CaptionSettings, endId: number): DecodingPolicy['choose'] {
  const settings = { repetitionPenalty: 1, minLength, temperature: 1, topK: 1, topP: 1 };
  return (_, logits, sequence) => processLogits(logits, sequence, settings, endId).ids[0] ?? 0;
}

function nucleus(settings: CaptionSettings, endId: number): DecodingPolicy['choose'] {
  const streams = Array.from({ length: settings.numCaptions }, (_, caption) =>
    captionRandom(settings.seed, caption),
  );
  return (caption, logits, sequence) =>
    drawToken(processLogits(logits, sequence, settings, endId), streams[caption]!);
}

/** What a captioner says of pictures, and how far another one's next words are from that. */

import type { CaptionSettings } from '../../core/protocol/index.ts';
import { rowOf } from '../../workers/engine/decode/decode.ts';
import { type DecoderModel, withDecoder } from '../../workers/engine/decode/decoder.ts';
import { returned } from '../../workers/engine/decode/generate.ts';
import { logSoftmax } from '../../workers/engine/decode/sampling.ts';
import { CAPTION_ROLES, Engine } from '../../workers/engine/engine.ts';
import type { EngineOptions } from '../../workers/engine/index.ts';
import { loadModel } from '../../workers/engine/model.ts';
import type { EncodedImage } from '../../workers/engine/vision.ts';
import { pixelValues, type ReadPicture } from './pictures.ts';

/** A greedy caption and what the model thought before each of its generated tokens. */
export interface Spoken {
  /** Start token and prompt included, end token included where it was said. */
  ids: number[];
  promptLength: number;
  /** Log-probabilities [V] of each position from the prompt's end on. */
  distributions: Float32Array[];
}

export interface CaptionAgreement {
  /** Mean and largest KL divergence of next-token distributions, in nats: fp32's from this one's. */
  klMean: number;
  klMax: number;
  /** Greedy captions that are, token for token, those of fp32. */
  identical: number;
  compared: number;
}

/** Each picture's greedy caption with the model's defaults. */
export async function speak(options: EngineOptions, pictures: readonly ReadPicture[]): Promise<Spoken[]> {
  return withCaptioner(options, pictures, async ({ engine, model, image }) => {
    const { ids, promptLength } = await greedy(engine, image, options);
    return { ids, promptLength, distributions: await distributions(model, image, ids, promptLength) };
  });
}

/** Holds a model against what the reference said: the same captions, fed to it token by token. */
export async function agreeOnCaptions(
  options: EngineOptions,
  pictures: readonly ReadPicture[],
  reference: readonly Spoken[],
): Promise<CaptionAgreement> {
  const found = await withCaptioner(options, pictures, async ({ engine, model, image, index }) => {
    const expected = reference[index]!;
    const own = await greedy(engine, image, options);
    const seen = await distributions(model, image, expected.ids, expected.promptLength);
    return {
      same: own.ids.join() === expected.ids.join(),
      divergences: seen.map((log, step) => divergence(expected.distributions[step]!, log)),
    };
  });
  const divergences = found.flatMap((each) => each.divergences);
  return {
    klMean: divergences.reduce((sum, each) => sum + each, 0) / divergences.length,
    klMax: Math.max(...divergences),
    identical: found.filter(({ same }) => same).length,
    compared: found.length,
  };
}

interface Captioner {
  engine: Engine;
  model: DecoderModel;
  image: EncodedImage;
  index: number;
}

async function withCaptioner<T>(
  options: EngineOptions,
  pictures: readonly ReadPicture[],
  job: (captioner: Captioner) => Promise<T>,
): Promise<T[]> {
  const model = await loadModel(CAPTION_ROLES, options);
  const engine = new Engine(model, options.tokenizer);
  const results: T[] = [];
  try {
    for (const [index, picture] of pictures.entries()) {
      const image = await engine.encode(await pixelValues(picture, model.manifest));
      results.push(await job({ engine, model, image, index }));
      image.dispose();
    }
    return results;
  } finally {
    await engine.dispose();
  }
}

async function greedy(
  engine: Engine,
  image: EncodedImage,
  { tokenizer }: EngineOptions,
): Promise<{ ids: number[]; promptLength: number }> {
  const { generation } = engine.manifest;
  const settings: CaptionSettings = { ...generation, method: 'greedy', seed: 0 };
  const run = await returned(engine.caption(image, settings));
  run.dispose();
  const promptLength = 1 + tokenizer.encode(generation.prompt).length;
  return { ids: run.captions[0]!.tokenIds, promptLength };
}

/** Teacher forcing: log-probabilities [V] before each of the ids after the prompt. */
function distributions(
  model: DecoderModel,
  image: EncodedImage,
  ids: readonly number[],
  promptLength: number,
): Promise<Float32Array[]> {
  const options = { batch: 1, promptLength: 0, maxLength: ids.length };
  return withDecoder(model, image, options, async (decoder) => {
    const logs: Float32Array[] = [];
    for (const [position, id] of ids.slice(0, -1).entries()) {
      const { logits } = await decoder.step([id], position);
      if (position >= promptLength - 1) logs.push(logSoftmax(rowOf(logits, 0, 1)));
    }
    return logs;
  });
}

/** KL(p‖q) of two log-distributions, in nats. */
function divergence(logP: Float32Array, logQ: Float32Array): number {
  return logP.reduce((sum, log, index) => sum + Math.exp(log) * (log - logQ[index]!), 0);
}

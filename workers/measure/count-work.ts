/** What a captioner asks of the GPU for each part of its work. */
import { DecoderRun } from '../engine/decoder.ts';
import type { CAPTION_ROLES } from '../engine/engine.ts';
import type { Model } from '../engine/model.ts';
import { embedImage, imageKeysValues } from '../engine/vision.ts';
import type { GpuCounters, GpuCounts } from './gpu-counters.ts';

export type CaptionModel = Model<(typeof CAPTION_ROLES)[number]>;

export interface CountedWork {
  /** Captions decoded together. */
  captions: number;
  /** The vision tower. */
  encode: GpuCounts;
  /** Its features to every layer's keys and values. */
  crossKeysValues: GpuCounts;
  /** The buffers of a run of captions. */
  begin: GpuCounts;
  /** Each decode step, the first one first. */
  steps: GpuCounts[];
  /** What a step must read back: the logits. */
  logitsBytes: number;
}

export interface CountOptions {
  captions: number;
  steps: number;
}

/** Encodes a grey picture and decodes `steps` tokens; nothing else may use the GPU meanwhile. */
export async function countWork(
  model: CaptionModel,
  counters: GpuCounters,
  { captions, steps }: CountOptions,
): Promise<CountedWork> {
  const { image, text, architecture } = model.manifest;
  counters.take();
  const imageEmbeds = await embedImage(model, new Float32Array(3 * image.size ** 2));
  const encode = counters.take();
  const cross = await imageKeysValues(model, 'cross_attention_kv', imageEmbeds);
  const crossKeysValues = counters.take();
  const run = new DecoderRun(model, { cross }, { batch: captions, promptLength: 1, maxLength: steps + 1 });
  const counted = { captions, encode, crossKeysValues, begin: counters.take(), steps: [] as GpuCounts[] };
  try {
    for (let position = 0; position < steps; position++) {
      await run.step(new Array<number>(captions).fill(text.bosId), position);
      counted.steps.push(counters.take());
    }
  } finally {
    run.dispose();
    run.history.dispose();
    for (const tensor of [imageEmbeds, ...Object.values(cross)]) tensor.dispose();
  }
  return { ...counted, logitsBytes: 4 * captions * architecture.text.vocabSize };
}

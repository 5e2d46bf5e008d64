/** The app's engine, loaded and run as the app does it, with its parts in reach. */

import { FALLBACKS } from '../../core/fallbacks.ts';
import type { CaptionSettings } from '../../core/protocol/index.ts';
import { Engine, type EngineOptions, type SeededImage } from '../engine/index.ts';
import {
  CAPTION_ROLES,
  type CheckOptions,
  type CrossKeysValues,
  captionBatch,
  createChecked,
  DecoderRun,
  disposeAll,
  embedImage,
  imageKeysValues,
  loadModel,
  type Model,
  type RunOptions,
  returned,
} from '../engine/parts.ts';
import { workDone } from '../runtime/gpu.ts';
import { disposeAfter, type Lap, type MeasuredDecoder, type MeasuredImage, type Subject } from './subject.ts';

type CaptionModel = Model<(typeof CAPTION_ROLES)[number]>;

class OpenEngine extends Engine {
  constructor(
    readonly model: CaptionModel,
    { tokenizer }: EngineOptions,
  ) {
    super(model, tokenizer);
  }
}

async function openEngine(options: EngineOptions): Promise<OpenEngine> {
  return new OpenEngine(await loadModel(CAPTION_ROLES, options), options);
}

/**
 * Loads the engine; with `check`, a model in 16 bits falls back to 32 as in the app.
 *
 * @throws as `createCheckedEngine` does.
 */
export async function engineSubject(options: EngineOptions, check?: CheckOptions): Promise<Subject> {
  const { engine, fp32Fallback, reason } = check
    ? await createChecked(openEngine, options, check)
    : { engine: await openEngine(options), fp32Fallback: options.fp32Fallback ?? false, reason: null };
  const { model } = engine;
  return {
    manifest: model.manifest,
    fp32FallbackReason: reason && FALLBACKS[reason],
    explainOptions: { ...options, fp32Fallback },
    warmUp: (signal) => engine.warmUp(signal),
    encode: (pixels, lap) => encode(model, pixels, lap),
    caption: (pixels, settings) =>
      disposeAfter(engine.encode(pixels), async (image) => {
        const run = await returned(engine.caption(image, settings));
        run.dispose();
        return run.captions.map(({ tokenIds }) => tokenIds);
      }),
    captionBatch: (pixels, settings) => captionTogether(engine, options, pixels, settings),
    dispose: () => engine.dispose(),
  };
}

async function captionTogether(
  engine: OpenEngine,
  { tokenizer }: EngineOptions,
  pixels: readonly Float32Array[],
  settings: CaptionSettings,
): Promise<void> {
  const images: SeededImage[] = [];
  try {
    for (const each of pixels) images.push({ image: await engine.encode(each), seed: settings.seed });
    await captionBatch(
      { model: engine.model, tokenizer, promptIds: engine.sequence(settings.prompt, []), settings },
      images as [SeededImage, ...SeededImage[]],
    );
  } finally {
    for (const { image } of images) image.dispose();
  }
}

async function encode(
  model: CaptionModel,
  pixels: Float32Array,
  lap: Lap = () => {},
): Promise<MeasuredImage> {
  const imageEmbeds = await embedImage(model, pixels);
  await workDone(model.execution);
  lap('encode');
  const cross = await imageKeysValues(model, 'cross_attention_kv', imageEmbeds);
  await workDone(model.execution);
  lap('keysValues');
  return {
    decoder: (options) => measuredDecoder(model, cross, options),
    dispose: () => disposeAll([imageEmbeds, ...Object.values(cross)]),
  };
}

function measuredDecoder(model: CaptionModel, cross: CrossKeysValues, options: RunOptions): MeasuredDecoder {
  const run = new DecoderRun(model, { cross }, options);
  return {
    feed: (ids, position) => run.feed(ids, position),
    step: (ids, position) => run.step(ids, position),
    maps: async (steps) => {
      const refs = Array.from({ length: steps }, (_, step) => ({ step, row: 0 }));
      for (let layer = 0; layer < model.manifest.architecture.text.layers; layer++)
        await run.history.maps(refs, { layer, head: null });
    },
    dispose: () => {
      run.dispose();
      run.history.dispose();
    },
  };
}

/** Our engine, measured part by part, loaded and run as the app does. */
import { DecoderRun, type RunOptions } from '../engine/decode/decoder.ts';
import { returned } from '../engine/decode/generate.ts';
import { CAPTION_ROLES, Engine } from '../engine/engine.ts';
import { type CheckOptions, createChecked } from '../engine/gpu/fp16-check.ts';
import { createExplainer, type EngineOptions } from '../engine/index.ts';
import { type CrossKeysValues, loadModel, type Model } from '../engine/model.ts';
import { disposeAll, embedImage, imageKeysValues } from '../engine/vision.ts';
import { workDone } from '../runtime/gpu.ts';
import type { Explaining, Lap, MeasuredDecoder, SeenPicture, Subject } from './subject.ts';

type CaptionModel = Model<(typeof CAPTION_ROLES)[number]>;

interface EnginePicture extends SeenPicture {
  cross: CrossKeysValues;
}

/** An engine whose parts can be reached. */
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
 * Loads the engine, and where there is a check holds 16 bits to it, as the app does. Throws as `createCheckedEngine`
 * does.
 */
export async function engineSubject(options: EngineOptions, check?: CheckOptions): Promise<Subject> {
  const { engine, inFloat, reason } = check
    ? await createChecked(openEngine, options, check)
    : { engine: await openEngine(options), inFloat: options.inFloat ?? false, reason: null };
  const { manifest } = engine.model;
  return {
    manifest,
    hasMaps: true,
    readsCandidates: false,
    inFloatReason: reason,
    warmUp: (signal) => engine.warmUp(signal),
    look: (pixels, lap) => look(engine, pixels, lap),
    caption: async (pixels, settings) => {
      const image = await engine.encode(pixels);
      try {
        const run = await returned(engine.caption(image, settings));
        run.dispose();
        return run.captions.map(({ tokenIds }) => tokenIds);
      } finally {
        image.dispose();
      }
    },
    explainer: manifest.graphs.explain_caption ? () => explaining({ ...options, inFloat }) : null,
    dispose: () => engine.dispose(),
  };
}

async function look(engine: OpenEngine, pixels: Float32Array, lap: Lap = () => {}): Promise<EnginePicture> {
  const { model } = engine;
  const imageEmbeds = await embedImage(model, pixels);
  await workDone(model.execution);
  lap('encode');
  const cross = await imageKeysValues(model, 'cross_attention_kv', imageEmbeds);
  await workDone(model.execution);
  lap('keysValues');
  return {
    cross,
    decoder: (options) => decoder(engine, cross, options),
    dispose: () => disposeAll([imageEmbeds, ...Object.values(cross)]),
  };
}

function decoder({ model }: OpenEngine, cross: CrossKeysValues, options: RunOptions): MeasuredDecoder {
  const { architecture } = model.manifest;
  const run = new DecoderRun(model, { cross }, options);
  const maps = async (steps: number) => {
    const refs = Array.from({ length: steps }, (_, step) => ({ step, row: 0 }));
    for (let layer = 0; layer < architecture.text.layers; layer++)
      await run.history.maps(refs, { layer, head: null });
  };
  const dispose = () => {
    run.dispose();
    run.history.dispose();
  };
  return {
    feed: (ids, position) => run.feed(ids, position),
    step: (ids, position) => run.step(ids, position),
    maps,
    dispose,
  };
}

async function explaining(options: EngineOptions): Promise<Explaining> {
  const explainer = await createExplainer(options, { source: 'caption', method: 'grad-cam', beside: true });
  return {
    explain: async (picture, ids) => {
      if (!isOurs(picture)) throw new TypeError('The picture was encoded by something else.');
      await explainer.explain(picture, ids);
    },
    dispose: () => explainer.dispose(),
  };
}

function isOurs(picture: SeenPicture): picture is EnginePicture {
  return 'cross' in picture;
}

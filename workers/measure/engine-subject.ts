/** Our engine, measured part by part. */
import { DecoderRun, type RunOptions } from '../engine/decoder.ts';
import { CAPTION_ROLES, Engine } from '../engine/engine.ts';
import { returned } from '../engine/generate.ts';
import { createExplainer, type EngineOptions } from '../engine/index.ts';
import { type CrossKeysValues, loadModel, type Model } from '../engine/model.ts';
import { disposeAll, embedImage, imageKeysValues } from '../engine/vision.ts';
import { workDone } from '../runtime/gpu.ts';
import type { Explaining, Lap, MeasuredDecoder, SeenPicture, Subject } from './subject.ts';

type CaptionModel = Model<(typeof CAPTION_ROLES)[number]>;

interface EnginePicture extends SeenPicture {
  cross: CrossKeysValues;
}

/** Loads the engine. Throws as `createEngine` does. */
export async function engineSubject(options: EngineOptions): Promise<Subject> {
  const model = await loadModel(CAPTION_ROLES, options);
  const engine = new Engine(model, options.tokenizer);
  const { manifest } = model;
  return {
    manifest,
    hasMaps: true,
    look: (pixels, lap) => look(model, pixels, lap),
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
    explainer: manifest.graphs.explain_caption ? () => explaining(options) : null,
    dispose: () => engine.dispose(),
  };
}

async function look(model: CaptionModel, pixels: Float32Array, lap: Lap = () => {}): Promise<EnginePicture> {
  const imageEmbeds = await embedImage(model, pixels);
  await workDone(model.execution);
  lap('encode');
  const cross = await imageKeysValues(model, 'cross_attention_kv', imageEmbeds);
  await workDone(model.execution);
  lap('keysValues');
  return {
    cross,
    decoder: (options) => decoder(model, cross, options),
    dispose: () => disposeAll([imageEmbeds, ...Object.values(cross)]),
  };
}

function decoder(model: CaptionModel, cross: CrossKeysValues, options: RunOptions): MeasuredDecoder {
  const run = new DecoderRun(model, { cross }, options);
  const { layers } = model.manifest.architecture.text;
  const maps = async (steps: number) => {
    const refs = Array.from({ length: steps }, (_, step) => ({ step, row: 0 }));
    for (let layer = 0; layer < layers; layer++) await run.history.maps(refs, { layer, head: null });
  };
  const dispose = () => {
    run.dispose();
    run.history.dispose();
  };
  return {
    batch: run.batch,
    feed: (ids, position) => run.feed(ids, position),
    step: (ids, position) => run.step(ids, position),
    reorder: (parents) => run.reorder(parents),
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

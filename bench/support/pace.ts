/** How fast a captioner is, and what it says. */

import type { CaptionMethod } from '../../core/protocol/index.ts';
import { withDecoder } from '../../workers/engine/decode/decoder.ts';
import { returned } from '../../workers/engine/decode/generate.ts';
import { CAPTION_ROLES, Engine } from '../../workers/engine/engine.ts';
import type { EngineOptions } from '../../workers/engine/index.ts';
import { loadModel } from '../../workers/engine/model.ts';
import type { EncodedImage } from '../../workers/engine/vision.ts';
import { workDone } from '../../workers/runtime/gpu.ts';
import { pixelValues, type ReadPicture } from './pictures.ts';

/** Times in milliseconds, medians where something was run more than once. */
export interface Paces {
  /** From the files to a first, uncounted picture: graphs are made and compiled. */
  loadMs: number;
  /** Pixels to cross-attention keys and values. */
  encodeMs: number;
  /** One token of the default number of captions. */
  stepMs: number;
  /** All captions of an encoded picture, by nucleus sampling with the model's defaults. */
  captionsMs: number;
  /** Token ids of each picture's captions: greedy, then sampled with seed 1. */
  captions: number[][];
}

export interface PaceWork {
  pictures: readonly ReadPicture[];
  /** How often each time is taken. */
  runs: number;
}

/** Throws what loading and running throw. */
export async function paceOf(options: EngineOptions, { pictures, runs }: PaceWork): Promise<Paces> {
  const start = performance.now();
  const model = await loadModel(CAPTION_ROLES, options);
  const engine = new Engine(model, options.tokenizer);
  try {
    await engine.warmUp();
    const loadMs = performance.now() - start;
    const pixels = await Promise.all(pictures.map((read) => pixelValues(read, model.manifest)));
    const encodeMs = await encodePace(engine, options, pixels[0]!, runs);
    const said: Said[] = [];
    for (const each of pixels) said.push(await say(engine, each));
    const image = await engine.encode(pixels[0]!);
    const stepMs = await stepPace(model, image, runs).finally(() => image.dispose());
    const captionsMs = median(said.map(({ ms }) => ms));
    return { loadMs, encodeMs, stepMs, captionsMs, captions: said.flatMap(({ ids }) => ids) };
  } finally {
    await engine.dispose();
  }
}

async function encodePace(
  engine: Engine,
  options: EngineOptions,
  pixels: Float32Array,
  runs: number,
): Promise<number> {
  return medianOf(runs, async () => {
    const image = await engine.encode(pixels);
    await workDone(options);
    image.dispose();
  });
}

/** Steps of a run that goes on, its results read back as a run reads them. */
function stepPace(
  model: Awaited<ReturnType<typeof loadModel<(typeof CAPTION_ROLES)[number]>>>,
  image: EncodedImage,
  runs: number,
): Promise<number> {
  const { generation, text } = model.manifest;
  const options = { batch: generation.numCaptions, promptLength: 1, maxLength: runs + 2 };
  const ids = new Array<number>(options.batch).fill(text.bosId);
  return withDecoder(model, image, options, async (decoder) => {
    await decoder.step(ids, 0);
    let position = 0;
    return medianOf(runs, () => decoder.step(ids, ++position));
  });
}

interface Said {
  ids: number[][];
  /** Of the sampled captions. */
  ms: number;
}

async function say(engine: Engine, pixels: Float32Array): Promise<Said> {
  const image = await engine.encode(pixels);
  const caption = async (method: CaptionMethod) => {
    const settings = { ...engine.manifest.generation, method, seed: 1 };
    const run = await returned(engine.caption(image, settings));
    run.dispose();
    return run.captions.map(({ tokenIds }) => tokenIds);
  };
  try {
    const greedy = await caption('greedy');
    const start = performance.now();
    const sampled = await caption('nucleus');
    return { ids: [...greedy, ...sampled], ms: performance.now() - start };
  } finally {
    image.dispose();
  }
}

async function medianOf(runs: number, job: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < runs; run++) {
    const start = performance.now();
    await job();
    times.push(performance.now() - start);
  }
  return median(times);
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}

/** Runs the app's engine on the app's runtimes for a comparison. */

import type { WireError } from '../../core/protocol/index.ts';
import {
  createEngine,
  type EncodedImage,
  type Engine,
  type SeededImage,
} from '../../workers/engine/index.ts';
import { captionsOf } from '../../workers/engine/testing/seeded-captions.ts';
import { decodePicture } from '../../workers/image/decode.ts';
import { preprocess } from '../../workers/image/preprocess.ts';
import { createRuntimes } from '../../workers/runtime/runtimes.ts';
import { openBundle } from '../../workers/storage/bundle.ts';
import { createTokenizer } from '../../workers/text/tokenizer.ts';
import { compareAnswerer } from './answers';
import { compareExplanations } from './explanations';
import { countGpuWork } from './gpu-work';
import type {
  CaptionsJob,
  CaptionsResult,
  Job,
  JobAnswer,
  Jobs,
  ParityBackend,
  SeededJob,
  SeededResult,
} from './jobs';
import { compareMatcher } from './matches';
import { comparePreprocessing } from './preprocess';
import { compareWithReference, finalRun, type Loaded } from './reference';
import { compareTokenizer } from './tokenizer';

/** A GPU error outside of any job fails the comparison. */
function failOnLoss({ message, detail }: WireError): never {
  throw new Error(`${message} ${detail}`);
}

async function load(name: string, backend: ParityBackend): Promise<Loaded> {
  const signal = new AbortController().signal;
  const { ort, execution } = await createRuntimes(failOnLoss).open(backend, {
    onProgress: () => {},
    signal,
  });
  if (execution.backend !== backend) throw new Error(`Asked for ${backend}, got ${execution.backend}.`);
  return { runtime: ort, execution, ...(await open(name, backend)) };
}

async function open(name: string, backend: ParityBackend): Promise<Omit<Loaded, 'runtime' | 'execution'>> {
  const bundle = await openBundle(new URL(`/models/${name}/${backend}/`, location.origin).href);
  const { text } = bundle.manifest;
  const json: unknown = JSON.parse(new TextDecoder().decode(await bundle.read(text.tokenizer)));
  const readValue = async (file: string) =>
    new Uint8Array(await (await fetch(`/values/${file}`)).arrayBuffer());
  return { bundle, tokenizer: createTokenizer(json, text), readValue };
}

async function runCaptions({ model, backend, pictures }: CaptionsJob): Promise<CaptionsResult> {
  const loaded = await load(model, backend);
  const engine = await createEngine({ ...loaded, ...loaded.execution });
  const ids: CaptionsResult['ids'] = {};
  for (const picture of pictures) ids[picture] = await greedyIds(engine, picture);
  await engine.dispose();
  return { kind: 'captions', ids };
}

async function runSeeded({ model, backend, pictures, greedy }: SeededJob): Promise<SeededResult> {
  const loaded = await load(model, backend);
  const engine = await createEngine({ ...loaded, ...loaded.execution });
  const written: SeededResult['pictures'] = [];
  const images: SeededImage[] = [];
  for (const picture of pictures) {
    const image = await encodeSample(engine, picture.name);
    written.push(await captionsOf(engine, image, picture));
    images.push({ image, seed: picture.seeds[0]!.seed });
  }
  const batched = await idsInBatches(engine, images, 'nucleus');
  for (const { image } of images) image.dispose();
  const ids = await greedyInBatches(engine, greedy);
  await engine.dispose();
  return { kind: 'seeded', pictures: written, batched, greedy: ids };
}

async function idsInBatches(
  engine: Engine,
  images: readonly SeededImage[],
  method: 'greedy' | 'nucleus',
): Promise<number[][][]> {
  const captions = await engine.captionPictures(images, { ...engine.manifest.generation, method, seed: 0 });
  return captions.map((each) => each.map(({ tokenIds }) => tokenIds));
}

async function greedyInBatches(engine: Engine, pictures: readonly string[]): Promise<CaptionsResult['ids']> {
  const images: SeededImage[] = [];
  for (const picture of pictures) images.push({ image: await encodeSample(engine, picture), seed: 0 });
  const captions = await idsInBatches(engine, images, 'greedy');
  for (const { image } of images) image.dispose();
  return Object.fromEntries(pictures.map((picture, index) => [picture, captions[index]?.[0] ?? []]));
}

async function encodeSample(engine: Engine, picture: string): Promise<EncodedImage> {
  const file = await (await fetch(`/samples/${picture}`)).blob();
  const decoded = await decodePicture(file);
  const image = await engine.encode(preprocess(decoded, engine.manifest.image));
  decoded.close();
  return image;
}

async function greedyIds(engine: Engine, picture: string): Promise<number[]> {
  const image = await encodeSample(engine, picture);
  try {
    const settings = { ...engine.manifest.generation, method: 'greedy', seed: 0 } as const;
    const run = await finalRun(engine.caption(image, settings));
    run.dispose();
    return run.captions[0]?.tokenIds ?? [];
  } finally {
    image.dispose();
  }
}

async function run(job: Job): Promise<Jobs[keyof Jobs]['out']> {
  if (job.kind === 'captions') return runCaptions(job);
  if (job.kind === 'gpuWork') return countGpuWork(job, () => load(job.model, 'webgpu'));
  if (job.kind === 'seeded') return runSeeded(job);
  if (job.kind === 'preprocess') return comparePreprocessing(job);
  if (job.kind === 'tokenizer') return compareTokenizer(job.checkpoint, await open(job.checkpoint, 'wasm'));
  const loaded = await load(job.checkpoint, job.backend);
  switch (job.kind) {
    case 'reference':
      return compareWithReference(job.checkpoint, loaded);
    case 'matcher':
      return compareMatcher(job.values, loaded);
    case 'answerer':
      // WebGPU without a GPU is slow; Node compares every picture.
      return compareAnswerer(job.checkpoint, loaded, 1);
    case 'explainer':
      return compareExplanations(job, loaded);
  }
}

self.addEventListener('message', async ({ data }: MessageEvent<Job>) => {
  const answer = (message: JobAnswer) => self.postMessage(message);
  try {
    answer({ ok: true, result: await run(data) });
  } catch (error) {
    answer({ ok: false, error: error instanceof Error ? `${error.message}\n${error.stack}` : String(error) });
  }
});

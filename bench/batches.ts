/**
 * What a picture costs by how many are captioned as one batch: processor time on onnxruntime-node with one thread, which
 * other work on the machine changes little.
 *
 *   npx tsx bench/batches.ts [--model demo|base|FOLDER] [--dtypes q8,fp32] [--batches 1,2,4,8] [--pictures 8] [--rounds 3]
 *
 * Pictures are the app's samples, with the model's defaults. Also counts captions that a batch changes: there must be none.
 */
import { markdownTable } from '../app/features/bench/tables';
import { openModel } from '../cli/model.ts';
import { readPicture } from '../cli/picture-files.ts';
import type { Dtype } from '../core/dtypes.ts';
import { sample, sampleNames } from '../e2e/support/samples.ts';
import type { SeededImage } from '../workers/engine/index.ts';
import { CAPTION_ROLES, captionBatch, encodeImage, loadModel } from '../workers/engine/parts.ts';
import { preprocess } from '../workers/image/index.ts';
import { promptIds } from '../workers/measure/subject.ts';
import { checkpointOf, makeBundle } from './support/checkpoint.ts';
import { integer, readOptions } from './support/options.ts';

const { values } = readOptions(import.meta.filename, {
  model: { type: 'string', default: 'demo' },
  dtypes: { type: 'string', default: 'q8,fp32' },
  batches: { type: 'string', default: '1,2,4,8' },
  pictures: { type: 'string', default: '8' },
  rounds: { type: 'string', default: '3' },
});
const SIZES = values.batches.split(',').map((each) => integer('batches', each));
const NAMES = sampleNames().slice(0, integer('pictures', values.pictures));
const ROUNDS = integer('rounds', values.rounds);

/** Milliseconds of all threads of this process. */
async function processorTime<T>(job: () => Promise<T>): Promise<{ ms: number; result: T }> {
  const before = process.cpuUsage();
  const result = await job();
  const { user, system } = process.cpuUsage(before);
  return { ms: (user + system) / 1000, result };
}

async function load(dtype: Dtype) {
  const folder = await makeBundle(await checkpointOf(values.model), 'node', dtype);
  const options = await openModel({ model: folder, threads: 1 }, new AbortController().signal);
  const model = await loadModel(CAPTION_ROLES, options);
  const settings = { ...model.manifest.generation, method: 'nucleus', seed: 0 } as const;
  const pixels = await Promise.all(
    NAMES.map(async (name) => preprocess(await readPicture(sample(name)), model.manifest.image)),
  );
  const batching = { model, tokenizer: options.tokenizer, promptIds: promptIds(options), settings };
  return { model, batching, pixels };
}

type Loaded = Awaited<ReturnType<typeof load>>;

async function encodeAll({ model, pixels }: Loaded): Promise<SeededImage[]> {
  const images: SeededImage[] = [];
  for (const [seed, each] of pixels.entries()) images.push({ image: await encodeImage(model, each), seed });
  return images;
}

/** Token ids of each caption, in order. */
async function captionAll({ batching }: Loaded, images: readonly SeededImage[], size: number) {
  const ids: string[] = [];
  for (let first = 0; first < images.length; first += size) {
    const batch = images.slice(first, first + size) as [SeededImage, ...SeededImage[]];
    const captions = await captionBatch(batching, batch);
    ids.push(...captions.flat().map(({ tokenIds }) => tokenIds.join()));
  }
  return ids;
}

/** The first round warms up. The smallest time of each part, by picture. */
async function measure(dtype: Dtype): Promise<string[]> {
  const loaded = await load(dtype);
  const best = new Map<string, number>();
  const note = (part: string, ms: number) =>
    best.set(part, Math.min(ms / NAMES.length, best.get(part) ?? Infinity));
  let changed = 0;
  for (let round = 0; round <= ROUNDS; round++) {
    const { ms, result: images } = await processorTime(() => encodeAll(loaded));
    if (round > 0) note('encode', ms);
    const alone = await captionAll(loaded, images, 1);
    for (const size of SIZES) {
      const batch = await processorTime(() => captionAll(loaded, images, size));
      if (round > 0) note(`batch ${size}`, batch.ms);
      changed += batch.result.filter((ids, index) => ids !== alone[index]).length;
    }
    for (const { image } of images) image.dispose();
  }
  await loaded.model.sessions.release();
  const parts = ['encode', ...SIZES.map((size) => `batch ${size}`)];
  return [dtype, ...parts.map((part) => best.get(part)!.toFixed(1)), String(changed)];
}

const rows: string[][] = [];
for (const dtype of values.dtypes.split(',')) rows.push(await measure(dtype as Dtype));
const sizes = SIZES.map((size) => `decode, ${size} in a batch`);
console.log(markdownTable([values.model, 'encode', ...sizes, 'captions changed'], rows));

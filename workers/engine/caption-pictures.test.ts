import * as runtime from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import type { CaptionSettings } from '../../core/protocol/index.ts';
import { CHECKPOINTS } from '../../model-export/testing/memory.ts';
import { exported, readReference, readTensors } from '../../model-export/testing/reference.ts';
import { picturesPerBatch, type SeededImage } from './caption-pictures.ts';
import { returned } from './decode/generate.ts';
import { CAPTION_ROLES, createEngine, type Engine } from './engine.ts';
import { SettingsError } from './errors.ts';
import { loadModel } from './model.ts';
import { onProcessor } from './testing/engine-options.ts';
import { FakeRuntime, fakeBundle, fakeManifest } from './testing/fake-runtime.ts';
import { caption, load, NUCLEUS, PIXELS, wandering } from './testing/load-engine.ts';

const METHODS = ['nucleus', 'greedy', 'beam'] as const;

/** Each picture's pixels are its number. */
async function encodeAll(engine: Engine, pictures: readonly number[]): Promise<SeededImage[]> {
  const encode = async (picture: number) => ({
    image: await engine.encode(PIXELS.map(() => picture)),
    seed: picture,
  });
  return Promise.all(pictures.map(encode));
}

function disposeAll(images: readonly SeededImage[]): void {
  for (const { image } of images) image.dispose();
}

/** What `caption` gives of each picture alone, without its maps. */
async function oneByOne(engine: Engine, images: readonly SeededImage[], settings: CaptionSettings) {
  const captions = [];
  for (const { image, seed } of images) {
    const run = await returned(engine.caption(image, { ...settings, seed }));
    run.dispose();
    captions.push(run.captions.map(({ maps: _, ...plain }) => plain));
  }
  return captions;
}

describe('with the scripted model', () => {
  test.each(METHODS)('%s: as each picture alone, in more than one batch', async (method) => {
    const { engine, runtime } = await load(wandering);
    const images = await encodeAll(engine, [5, 3, 8, 1, 9, 2, 7, 4, 6, 5]);
    expect(images.length).toBeGreaterThan(engine.picturesPerBatch);
    const settings = { ...NUCLEUS, method };
    const captions = await engine.captionPictures(images, settings);
    expect(captions).toEqual(await oneByOne(engine, images, settings));
    disposeAll(images);
    expect(runtime.fedDisposed).toBe(0);
    expect([...runtime.present, ...runtime.features].every(({ location }) => location === 'none')).toBe(true);
  });

  test('a batch runs the decoder as often as its longest caption needs', async () => {
    const { engine, runtime } = await load(wandering);
    const images = await encodeAll(engine, [5, 3, 8]);
    const runsOf = async (job: () => Promise<unknown>) => {
      const before = runtime.runs;
      await job();
      return runtime.runs - before;
    };
    const alone = [];
    for (const image of images)
      alone.push(await runsOf(() => engine.captionPictures([image], { ...NUCLEUS, seed: 0 })));
    expect(await runsOf(() => engine.captionPictures(images, NUCLEUS))).toBe(Math.max(...alone));
    disposeAll(images);
  });

  test('a decoder of one picture takes them one after the other', async () => {
    const [several, single] = [await load(wandering), await load(wandering, { severalPictures: false })];
    expect(single.engine.picturesPerBatch).toBe(1);
    const images = await encodeAll(single.engine, [5, 3, 8]);
    const captions = await single.engine.captionPictures(images, NUCLEUS);
    const same = await encodeAll(several.engine, [5, 3, 8]);
    expect(captions).toEqual(await several.engine.captionPictures(same, NUCLEUS));
    disposeAll([...images, ...same]);
  });

  test.each([
    { size: 384, backend: 'wasm', pictures: 4 },
    { size: 480, backend: 'wasm', pictures: 3 },
    { size: 768, backend: 'wasm', pictures: 1 },
    { size: 384, backend: 'cpu', pictures: 8 },
    { size: 480, backend: 'cpu', pictures: 6 },
    { size: 768, backend: 'cpu', pictures: 2 },
  ] as const)('at base size on $backend, images of $size pixels: $pictures in a batch', async (each) => {
    const manifest = fakeManifest();
    manifest.architecture.text = { ...manifest.architecture.text, layers: 12, hiddenSize: 768 };
    manifest.image = { ...manifest.image, size: each.size, patchSize: 16 };
    const bundle = { ...fakeBundle(), manifest };
    const runtime = new FakeRuntime(wandering);
    const model = await loadModel(CAPTION_ROLES, { runtime, bundle, backend: each.backend });
    expect(picturesPerBatch(model)).toBe(each.pictures);
  });

  test('no picture needs no work', async () => {
    const { engine, runtime } = await load(wandering);
    expect(await engine.captionPictures([], NUCLEUS)).toEqual([]);
    expect(runtime.runs).toBe(0);
  });

  test('settings and seeds are checked before any work', async () => {
    const { engine, runtime } = await load(wandering);
    const images = await encodeAll(engine, [5]);
    const { runs } = runtime;
    const bad = [engine.captionPictures(images, { ...NUCLEUS, topP: 2 })];
    bad.push(engine.captionPictures([{ ...images[0]!, seed: -1 }], NUCLEUS));
    for (const attempt of bad) await expect(attempt).rejects.toBeInstanceOf(SettingsError);
    expect(runtime.runs).toBe(runs);
    disposeAll(images);
  });

  test('an abort between tokens ends the batch, and the engine goes on', async () => {
    const { engine, runtime } = await load(wandering);
    const images = await encodeAll(engine, [5, 3]);
    const stop = new AbortController();
    const { runs } = runtime;
    runtime.onRun = () => {
      if (runtime.runs === runs + 5) stop.abort(new Error('enough'));
    };
    await expect(engine.captionPictures(images, NUCLEUS, stop.signal)).rejects.toThrow('enough');
    expect(runtime.runs).toBe(runs + 5);
    expect(runtime.present.every(({ location }) => location === 'none')).toBe(true);
    disposeAll(images);
    const { run } = await caption(engine, NUCLEUS);
    expect(run.captions).toHaveLength(NUCLEUS.numCaptions);
  });

  test('a failure of the runtime rejects, and nothing is left', async () => {
    const { engine, runtime } = await load(wandering);
    const images = await encodeAll(engine, [5, 3]);
    runtime.failure = new Error('device lost');
    await expect(engine.captionPictures(images, NUCLEUS)).rejects.toThrow('device lost');
    expect(runtime.present.every(({ location }) => location === 'none')).toBe(true);
    disposeAll(images);
  });

  test('between two batches a watched picture gets its turn', async () => {
    const { engine } = await load(wandering);
    const threeBatches = Array.from({ length: 2 * engine.picturesPerBatch + 1 }, (_, picture) => picture);
    const images = await encodeAll(engine, threeBatches);
    const order: string[] = [];
    const folder = engine.captionPictures(images, NUCLEUS).then(() => order.push('folder'));
    const stage = caption(engine, NUCLEUS).then(() => order.push('stage'));
    await Promise.all([folder, stage]);
    expect(order).toEqual(['stage', 'folder']);
    disposeAll(images);
  });
});

describe.each(CHECKPOINTS)('%s on onnxruntime-node', (name) => {
  test.each(METHODS)('%s: pictures in a batch have the ids that each has alone', async (method) => {
    const engine = await createEngine(await onProcessor(runtime, await exported(`checkpoints/${name}`)));
    const tensor = await readTensors(name);
    const { pictures } = readReference<{ pictures: Record<string, unknown> }>(name);
    const images: SeededImage[] = [];
    for (const [index, picture] of Object.keys(pictures).entries()) {
      const pixels = await tensor(`${picture}/pixel_values`);
      for (const seed of [index, index + 10]) images.push({ image: await engine.encode(pixels), seed });
    }
    expect(engine.picturesPerBatch).toBeGreaterThan(1);
    const settings = { ...engine.manifest.generation, method, seed: 0, minLength: 3, maxLength: 20 };
    const together = await engine.captionPictures(images, settings);
    const alone = await oneByOne(engine, images, settings);
    const idsOf = (captions: typeof alone) => captions.map((each) => each.map(({ tokenIds }) => tokenIds));
    expect(idsOf(together)).toEqual(idsOf(alone));
    for (const [index, caption] of together.flat().entries())
      expect(caption.logProb).toBeCloseTo(alone.flat()[index]!.logProb, 4);
    disposeAll(images);
    await engine.dispose();
  });
});

/** The baseline writes the engine's captions. */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import * as runtime from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BundleError, MANIFEST_FILE } from '../../core/manifest/manifest.ts';
import { parseManifest } from '../../core/manifest/parse-manifest.ts';
import type { CaptionMethod, CaptionSettings } from '../../core/protocol/index.ts';
import { type ExportRequest, exportBaseline, readBaselineManifest } from '../../model-export/export.ts';
import {
  CHECKPOINTS,
  folderFiles,
  memorySink,
  REFERENCE,
  referenceCheckpoint,
} from '../../model-export/testing/memory.ts';
import { mixtureCheckpoint } from '../../model-export/testing/mixture.ts';
import { exported, readReference, readTensors } from '../../model-export/testing/reference.ts';
import { returned } from '../engine/decode/generate.ts';
import { createEngine, type Engine } from '../engine/index.ts';
import { onProcessor } from '../engine/testing/engine-options.ts';
import { baselineSubject } from './baseline.ts';

async function baselineExport(files: ExportRequest['files'], dtype: 'fp32' | 'fp16' = 'fp32') {
  const sink = memorySink();
  await exportBaseline({ files, id: 'test', dtype, sink });
  return { json: new TextDecoder().decode(sink.files.get(MANIFEST_FILE)), sink };
}

async function openBaseline(files: ExportRequest['files'], dtype?: 'fp32' | 'fp16') {
  const { json, sink } = await baselineExport(files, dtype);
  const bundle = {
    manifest: readBaselineManifest(json),
    read: async (name: string) => sink.files.get(name)!,
  };
  return baselineSubject(await onProcessor(runtime, bundle));
}

const architecture = (name: string) => folderFiles(path.join(REFERENCE, 'architectures', name));

describe.each(CHECKPOINTS)('%s', (name) => {
  let engine: Engine;
  let baseline: Awaited<ReturnType<typeof baselineSubject>>;
  const pictures = Object.keys(readReference<{ pictures: object }>(name).pictures);

  beforeAll(async () => {
    engine = await createEngine(await onProcessor(runtime, await exported(`checkpoints/${name}`)));
    baseline = await openBaseline(referenceCheckpoint(name));
  });
  afterAll(() => Promise.all([engine.dispose(), baseline.dispose()]));

  async function captionsOfEngine(pixels: Float32Array, settings: CaptionSettings): Promise<number[][]> {
    const image = await engine.encode(pixels);
    const run = await returned(engine.caption(image, settings));
    run.dispose();
    image.dispose();
    return run.captions.map(({ tokenIds }) => tokenIds);
  }

  test.each<CaptionMethod>(['greedy', 'nucleus', 'beam'])('writes the same captions: %s', async (method) => {
    const tensor = await readTensors(name);
    const settings = { ...engine.manifest.generation, method, seed: 3 };
    for (const picture of pictures) {
      const pixels = await tensor(`${picture}/pixel_values`);
      const captions = await baseline.caption(pixels, settings);
      const expected = await captionsOfEngine(pixels, settings);
      expect(captions).toEqual(expected);
    }
  });
});

test('weights in 16 bits are half the size, and change nothing where the checkpoint has 16 bits', async () => {
  const files = folderFiles(path.join(REFERENCE, 'formats/half-4-fp16'));
  const bytes = async (dtype: 'fp32' | 'fp16') => {
    const { sink } = await baselineExport(files, dtype);
    return sink.files.get('text_decoder.bin')!.byteLength;
  };
  expect(await bytes('fp16')).toBeLessThan(0.6 * (await bytes('fp32')));
  const pixels = await (await readTensors('half-4'))('scene/pixel_values');
  const results = await Promise.all(
    (['fp32', 'fp16'] as const).map(async (dtype) => {
      const baseline = await openBaseline(files, dtype);
      const { imageEmbeds } = await baseline.encode(pixels);
      const settings = { ...baseline.manifest.generation, method: 'greedy', seed: 0 } as const;
      return { ids: await baseline.caption(pixels, settings), imageEmbeds };
    }),
  );
  expect(results[1]).toEqual(results[0]);
});

test('of a captioner with its matcher only the captioner is exported', async () => {
  const { files } = await mixtureCheckpoint('shared');
  const { manifest } = await openBaseline(files);
  expect(Object.keys(manifest.graphs)).toEqual(['vision_encoder', 'text_decoder']);
});

test('a baseline is not read as a bundle, nor a bundle as a baseline', async () => {
  const { json } = await baselineExport(referenceCheckpoint('odd-9'));
  expect(() => parseManifest(json)).toThrow('is not a Blipscope bundle (format "blipscope-baseline")');
  const { manifest } = await exported('checkpoints/odd-9');
  expect(() => readBaselineManifest(JSON.stringify(manifest, null, 2))).toThrow(BundleError);
});

test.each(readdirSync(path.join(REFERENCE, 'architectures')))(
  '%s is not a captioner and cannot be exported as a baseline',
  async (name) => {
    await expect(baselineExport(architecture(name))).rejects.toThrow(
      'cannot be exported as a baseline. Choose a captioner.',
    );
  },
);

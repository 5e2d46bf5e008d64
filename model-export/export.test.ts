import { createHash } from 'node:crypto';
import * as ort from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { type GraphFiles, MANIFEST_FILE } from '../core/manifest/manifest.ts';
import { parseManifest } from '../core/manifest/parse-manifest.ts';
import { openCheckpoint } from './checkpoint/open.ts';
import { emitModel } from './emit.ts';
import { CheckpointError, exportBundle, UnsupportedDtypeError } from './export.ts';
import { readText } from './io/byte-source.ts';
import {
  CHECKPOINTS,
  type MemorySink,
  memorySink,
  referenceCheckpoint,
  withFiles,
} from './testing/memory.ts';
import { largestError } from './testing/reference.ts';
import { noise } from './testing/run-graph.ts';

type Request = Parameters<typeof exportBundle>[0];

async function exported(name: string, changes: Partial<Request> = {}): Promise<MemorySink> {
  const sink = memorySink();
  await exportBundle({
    files: referenceCheckpoint(name),
    id: `test/${name}`,
    target: 'node',
    dtype: 'fp32',
    sink,
    ...changes,
  });
  return sink;
}

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

describe.each(CHECKPOINTS)('%s', (name) => {
  test.each(['fp32', 'q8', 'q4'] as const)('%s: the manifest matches every file', async (dtype) => {
    const { files } = await exported(name, { dtype });
    const manifest = parseManifest(Buffer.from(files.get(MANIFEST_FILE)!).toString());
    expect(Object.keys(manifest.files).sort()).toEqual(
      [...files.keys()].filter((file) => file !== MANIFEST_FILE).sort(),
    );
    for (const [file, record] of Object.entries(manifest.files)) {
      expect(record).toEqual({ bytes: files.get(file)!.byteLength, sha256: sha256(files.get(file)!) });
    }
    for (const graph of Object.values(manifest.graphs)) {
      const sizes = [graph.file, ...graph.data].map((file) => files.get(file)!.byteLength);
      expect(graph.bytes).toBe(sizes.reduce((sum, size) => sum + size));
      expect(graph.sha256).toBe(sha256(files.get(graph.file)!));
    }
    const weights = await referenceCheckpoint(name).open('model.safetensors');
    expect(manifest.source.sha256).toBe(sha256(await weights.read(0, weights.size)));
  });

  test('the same checkpoint gives the same bytes', async () => {
    const [first, second] = [await exported(name, { dtype: 'q8' }), await exported(name, { dtype: 'q8' })];
    for (const [file, bytes] of first.files) expect(sha256(second.files.get(file)!)).toBe(sha256(bytes));
  });
});

test('stores identical tensors once: the bundle is about as large as its weights', async () => {
  const files = referenceCheckpoint('square-16');
  const weights = await files.open('model.safetensors');
  const { files: out } = await exported('square-16');
  const data = [...out]
    .filter(([name]) => name.endsWith('.bin'))
    .reduce((sum, [, bytes]) => sum + bytes.byteLength, 0);
  expect(data).toBeLessThan(weights.size);
});

describe('fp16 for WebGPU', () => {
  const half = () => exported('odd-9', { target: 'webgpu', dtype: 'fp16' });

  test('has a float32 twin of each graph, with the same data', async () => {
    const { files } = await half();
    const { graphs, fp32Fallback = {} } = parseManifest(Buffer.from(files.get(MANIFEST_FILE)!).toString());
    expect(Object.keys(fp32Fallback)).toEqual(['vision_encoder', 'cross_attention_kv', 'text_decoder']);
    for (const role of ['vision_encoder', 'cross_attention_kv', 'text_decoder'] as const) {
      expect(fp32Fallback[role]!.data).toEqual(graphs[role]!.data);
      expect(fp32Fallback[role]!.file).toBe(`${role}.in-float.onnx`);
    }
  });

  test('computes the same there', async () => {
    const { files } = await half();
    const manifest = parseManifest(Buffer.from(files.get(MANIFEST_FILE)!).toString());
    const { graphs, fp32Fallback = {}, image } = manifest;
    const dims = [1, 3, image.size, image.size];
    const pixel_values = new ort.Tensor('float32', noise(3 * image.size ** 2, 1), dims);
    const run = async ({ file, data }: GraphFiles) => {
      const externalData = data.map((path) => ({ path, data: files.get(path)! }));
      const session = await ort.InferenceSession.create(files.get(file)!, { externalData });
      return (await session.run({ pixel_values })).image_embeds!.data as Float32Array;
    };
    const [stored, floating] = [await run(graphs.vision_encoder!), await run(fp32Fallback.vision_encoder!)];
    expect(largestError(floating, stored)).toBeLessThan(1e-4);
    expect(fp32Fallback.text_decoder!.sha256).not.toBe(graphs.text_decoder!.sha256);
  });

  test('uses 16 bits only for tensors that are converted to float32 at load', async () => {
    const { graphs } = await emitModel(await openCheckpoint(referenceCheckpoint('odd-9')), {
      ...{ target: 'webgpu', dtype: 'fp16' },
    });
    const floating = graphs.filter(({ fp32Fallback }) => fp32Fallback);
    expect(floating.length).toBe(3);
    for (const { graph } of floating) {
      const uses = graph.nodes.filter(({ inputs }) => inputs.some((input) => input?.dtype === 'float16'));
      expect(uses.length).toBeGreaterThan(0);
      for (const { op, inputs } of uses) {
        expect([op, graph.initializers.has(inputs[0]!.name)]).toEqual(['Cast', true]);
      }
    }
  });

  test('no other dtype or target has them', async () => {
    for (const changes of [
      { target: 'node', dtype: 'fp16' },
      { target: 'webgpu', dtype: 'q8' },
    ] as const) {
      const { files } = await exported('odd-9', changes);
      expect(parseManifest(Buffer.from(files.get(MANIFEST_FILE)!).toString()).fp32Fallback).toBeUndefined();
    }
  });
});

test('limits default lengths to the positions of the model', async () => {
  const { files } = await exported('odd-9');
  const { generation, text } = parseManifest(Buffer.from(files.get(MANIFEST_FILE)!).toString());
  expect(text.maxPositions).toBe(26);
  expect(generation.maxLength).toBe(26);
});

test('progress ends at the total', async () => {
  const seen: [number, number][] = [];
  await exported('odd-9', { onProgress: (written, total) => void seen.push([written, total]) });
  expect(seen.length).toBeGreaterThan(10);
  expect(seen.at(-1)![0]).toBe(seen.at(-1)![1]);
});

test('an aborted export rejects with the reason and writes no manifest', async () => {
  const sink = memorySink();
  const stop = new AbortController();
  const onProgress = () => stop.abort(new Error('enough'));
  await expect(exported('odd-9', { sink, onProgress, signal: stop.signal })).rejects.toThrow('enough');
  expect(sink.files.has(MANIFEST_FILE)).toBe(false);
});

describe('refused with a reason', () => {
  const base = referenceCheckpoint('odd-9');
  const changed = async (edit: (config: Record<string, Record<string, unknown>>) => void) => {
    const config = JSON.parse(await readText(await base.open('config.json')));
    edit(config);
    return withFiles(base, { 'config.json': new TextEncoder().encode(JSON.stringify(config)) });
  };

  test('a missing file', async () => {
    const attempt = exported('odd-9', { files: withFiles(base, { 'model.safetensors': null }) });
    await expect(attempt).rejects.toThrow(CheckpointError);
    await expect(attempt).rejects.toThrow('has no weights: a model.safetensors');
  });

  test('a configuration of other weights', async () => {
    const files = await changed(({ text_config }) => {
      text_config!.intermediate_size = 13;
    });
    await expect(exported('odd-9', { files })).rejects.toThrow(
      /intermediate.dense.weight" has the shape \[\d+,\d+\], the configuration makes it \[13,/,
    );
  });

  test('a configuration with fewer layers than the weights', async () => {
    const files = await changed(({ vision_config }) => {
      vision_config!.num_hidden_layers = 1;
    });
    await expect(exported('odd-9', { files })).rejects.toThrow(
      'no place for: vision_model.encoder.layers.1.',
    );
  });

  test('a picture size that does not divide into patches', async () => {
    const files = await changed(({ vision_config }) => {
      vision_config!.image_size = 31;
    });
    await expect(exported('odd-9', { files })).rejects.toThrow('image_size 31 does not divide into patches');
  });

  test('an unsupported dtype', async () => {
    await expect(exported('odd-9', { target: 'wasm', dtype: 'fp16' })).rejects.toThrow(UnsupportedDtypeError);
  });
});

/** A captioner and a question answerer that see a picture alike become one bundle. */
import { describe, expect, test } from 'vitest';
import { answererManifest } from '../core/manifest/answerer.ts';
import { parseManifest } from '../core/manifest/parse-manifest.ts';
import { exportBaseline, exportBundle } from './export.ts';
import { inspectCheckpoint } from './inspect.ts';
import type { CheckpointFiles } from './io/byte-source.ts';
import { answererAlone, answererCheckpoint } from './testing/answerer.ts';
import { memorySink, withFiles } from './testing/memory.ts';

async function exported(files: CheckpointFiles, options = {}) {
  const sink = memorySink();
  const request = { files, id: 'test', target: 'node', dtype: 'fp32', sink, ...options } as const;
  return { sink, manifest: await exportBundle(request) };
}

const bytes = (text: string) => new TextEncoder().encode(text);

async function contents(files: CheckpointFiles, name: string): Promise<Uint8Array> {
  const source = await files.open(name);
  return source.read(0, source.size);
}

describe('an answerer’s folder in a captioner’s', () => {
  test('makes one bundle that captions and answers', async () => {
    const { manifest } = await exported(await answererCheckpoint());
    expect(manifest.capabilities).toEqual(['caption', 'answer']);
    expect(manifest.architecture.model).toBe('BlipForConditionalGeneration');
    expect(manifest.answerer!.architecture.model).toBe('BlipForQuestionAnswering');
    expect(Object.keys(manifest.answerer!.graphs)).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/vision_encoder|cross_attention_kv/)]),
    );
    expect(parseManifest(JSON.stringify(manifest))).toEqual(manifest);
  });

  test.each([
    ['node', 'fp32'],
    ['webgpu', 'fp16'],
  ] as const)('has the captioner’s bytes and the answerer’s, for %s in %s', async (target, dtype) => {
    const files = await answererCheckpoint();
    const captioner = withFiles(files, { 'answerer/config.json': null });
    const [both, ...apart] = await Promise.all(
      [files, captioner, answererAlone()].map((each) => exported(each, { target, dtype })),
    );
    const [alone, answerer] = apart.map(({ manifest }) => manifest.files);
    const { files: all } = both!.manifest;
    expect(all).toMatchObject(alone!);
    const shared = /^(vision_encoder|cross_attention_kv)\b/;
    // Names in the graphs differ, the weights and the words do not.
    const own = Object.keys(answerer!).filter((name) => !shared.test(name) && !name.endsWith('.onnx'));
    expect(own.length).toBeGreaterThan(3);
    for (const name of own) expect(all[`answerer.${name}`], name).toEqual(answerer![name]);
    expect(Object.keys(all).filter((name) => /vision|cross_attention/.test(name) && !alone![name])).toEqual(
      [],
    );
  });

  test('reads as a manifest of its own', async () => {
    const files = await answererCheckpoint();
    const request = { target: 'webgpu', dtype: 'fp16' } as const;
    const [both, alone] = await Promise.all([exported(files, request), exported(answererAlone(), request)]);
    const { manifest } = both;
    const { architecture, text, image, capabilities, graphs, fp32Fallback } = answererManifest(manifest);
    expect({ architecture, image, capabilities }).toEqual({
      architecture: alone.manifest.architecture,
      image: alone.manifest.image,
      capabilities: ['answer'],
    });
    expect(text).toEqual({ ...alone.manifest.text, tokenizer: 'answerer.tokenizer.json' });
    expect(Object.keys(graphs).sort()).toEqual(Object.keys(alone.manifest.graphs).sort());
    expect(Object.keys(fp32Fallback!).sort()).toEqual(Object.keys(alone.manifest.fp32Fallback!).sort());
    expect(graphs.cross_attention_kv).toEqual(manifest.graphs.cross_attention_kv);
    expect(graphs.text_decoder).not.toEqual(manifest.graphs.text_decoder);
    expect(answererManifest(alone.manifest)).toBe(alone.manifest);
  });

  test('gives the same bundle if it has all of the answerer’s tensors', async () => {
    const files = await answererCheckpoint();
    const whole = await contents(answererAlone(), 'model.safetensors');
    const [lean, full] = await Promise.all([
      exported(files),
      exported(withFiles(files, { 'answerer/model.safetensors': whole })),
    ]);
    expect(full.manifest.files).toEqual(lean.manifest.files);
    expect(full.manifest.source.sha256).not.toBe(lean.manifest.source.sha256);
  });

  test('is inspected without reading weights, and left out of the baseline', async () => {
    const files = await answererCheckpoint();
    const captioner = withFiles(files, { 'answerer/config.json': null });
    const [both, alone] = await Promise.all(
      [files, captioner].map((each) => inspectCheckpoint(each, { target: 'wasm' })),
    );
    expect(both!.capabilities).toEqual(['caption', 'answer']);
    expect(both!.bundleBytes.q8! / alone!.bundleBytes.q8!).toBeGreaterThan(1.5);
    const baseline = { files, id: 'test', dtype: 'fp16', sink: memorySink() } as const;
    expect(await exportBaseline(baseline)).not.toHaveProperty('answerer');
  });

  test('tells how much is written of all', async () => {
    const seen: number[][] = [];
    await exported(await answererCheckpoint(), { onProgress: (...each: number[]) => seen.push(each) });
    expect(new Set(seen.map(([, total]) => total)).size).toBe(1);
    expect(seen.at(-1)![0]).toBe(seen.at(-1)![1]);
  });
});

/** Inverts a bit of a tensor's first byte. */
async function changed(file: Uint8Array, key: string): Promise<Uint8Array> {
  const copy = file.slice();
  const length = Number(new DataView(copy.buffer).getBigUint64(0, true));
  const header: Record<string, { data_offsets: [number, number] }> = JSON.parse(
    new TextDecoder().decode(copy.subarray(8, 8 + length)),
  );
  copy[8 + length + header[key]!.data_offsets[0]]! ^= 1;
  return copy;
}

describe('an answerer that does not fit is refused', () => {
  const config = async (from: string, to: string) => {
    const json = new TextDecoder().decode(await contents(answererAlone(), 'config.json'));
    return bytes(json.replace(from, to));
  };
  const withOther = async (key: string) => changed(await contents(answererAlone(), 'model.safetensors'), key);

  test.each([
    ['no weights', { 'model.safetensors': null }, 'There is an answerer/config.json and no answerer/model'],
    [
      'no tokenizer',
      { 'tokenizer.json': null, 'vocab.txt': null },
      'has neither tokenizer.json nor vocab.txt',
    ],
    [
      'another captioner',
      { 'config.json': () => config('BlipForQuestionAnswering', 'BlipForConditionalGeneration') },
      'answerer/config.json is of a BlipForConditionalGeneration next to a BlipForConditionalGeneration',
    ],
    [
      'other heads',
      { 'config.json': () => config('"num_attention_heads": 4', '"num_attention_heads": 8') },
      'answerer/config.json describes another text tower',
    ],
    [
      'another vision tower',
      { 'model.safetensors': () => withOther('vision_model.post_layernorm.bias') },
      'answerer/model.safetensors has another "vision_model.post_layernorm.bias" than the captioner',
    ],
    [
      'other keys',
      {
        'model.safetensors': () => withOther('text_encoder.encoder.layer.1.crossattention.self.key.weight'),
      },
      'has another "text_encoder.encoder.layer.1.crossattention.self.key.weight" than the captioner',
    ],
  ])('%s', async (_, changes, message) => {
    const made = Object.entries(changes).map(
      async ([name, make]) => [`answerer/${name}`, make && (await make())] as const,
    );
    const files = withFiles(await answererCheckpoint(), Object.fromEntries(await Promise.all(made)));
    await expect(exported(files)).rejects.toThrow(message);
  });

  test('a tensor that is missing', async () => {
    const files = await answererCheckpoint();
    const file = await contents(files, 'answerer/model.safetensors');
    const name = 'text_encoder.embeddings.LayerNorm.weight';
    const text = new TextDecoder('latin1').decode(file);
    const renamed = Uint8Array.from(text.replace(name, name.replace('weight', 'wieght')), (c) =>
      c.charCodeAt(0),
    );
    await expect(exported(withFiles(files, { 'answerer/model.safetensors': renamed }))).rejects.toThrow(name);
  });
});

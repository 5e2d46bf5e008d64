/** Every checkpoint format gives the same bundle as its twin: the same graphs with the same numbers. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as ort from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import type { BundleManifest } from '../core/manifest/manifest.ts';
import { readSafetensors } from './checkpoint/safetensors.ts';
import { exportBundle } from './export.ts';
import { bytesSource, readText } from './io/byte-source.ts';
import {
  folderFiles,
  type MemorySink,
  memorySink,
  REFERENCE,
  referenceCheckpoint,
  withFiles,
} from './testing/memory.ts';

interface Original {
  file: string;
  twin: string | null;
  architecture: string;
  headsOf64: boolean;
  heads: { vision: number; text: number };
  values: string;
}

const originals: Original[] = JSON.parse(readFileSync(path.join(REFERENCE, 'values/originals.json'), 'utf8'));

type Request = Parameters<typeof exportBundle>[0];

async function exported(files: Request['files'], options: Partial<Request> = {}) {
  const sink = memorySink();
  const manifest = await exportBundle({ files, id: 'test', target: 'node', dtype: 'fp32', sink, ...options });
  return { sink, manifest };
}

const folder = (name: string) => folderFiles(path.join(REFERENCE, name));

async function reference(values: string, key: string): Promise<Float32Array> {
  const bytes = new Uint8Array(readFileSync(path.join(REFERENCE, `values/${values}.safetensors`)));
  const tensor = (await readSafetensors(bytesSource(bytes), values)).find(({ name }) => name === key)!;
  return new Float32Array((await tensor.read()).slice().buffer);
}

async function imageEmbeds(
  sink: MemorySink,
  manifest: BundleManifest,
  pixels: Float32Array,
): Promise<Float32Array> {
  const { file, data } = manifest.graphs.vision_encoder!;
  const externalData = data.map((name) => ({ path: name, data: sink.files.get(name)! }));
  const session = await ort.InferenceSession.create(sink.files.get(file)!, { externalData });
  const size = manifest.image.size;
  const output = await session.run({ pixel_values: new ort.Tensor('float32', pixels, [1, 3, size, size]) });
  return output.image_embeds!.data as Float32Array;
}

function largestDifference(a: Float32Array, b: Float32Array): number {
  expect(a.length).toBe(b.length);
  return a.reduce((max, value, i) => Math.max(max, Math.abs(value - b[i]!)), 0);
}

/** fp32 bundles against PyTorch in fp32. */
const TOLERANCE = 1e-4;

describe('files of the hub', () => {
  test.each(['half-4-fp16', 'half-4-bf16', 'half-4-bin', 'half-4-sharded', 'half-4-bin-sharded'])(
    '%s gives the reference values',
    async (name) => {
      const { sink, manifest } = await exported(folder(`formats/${name}`));
      const got = await imageEmbeds(sink, manifest, await reference('half-4', 'scene/pixel_values'));
      expect(largestDifference(got, await reference('half-4', 'scene/image_embeds'))).toBeLessThan(TOLERANCE);
    },
  );

  test('all of them give the same bundle', async () => {
    const bundles = await Promise.all(
      ['half-4-bin', 'half-4-sharded', 'half-4-bin-sharded'].map(
        async (name) => (await exported(folder(`formats/${name}`))).manifest.files,
      ),
    );
    expect(bundles[1]).toEqual(bundles[0]);
    expect(bundles[2]).toEqual(bundles[0]);
  });
});

describe('original files, without a configuration', () => {
  test.each(originals)('$file: $architecture', async ({ file, architecture, values, headsOf64, heads }) => {
    const notes: string[] = [];
    const options = { onInferred: (lines: readonly string[]) => void notes.push(...lines) };
    const { sink, manifest } = await exported(
      folder(path.dirname(file)),
      headsOf64 ? options : { ...options, heads },
    );
    expect(manifest.architecture.model).toBe(architecture);
    expect(notes[0]).toBe(`model: ${architecture}`);
    const got = await imageEmbeds(sink, manifest, await reference(values, 'scene/pixel_values'));
    expect(largestDifference(got, await reference(values, 'scene/image_embeds'))).toBeLessThan(TOLERANCE);
  });

  test('have the special tokens of their vocabulary, followed by [DEC] and [ENC]', async () => {
    const { sink, manifest } = await exported(folder('originals/heads-of-64'));
    const tokens: { id: number; content: string }[] = JSON.parse(
      Buffer.from(sink.files.get('tokenizer.json')!).toString(),
    ).added_tokens;
    const content = (id: number) => tokens.find((token) => token.id === id)?.content;
    const { bosId, encId, eosId, padId } = manifest.text;
    expect([bosId, encId, eosId, padId].map(content)).toEqual(['[DEC]', '[ENC]', '[SEP]', '[PAD]']);
  });

  test('need a configuration if the head size is not 64', async () => {
    await expect(exported(folder('originals/half-4'))).rejects.toThrow(
      "does not divide into heads of 64, as BLIP's do. Put the model's config.json next to the weights.",
    );
  });

  test('need a vocabulary', async () => {
    const files = withFiles(folder('originals/heads-of-64'), { 'vocab.txt': null });
    await expect(exported(files)).rejects.toThrow('Put vocab.txt of bert-base-uncased next to them.');
  });
});

describe('matchers and answerers', () => {
  test.each([
    ['matcher-9', ['match', 'contrast']],
    ['matcher-16', ['match', 'contrast']],
    ['contrast-4', ['contrast']],
    ['vqa-9', ['answer']],
    ['vqa-4', ['answer']],
  ])('%s can %j', async (name, capabilities) => {
    const { manifest } = await exported(folder(`architectures/${name}`));
    expect(manifest.capabilities).toEqual(capabilities);
  });

  test('share tensors between graphs', async () => {
    const { manifest } = await exported(folder('architectures/matcher-9'));
    expect(manifest.graphs.text_features!.data).toContain('matcher.bin');
  });
});

test.each([24, 40])(
  'interpolates position embeddings to pictures of %i px like the reference',
  async (size) => {
    const base = referenceCheckpoint('square-16');
    const config = JSON.parse(await readText(await base.open('config.json')));
    config.vision_config.image_size = size;
    const files = withFiles(base, {
      'config.json': new TextEncoder().encode(JSON.stringify(config)),
      'preprocessor_config.json': null,
    });
    const { sink, manifest } = await exported(files);
    const got = await imageEmbeds(
      sink,
      manifest,
      await reference('square-16', `interpolated/${size}/pixel_values`),
    );
    const want = await reference('square-16', `interpolated/${size}/image_embeds`);
    expect(largestDifference(got, want)).toBeLessThan(TOLERANCE);
  },
);

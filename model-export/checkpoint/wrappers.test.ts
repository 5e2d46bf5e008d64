/** Checkpoints as training and downloads leave them: read to the same bundle, or refused with what they are. */
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { exportBundle } from '../export.ts';
import type { CheckpointFiles } from '../io/byte-source.ts';
import { folderFiles, memorySink, REFERENCE, referenceCheckpoint, withFiles } from '../testing/memory.ts';
import { type Part, safetensors } from '../testing/safetensors.ts';
import { readPyTorch } from './pytorch/read.ts';
import { readSafetensors, type StoredTensor } from './safetensors.ts';

const encode = (text: string) => new TextEncoder().encode(text);

async function bundleOf(files: CheckpointFiles) {
  const { files: written } = await exportBundle({
    files,
    id: 'test',
    target: 'node',
    dtype: 'fp32',
    sink: memorySink(),
  });
  return written;
}

async function partsOf(stored: readonly StoredTensor[]): Promise<Part[]> {
  return Promise.all(stored.map(async ({ read, ...tensor }) => ({ ...tensor, bytes: await read() })));
}

const hub = referenceCheckpoint('odd-9');
const original = folderFiles(path.join(REFERENCE, 'originals/heads-of-64'));
const ORIGINAL = 'heads-of-64.pth';
let hubParts: Part[];
let originalParts: Part[];
beforeAll(async () => {
  hubParts = await partsOf(await readSafetensors(await hub.open('model.safetensors'), 'hub'));
  originalParts = await partsOf(await readPyTorch(await original.open(ORIGINAL), 'original'));
});

type Rename = (name: string) => string;
const renamed = (parts: readonly Part[], rename: Rename) =>
  safetensors(parts.map((part) => ({ ...part, name: rename(part.name) })));

describe('names that differ in wrappers only give the same bundle', () => {
  test.each<[string, Rename]>([
    ['DataParallel', (name) => `module.${name}`],
    ['torch.compile', (name) => `_orig_mod.${name}`],
    ['Lightning', (name) => `model.${name}`],
    ['peft after merging', (name) => `base_model.model.${name}`],
    ['an attribute of any name', (name) => `trainer.blip.${name}`],
    ['several at once', (name) => `model.module._orig_mod.${name}`],
    ['a part that is compiled', (name) => name.replace('text_decoder.', 'text_decoder._orig_mod.')],
    ['FSDP', (name) => name.replace('.encoder.', '.encoder._fsdp_wrapped_module.')],
  ])('%s', async (_, rename) => {
    const ofHub = withFiles(hub, { 'model.safetensors': renamed(hubParts, rename) });
    expect(await bundleOf(ofHub)).toEqual(await bundleOf(hub));
    const files = { [ORIGINAL]: null, 'model.safetensors': renamed(originalParts, rename) };
    expect(await bundleOf(withFiles(original, files))).toEqual(await bundleOf(original));
  });
});

test('a file called .ckpt is read', async () => {
  const source = await original.open(ORIGINAL);
  const files = { [ORIGINAL]: null, 'epoch=3-step=10.ckpt': await source.read(0, source.size) };
  expect(await bundleOf(withFiles(original, files))).toEqual(await bundleOf(original));
});

test('weights in 64 bits are read', async () => {
  const wide = hubParts.map((part) => {
    const floats = new Float32Array(Uint8Array.from(part.bytes).buffer);
    return { ...part, dtype: 'F64', bytes: new Uint8Array(Float64Array.from(floats).buffer) };
  });
  const files = withFiles(hub, { 'model.safetensors': safetensors(wide) });
  expect(await bundleOf(files)).toEqual(await bundleOf(hub));
});

test('files of a Trainer next to the weights are no weights', async () => {
  const others = {
    'training_args.bin': encode('x'),
    'optimizer.pt': encode('x'),
    'rng_state_0.pth': encode('x'),
  };
  expect(await bundleOf(withFiles(original, others))).toEqual(await bundleOf(original));
});

const SHARDED = 'formats/half-4-sharded';
const INDEX = 'model.safetensors.index.json';

test.each(['text_decoder.cls.predictions.decoder.weight', 'text_decoder.cls.predictions.decoder.bias'])(
  'an index may list %s, which is tied and not stored',
  async (key) => {
    const files = folderFiles(path.join(REFERENCE, SHARDED));
    const source = await files.open(INDEX);
    const index = JSON.parse(new TextDecoder().decode(await source.read(0, source.size)));
    index.weight_map[key] = Object.values(index.weight_map)[0];
    const listed = withFiles(files, { [INDEX]: encode(JSON.stringify(index)) });
    expect(await bundleOf(listed)).toEqual(await bundleOf(files));
  },
);

describe('what is not a model that can be read is called what it is', () => {
  const weights = (bytes: Uint8Array) => ({ 'model.safetensors': bytes });
  const without = (name: string) => ({ 'model.safetensors': null, [name]: encode('x') });
  const LFS = encode('version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n');
  const WEB = encode('<!DOCTYPE html>\n<html><body>Not found</body></html>');
  test.each<[string, () => Record<string, Uint8Array | null>, string]>([
    ['a pointer of Git LFS', () => weights(LFS), 'model.safetensors is a pointer of Git LFS'],
    ['a web page', () => weights(WEB), 'model.safetensors is a web page'],
    [
      'a configuration that is a pointer',
      () => ({ 'config.json': LFS }),
      'config.json is a pointer of Git LFS',
    ],
    ['a tokenizer that is a web page', () => ({ 'tokenizer.json': WEB }), 'tokenizer.json is a web page'],
    ['an adapter by its file', () => without('adapter_model.safetensors'), 'This is an adapter (LoRA'],
    [
      'an adapter by its names',
      () =>
        weights(renamed(hubParts, (name) => `base_model.model.${name.replace('query.', 'query.lora_A.')}`)),
      'merge_and_unload()',
    ],
    ['TensorFlow', () => without('tf_model.h5'), "The weights are TensorFlow's only"],
    ['Flax', () => without('flax_model.msgpack'), "The weights are Flax's only"],
    [
      'int8',
      () => weights(safetensors(hubParts.map((part) => ({ ...part, dtype: 'I32' })))),
      'the weights are quantized',
    ],
    [
      'a type of 8 bits',
      () => weights(safetensors(hubParts.map((part) => ({ ...part, dtype: 'F8_E4M3' })))),
      'holds F8_E4M3. Save the model again in float32',
    ],
    [
      'NLVR',
      () =>
        weights(renamed(hubParts, (name) => name.replace('crossattention.self.', 'crossattention.self0.'))),
      'compares two pictures',
    ],
    [
      'a model with its average',
      () => {
        const all = ['model.', 'ema.'].flatMap((prefix) =>
          hubParts.map((part) => ({ ...part, name: prefix + part.name })),
        );
        return weights(safetensors(all));
      },
      'holds more than one model, under "model." and "ema."',
    ],
  ])('%s', async (_, change, message) => {
    const refusal = bundleOf(withFiles(hub, change()));
    await expect(refusal).rejects.toThrow(message);
    await expect(refusal).rejects.not.toThrow(/Is config\.json the one|Download it again/);
  });
});

/** A captioner and a matcher with one vision tower become one bundle. */
import { describe, expect, test } from 'vitest';
import { exportBundle } from './export.ts';
import { inspectCheckpoint } from './inspect.ts';
import type { CheckpointFiles } from './io/byte-source.ts';
import { memorySink, withFiles } from './testing/memory.ts';
import { mixtureCheckpoint } from './testing/mixture.ts';

async function exported(files: CheckpointFiles, heads?: { vision: number; text: number }) {
  const sink = memorySink();
  const request = { files, id: 'test', target: 'node', dtype: 'fp32', sink, heads } as const;
  return { sink, manifest: await exportBundle(request) };
}

const bytesOf = ({ files }: { files: Record<string, { bytes: number }> }) =>
  Object.values(files).reduce((sum, { bytes }) => sum + bytes, 0);

describe('captioner and matcher in one folder', () => {
  test('can caption, match and contrast, with one vision tower and one set of keys and values', async () => {
    const { files } = await mixtureCheckpoint('shared');
    const { manifest } = await exported(files);
    expect(manifest.capabilities).toEqual(['caption', 'match', 'contrast']);
    const roles = Object.keys(manifest.graphs);
    expect(roles).toEqual(
      expect.arrayContaining(['text_decoder', 'matcher', 'image_features', 'text_features']),
    );
    expect(roles.filter((role) => /^vision_encoder|_kv$/.test(role))).toEqual([
      'vision_encoder',
      'cross_attention_kv',
    ]);
    expect(manifest.architecture.model).toBe('BLIP_Pretrain');
  });

  test('store shared tensors once', async () => {
    const { files } = await mixtureCheckpoint('shared');
    const { manifest } = await exported(files);
    expect(manifest.graphs.matcher!.data).toContain('text_decoder.bin');
    // The matcher's own tensors: three layers' queries and keys, [32,32] and [32].
    const own = manifest.files['matcher.bin']!.bytes;
    expect(own).toBeGreaterThan(0);
    expect(own).toBeLessThan(3 * 2 * (4 * 32 * 32 + 2 * 64 * 4) + 1024);
  });

  test('have separate keys and values if their weights differ', async () => {
    const { files } = await mixtureCheckpoint('own');
    const { manifest } = await exported(files);
    expect(manifest.graphs).toHaveProperty('matcher_kv');
    expect(manifest.graphs.matcher_kv!.data).toContain('cross_attention_kv.bin');
  });

  test('give the same bundle if the folder has all of the matcher’s tensors', async () => {
    const { files, oneFile } = await mixtureCheckpoint('shared');
    const redundant = withFiles(files, {
      'matcher/model.safetensors': await bytesIn(oneFile, 'model.safetensors', /^text_decoder\./),
    });
    const [lean, full] = await Promise.all([exported(files), exported(redundant)]);
    expect(full.manifest.files).toEqual(lean.manifest.files);
  });

  test('are inspected without reading weights', async () => {
    const { files } = await mixtureCheckpoint('shared');
    const { manifest } = await exported(files);
    const { capabilities, bundleBytes } = await inspectCheckpoint(files, { target: 'node' });
    expect(capabilities).toEqual(manifest.capabilities);
    expect(bundleBytes.fp32! / bytesOf(manifest)).toBeGreaterThan(0.4);
    expect(bundleBytes.fp32! / bytesOf(manifest)).toBeLessThan(1);
  });

  test.each([
    [
      'no weights',
      { 'matcher/model.safetensors': null },
      'There is a matcher/config.json and no matcher/model.safetensors.',
    ],
    [
      'another captioner',
      { 'matcher/config.json': 'captioner' },
      'matcher/config.json is of a BlipForConditionalGeneration next to a BlipForConditionalGeneration',
    ],
    [
      'another width',
      { 'matcher/config.json': 'wider' },
      'matcher/config.json describes another text tower than config.json.',
    ],
    [
      'a separate vision tower',
      { 'matcher/model.safetensors': 'other vision' },
      'matcher/model.safetensors has another "vision_model.',
    ],
  ])('%s is refused', async (_, change, message) => {
    const { files, oneFile } = await mixtureCheckpoint('shared');
    const config = await text(files, 'matcher/config.json');
    const made: Record<string, Uint8Array> = {
      captioner: encode(config.replace('BlipForImageTextRetrieval', 'BlipForConditionalGeneration')),
      wider: encode(config.replace('"hidden_size": 32', '"hidden_size": 64')),
      'other vision': await bytesIn(oneFile, 'model.safetensors', /^text_decoder\./, /^vision_model\./),
    };
    const changes = Object.entries(change).map(([name, what]) => [name, what ? made[what]! : null] as const);
    await expect(exported(withFiles(files, Object.fromEntries(changes)))).rejects.toThrow(message);
  });
});

test('a pre-training file with both models gives the same weights', async () => {
  const { files, oneFile } = await mixtureCheckpoint('shared');
  const [folder, file] = [await exported(files), await exported(oneFile, { vision: 3, text: 4 })];
  expect(file.manifest.capabilities).toEqual(folder.manifest.capabilities);
  const weights = ({ files: all }: typeof file.manifest) =>
    Object.fromEntries(Object.entries(all).filter(([name]) => name.endsWith('.bin')));
  expect(weights(file.manifest)).toEqual(weights(folder.manifest));
});

const encode = (json: string) => new TextEncoder().encode(json);

async function text(files: CheckpointFiles, name: string): Promise<string> {
  const source = await files.open(name);
  return new TextDecoder().decode(await source.read(0, source.size));
}

/** A file's bytes without some tensors, and with the first byte of others changed. */
async function bytesIn(
  files: CheckpointFiles,
  name: string,
  without: RegExp,
  changed = /^$/,
): Promise<Uint8Array> {
  const source = await files.open(name);
  const bytes = (await source.read(0, source.size)).slice();
  const view = new DataView(bytes.buffer);
  const length = Number(view.getBigUint64(0, true));
  const header: Record<string, { data_offsets: [number, number] }> = JSON.parse(
    new TextDecoder().decode(bytes.subarray(8, 8 + length)),
  );
  for (const [key, { data_offsets }] of Object.entries(header)) {
    if (without.test(key)) delete header[key];
    else if (changed.test(key)) bytes[8 + length + data_offsets[0]]! ^= 1;
  }
  const json = JSON.stringify(header).padEnd(length, ' ');
  bytes.set(new TextEncoder().encode(json), 8);
  return bytes;
}

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { folderFiles, withFiles } from '../testing/memory.ts';
import { readSharded } from './sharded.ts';

const FOLDER = path.resolve(import.meta.dirname, '../testing/fixtures/sharded');
const EXPECTED: Record<string, { dtype: string; shape: number[]; hex: string }> = JSON.parse(
  readFileSync(path.join(FOLDER, 'expected.json'), 'utf8'),
);
const SAFETENSORS_INDEX = 'model.safetensors.index.json';
const FIRST = 'model-00001-of-00002.safetensors';
const SECOND = 'model-00002-of-00002.safetensors';
const safetensors = folderFiles(path.join(FOLDER, 'safetensors'));

test.each([
  ['safetensors', SAFETENSORS_INDEX],
  ['bin', 'pytorch_model.bin.index.json'],
])('lists the tensors of %s parts', async (folder, index) => {
  const tensors = await readSharded(folderFiles(path.join(FOLDER, folder)), index);
  const entries = tensors.map(async ({ name, dtype, shape, read }) => [
    name,
    { dtype, shape, hex: Buffer.from(await read()).toString('hex') },
  ]);
  expect(Object.fromEntries(await Promise.all(entries))).toEqual(EXPECTED);
});

const WEIGHT_MAP = {
  'layer.0.weight': FIRST,
  'layer.1.weight': FIRST,
  'layer.2.weight': SECOND,
  'layer.3.weight': SECOND,
};

function withIndex(index: unknown, changes: Record<string, Uint8Array | null> = {}) {
  const text = typeof index === 'string' ? index : JSON.stringify(index);
  return withFiles(safetensors, { [SAFETENSORS_INDEX]: new TextEncoder().encode(text), ...changes });
}
const mapped = (changes: Record<string, unknown>, files: Record<string, Uint8Array | null> = {}) =>
  withIndex({ weight_map: { ...WEIGHT_MAP, ...changes } }, files);

describe('index and parts must agree', () => {
  test('as they do here', async () => {
    expect(await readSharded(mapped({}), SAFETENSORS_INDEX)).toHaveLength(4);
  });

  test.each([
    [
      'no index',
      withFiles(safetensors, { [SAFETENSORS_INDEX]: null }),
      'missing-file',
      /has no model.safetensors.index.json/,
    ],
    [
      'a missing part',
      mapped({}, { [SECOND]: null }),
      'missing-file',
      /names the file model-00002.*, which is not there/,
    ],
    [
      'a part outside the folder',
      mapped({ x: '../secret.safetensors' }),
      'missing-file',
      /\.\.\/secret.safetensors, which is not there/,
    ],
    [
      'a tensor that no part has',
      mapped({ x: FIRST }),
      'damaged-file',
      /00001.* is damaged: .* says it holds "x"/,
    ],
    [
      'a tensor in the other part',
      mapped({ 'layer.0.weight': SECOND }),
      'damaged-file',
      /00002.* is damaged: .* says it holds "layer.0.weight"/,
    ],
    [
      'a tensor missing in the index',
      withIndex({ weight_map: { 'layer.0.weight': FIRST } }),
      'damaged-file',
      /does not say that .*00001.* holds "layer.1.weight"/,
    ],
    [
      'a part of another kind',
      mapped({ x: 'vocab.txt' }, { 'vocab.txt': new Uint8Array(3) }),
      'unsupported-file',
      /names the file vocab.txt/,
    ],
    [
      'a damaged part',
      mapped({}, { [FIRST]: new Uint8Array(9) }),
      'damaged-file',
      /00001.*header is not a JSON object/,
    ],
    ['a number for a file', mapped({ x: 3 }), 'damaged-file', /names no file for "x"/],
    ['an empty map', withIndex({ weight_map: {} }), 'damaged-file', /weight_map is empty/],
    ['a list for a map', withIndex({ weight_map: [FIRST] }), 'damaged-file', /has no weight_map/],
    ['no map', withIndex({}), 'damaged-file', /has no weight_map/],
    ['null', withIndex('null'), 'damaged-file', /has no weight_map/],
    ['no JSON', withIndex('{"weight_map"'), 'damaged-file', /not a JSON text/],
    [
      'no UTF-8',
      withIndex('', { [SAFETENSORS_INDEX]: Uint8Array.of(0xff) }),
      'damaged-file',
      /not a JSON text/,
    ],
    [
      '17 MB',
      withIndex('', { [SAFETENSORS_INDEX]: new Uint8Array(17 * 2 ** 20) }),
      'damaged-file',
      /the limit is 16777216/,
    ],
  ])('not with %s', async (_, files, code, message) => {
    const reading = readSharded(files, SAFETENSORS_INDEX);
    await expect(reading).rejects.toMatchObject({ name: 'CheckpointError', code });
    await expect(reading).rejects.toThrow(message);
  });

  test('a tensor may be called __proto__', async () => {
    const files = withIndex(`{"weight_map": {"__proto__": "${FIRST}"}}`);
    await expect(readSharded(files, SAFETENSORS_INDEX)).rejects.toThrow(/says it holds "__proto__"/);
  });
});

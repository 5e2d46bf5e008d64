/** The bytes that an export reads of a checkpoint. */
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Dtype, Target } from '../core/dtypes.ts';
import { exportBundle } from './export.ts';
import type { CheckpointFiles } from './io/byte-source.ts';
import { folderFiles, memorySink, REFERENCE } from './testing/memory.ts';
import { mixtureCheckpoint } from './testing/mixture.ts';

const KINDS: [Target, Dtype][] = [
  ['node', 'fp32'],
  ['wasm', 'q8'],
  ['webgpu', 'q8'],
  ['webgpu', 'fp16'],
  ['wasm', 'q4'],
];

/** Counts how often each byte of each file is read, with known or unknown hashes. */
async function readsOf(files: CheckpointFiles, [target, dtype]: [Target, Dtype], hashesKnown = true) {
  const reads = new Map<string, Uint8Array>();
  const counting: CheckpointFiles = {
    list: () => files.list(),
    sha256: () => (hashesKnown ? '0'.repeat(64) : null),
    open: async (name) => {
      const source = await files.open(name);
      const counts = reads.get(name) ?? new Uint8Array(source.size);
      reads.set(name, counts);
      const read = (start: number, end: number) => {
        for (let at = start; at < end; at++) counts[at]!++;
        return source.read(start, end);
      };
      return { size: source.size, read };
    },
  };
  await exportBundle({ files: counting, id: 'test', target, dtype, sink: memorySink() });
  return reads;
}

/** The tensors of a safetensors file that were read more than once. */
async function readAgain(files: CheckpointFiles, name: string, counts: Uint8Array): Promise<string[]> {
  const source = await files.open(name);
  const bytes = await source.read(0, source.size);
  const start = 8 + Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  const header: Record<string, { data_offsets: [number, number] }> = JSON.parse(
    new TextDecoder().decode(bytes.subarray(8, start)),
  );
  const spans = Object.entries(header).flatMap(([key, { data_offsets: span }]) =>
    span ? [{ key, begin: start + span[0], end: start + span[1] }] : [],
  );
  return [{ key: 'header', begin: 0, end: start }, ...spans]
    .filter(({ begin, end }) => counts.subarray(begin, end).some((count) => count > 1))
    .map(({ key }) => key);
}

/** Its file holds both of each tied pair, which are compared before one is written. */
const COMPARED = ['text_decoder.bert.embeddings.word_embeddings.weight', 'text_decoder.cls.predictions.bias'];

// Models whose heads are padded for the decoder's cache are not among them: Grad-CAM reads those matrices as they are.
describe.each(KINDS)('for %s in %s', (...kind) => {
  test.each([
    ['checkpoints/square-16', COMPARED],
    ['checkpoints/grid-25', []],
    ['architectures/matcher-16', []],
    ['architectures/vqa-9', COMPARED],
    ['architectures/contrast-4', []],
  ])('%s: reads each byte once, except for %j', async (folder, exceptions) => {
    const files = folderFiles(path.join(REFERENCE, folder));
    const reads = await readsOf(files, kind);
    expect(await readAgain(files, 'model.safetensors', reads.get('model.safetensors')!)).toEqual(exceptions);
  });
});

test('a mixture reads only the tensors twice that its text towers may share', async () => {
  const { files } = await mixtureCheckpoint('shared');
  const reads = await readsOf(files, ['wasm', 'q8']);
  const name = 'matcher/model.safetensors';
  const again = await readAgain(files, name, reads.get(name)!);
  expect(again.length).toBeGreaterThan(0);
  expect(again.every((key) => key.startsWith('text_encoder.'))).toBe(true);
});

test('reads a file with an unknown hash once more', async () => {
  const files = folderFiles(path.join(REFERENCE, 'checkpoints/square-16'));
  const [known, unknown] = [await readsOf(files, KINDS[1]!), await readsOf(files, KINDS[1]!, false)];
  const more = unknown
    .get('model.safetensors')!
    .map((count, at) => count - known.get('model.safetensors')![at]!);
  expect([...new Set(more)]).toEqual([1]);
});

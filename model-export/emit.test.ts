import path from 'node:path';
import { expect, test } from 'vitest';
import type { Dtype, Target } from '../core/dtypes.ts';
import { openCheckpoint } from './checkpoint/open.ts';
import { emitModel } from './emit.ts';
import type { CheckpointFiles } from './io/byte-source.ts';
import { folderFiles, REFERENCE } from './testing/memory.ts';
import { mixtureCheckpoint } from './testing/mixture.ts';

const FOLDERS = [
  'checkpoints/grid-25',
  'checkpoints/odd-9',
  'checkpoints/square-16',
  'architectures/contrast-4',
  'architectures/matcher-9',
  'architectures/matcher-16',
  'architectures/vqa-4',
  'architectures/vqa-9',
];

const KINDS: [Target, Dtype][] = [
  ['node', 'fp32'],
  ['wasm', 'q8'],
  ['webgpu', 'q8'],
  ['webgpu', 'q4'],
  ['webgpu', 'fp16'],
];

/** The writer identifies known tensors by name, element type and shape, without creating them. */
async function expectOneMeaningPerName(files: CheckpointFiles, target: Target, dtype: Dtype) {
  const checkpoint = await openCheckpoint(files, {});
  const { graphs } = await emitModel(checkpoint, {
    target,
    dtype,
  });
  const seen = new Map<string, Uint8Array>();
  for (const { graph } of graphs) {
    for (const tensor of graph.initializers.values()) {
      const identity = `${tensor.name} ${tensor.dtype} [${tensor.shape}]`;
      const bytes = await tensor.load();
      const before = seen.get(identity);
      if (before) expect(Buffer.compare(before, bytes), identity).toBe(0);
      seen.set(identity, bytes);
    }
  }
  return seen.size;
}

test.each(KINDS)(
  '%s %s: a name stands for the same bytes in every graph of a bundle',
  async (target, dtype) => {
    const mixture = await mixtureCheckpoint('own');
    const folders = FOLDERS.map((folder) => folderFiles(path.join(REFERENCE, folder)));
    for (const files of [...folders, mixture.files]) {
      expect(await expectOneMeaningPerName(files, target, dtype)).toBeGreaterThan(20);
    }
  },
);

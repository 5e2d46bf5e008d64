import * as runtime from 'onnxruntime-node';
import { expect, test } from 'vitest';
import { fakeManifest } from '../engine/testing/fake-runtime.ts';
import { leastWork } from './least-work.ts';
import { measureLimits } from './limits.ts';

/** What BLIP of base size is made of. */
function baseManifest() {
  const tower = { hiddenSize: 768, layers: 12, heads: 12, intermediateSize: 3072, layerNormEps: 1e-5 };
  const manifest = fakeManifest();
  return {
    ...manifest,
    architecture: {
      model: 'BlipForConditionalGeneration',
      vision: { ...tower, imageSize: 384, patchSize: 16 },
      text: { ...tower, vocabSize: 30_524, maxPositions: 512 },
    },
    image: { ...manifest.image, size: 384, patchSize: 16 },
    files: { ...manifest.files, 'text_decoder.bin': { bytes: 490_000_000, sha256: '' } },
  };
}

test('an encoding and a step of base size take at least what its dimensions say', () => {
  const { encodeOperations, stepBytes } = leastWork(baseManifest());
  // 85 million weights for each of 577 tokens, twice; attention; patches.
  expect(encodeOperations).toBe(
    2 * (577 * 12 * 12 * 768 ** 2 + 12 * 2 * 577 ** 2 * 768 + 576 * 3 * 16 ** 2 * 768),
  );
  expect(encodeOperations / 1e9).toBeCloseTo(111, 0);
  expect(stepBytes).toBe(490_000_000 + 12 * 2 * 577 * 768 * 4);
});

test('limits are numbers of the runtime that is asked, until it is told to stop', async () => {
  const small = {
    arithmetic: { rows: 8, width: 16, matrices: 2 },
    reading: { rows: 1, width: 32, matrices: 2 },
  };
  const on = { runtime, execution: { backend: 'cpu' }, ...small } as const;
  const limits = await measureLimits({ ...on, signal: new AbortController().signal });
  expect(limits.operations).toBeGreaterThan(0);
  expect(limits.bytes).toBeGreaterThan(0);
  const signal = AbortSignal.abort(new Error('enough'));
  await expect(measureLimits({ ...on, signal })).rejects.toThrow('enough');
});

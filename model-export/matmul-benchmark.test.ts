import { describe, expect, test } from 'vitest';
import type { Dtype, Target } from '../core/dtypes.ts';
import type { Architecture } from '../core/manifest/manifest.ts';
import { MATMUL, matmulCounts, matmulGraph, matmulModels, noise, ROWS } from './matmul-benchmark.ts';
import { graphRunner } from './testing/run-graph.ts';

const { K, N } = MATMUL;
/** The number of rows that are checked. */
const CHECKED_ROWS = 2;

const [weight, bias, x] = [noise(N * K), noise(N), noise(ROWS.picture * K)];

/** x·weightᵀ + bias in plain loops, of the first rows. */
function matmul(): Float32Array {
  return Float32Array.from({ length: CHECKED_ROWS * N }, (_, i) => {
    const [m, n] = [Math.floor(i / N), i % N];
    let sum = bias[n]!;
    for (let k = 0; k < K; k++) sum += x[m * K + k]! * weight[n * K + k]!;
    return sum;
  });
}

const expected = matmul();

/** Root mean square of the error relative to the values'. */
function relativeError(actual: Float32Array): number {
  const square = (sum: number, value: number) => sum + value * value;
  const errors = expected.map((value, i) => actual[i]! - value);
  return Math.sqrt(errors.reduce(square, 0) / expected.reduce(square, 0));
}

/**
 * Errors of rounding alone: weights in steps of 1/127 or 1/8 of a block's maximum, activations in 1/255 of the range.
 */
const TOLERANCE: Record<Dtype, number> = { fp32: 1e-6, fp16: 2e-3, q8: 0.01, q4: 0.12 };

describe.each<[Target, Dtype[]]>([
  ['wasm', ['fp32', 'q8', 'q4']],
  ['webgpu', ['fp32', 'fp16', 'q8', 'q4']],
])('for %s', (target, dtypes) => {
  test.each(dtypes.flatMap((dtype) => [[dtype, 'picture'] as const, [dtype, 'word'] as const]))(
    'a matmul in %s of a %s is right',
    async (dtype, part) => {
      const run = await graphRunner(matmulGraph(part, dtype, target));
      const { y } = await run({ x: { dims: [ROWS[part], K], values: x.slice(0, ROWS[part] * K) } });
      expect(y).toHaveLength(ROWS[part] * N);
      expect(relativeError(y!)).toBeLessThan(TOLERANCE[dtype]);
    },
  );
});

test.each([
  ['wasm', 'q8', 'picture', ['DynamicQuantizeLinear', 'MatMulIntegerToFloat']],
  ['wasm', 'q4', 'word', ['MatMulNBits']],
  ['webgpu', 'q8', 'picture', ['DequantizeLinear', 'Gemm']],
  ['webgpu', 'q8', 'word', ['MatMulNBits']],
  ['webgpu', 'fp16', 'word', ['Cast', 'Gemm', 'Cast']],
] as const)('%s, %s, a %s: uses the operators of an export', (target, dtype, part, ops) => {
  expect(matmulGraph(part, dtype, target).nodes.map(({ op }) => op)).toEqual(ops);
});

test.each(['wasm', 'webgpu'] as const)('models for %s contain their weights', async (target) => {
  for (const { byteLength } of Object.values(await matmulModels('q8', target))) {
    expect(byteLength).toBeGreaterThan(K * N);
    expect(byteLength).toBeLessThan(1.1 * K * N);
  }
});

const TOWER = { hiddenSize: 768, layers: 12, heads: 12, intermediateSize: 3072, layerNormEps: 1e-5 };
const BASE: Architecture = {
  model: 'BlipForConditionalGeneration',
  vision: { ...TOWER, imageSize: 384, patchSize: 16 },
  text: { ...TOWER, vocabSize: 30_524, maxPositions: 512 },
};

test('a base captioner is equivalent to 42 matmuls per picture, and about 52 per word', () => {
  const { picture, word } = matmulCounts(BASE, ['caption']);
  expect(picture).toBeCloseTo(12 * 3 + 12 * 0.5, 10);
  expect(word).toBeCloseTo(12 * 3.5 + 0.25 + 30_524 / 3072, 10);
});

test('a matcher writes no words; a larger picture has more rows', () => {
  expect(matmulCounts(BASE, ['match', 'contrast']).word).toBe(0);
  const large = { ...BASE, vision: { ...BASE.vision, imageSize: 480 } };
  expect(matmulCounts(large, ['caption']).picture).toBeCloseTo((42 * 901) / 577, 10);
});

import * as node from 'onnxruntime-node';
import * as wasm from 'onnxruntime-web/wasm';
import { describe, expect, test, vi } from 'vitest';
import { toFloat32 } from '../../core/float.ts';
import type { Weight } from '../checkpoint/weights.ts';
import { Graph, type Value } from '../graph/graph.ts';
import { encodeModel, type TensorData } from '../onnx/model.ts';
import { type BlockLayout, blockScheme, quantizeBlocks } from './blocks.ts';
import { dequantizedLinear, quantizeRows } from './dequantized.ts';
import { fp16Scheme } from './fp16.ts';
import { fp32 } from './fp32.ts';
import { toHalf } from './half.ts';
import { int8RowsScheme, int8Scheme, quantizeColumns } from './int8.ts';
import { asBytes, type Scheme, UnsupportedDtypeError } from './scheme.ts';
import { exemptSmallMatrices, exemptSmallVocabularies } from './small.ts';

const V = 40;
const D = 64;
const B = 3;

/** A fixed pseudo-random sequence in −1…1 (the sine trick): tests need variety, not quality. */
function noise(length: number, seed: number): Float32Array<ArrayBuffer> {
  return Float32Array.from({ length }, (_, i) => (Math.sin(i * 12.9898 + seed * 78.233) * 43758.5453) % 1);
}

function weightOf(
  key: string,
  shape: number[],
  seed: number,
): Weight & { values: Float32Array<ArrayBuffer> } {
  const values = noise(
    shape.reduce((product, size) => product * size, 1),
    seed,
  );
  return { key, shape, values, read: async () => values.slice() };
}

const table = weightOf('words', [V, D], 1);
const bias = weightOf('bias', [V], 2);
const x = noise(B * D, 3);
const IDS = Int32Array.of(0, 17, V - 1);

wasm.env.wasm.numThreads = 1;

async function run(
  scheme: Scheme,
  ort: typeof node | typeof wasm = node,
  input = x,
): Promise<{ rows: Float32Array; scores: Float32Array }> {
  const graph = new Graph('embedding');
  const ids = graph.input('ids', 'int32', [B]);
  const hidden = graph.input('x', 'float32', [B, D]);
  const embedding = scheme.embedding(graph, table);
  graph.output('rows', embedding.lookup(ids));
  graph.output('scores', embedding.project(hidden, bias));
  const data = new Map<string, TensorData>();
  for (const tensor of graph.initializers.values())
    data.set(tensor.name, { kind: 'inline', bytes: await tensor.load() });
  const session = await ort.InferenceSession.create(encodeModel(graph, data));
  const out = await session.run({
    ids: new ort.Tensor('int32', IDS, [B]),
    x: new ort.Tensor('float32', input, [B, D]),
  });
  return { rows: out.rows!.data as Float32Array, scores: out.scores!.data as Float32Array };
}

/** rows and x·tableᵀ + bias in plain loops. */
function expected(values: Float32Array): { rows: Float32Array; scores: Float32Array } {
  const rows = Float32Array.from({ length: B * D }, (_, i) => values[IDS[Math.floor(i / D)]! * D + (i % D)]!);
  const scores = Float32Array.from({ length: B * V }, (_, i) => {
    const [b, v] = [Math.floor(i / V), i % V];
    let sum = bias.values[v]!;
    for (let d = 0; d < D; d++) sum += x[b * D + d]! * values[v * D + d]!;
    return sum;
  });
  return { rows, scores };
}

/** A linear layer in place of the scores, with the look-up of fp32. */
function inLayers({ linear }: Pick<Scheme, 'linear'>): Scheme['embedding'] {
  return (graph, weight) => ({
    lookup: fp32.embedding(graph, weight).lookup,
    project: (hidden, addend) => linear(graph, hidden, { weight, bias: addend }),
  });
}

/** Rounds to the nearest half. */
function rounded(values: Float32Array): Float32Array {
  return toFloat32(asBytes(toHalf(values)), 'F16');
}

function largestDifference(a: Float32Array, b: Float32Array): number {
  return a.reduce((max, value, i) => Math.max(max, Math.abs(value - b[i]!)), 0);
}

/** For sums of 64 products of float32. */
const FLOAT_TOLERANCE = 1e-5;
/**
 * Activations in −1…1 on 256 levels have errors up to 1/256; the sum of 64 random terms stays far below the worst
 * case.
 */
const ACTIVATION_TOLERANCE = 64 / 256 / 4;

/** Scores up to 32 have errors up to 2^-7 in 16 bits; 64 activations in −1…1 have errors up to 2^-12 each. */
const HALF_TOLERANCE = 2 ** -7 + 64 * 2 ** -12;

describe.each([
  ['onnxruntime-node', node],
  ['onnxruntime-web, WASM', wasm],
])('%s computes with the stored numbers', (_, ort) => {
  test('fp32', async () => {
    const [got, want] = [await run(fp32, ort), expected(table.values)];
    expect(largestDifference(got.rows, want.rows)).toBe(0);
    expect(largestDifference(got.scores, want.scores)).toBeLessThan(FLOAT_TOLERANCE);
  });

  test.each([8, 4] as const)('blocks of %i bits', async (bits) => {
    const stored = dequantized(table.values, { N: V, K: D, block: D, bits });
    const [got, want] = [await run(blockScheme(bits), ort), expected(stored)];
    expect(largestDifference(got.rows, want.rows)).toBeLessThan(FLOAT_TOLERANCE);
    expect(largestDifference(got.scores, want.scores)).toBeLessThan(FLOAT_TOLERANCE);
  });

  test('int8 made float again', async () => {
    const { values, scale } = quantizeRows(table.values, V, D);
    const stored = table.values.map((_, i) => values[i]! * scale[Math.floor(i / D)]!);
    const [got, want] = [
      await run({ ...fp32, embedding: inLayers({ linear: dequantizedLinear }) }, ort),
      expected(stored),
    ];
    expect(largestDifference(got.scores, want.scores)).toBeLessThan(FLOAT_TOLERANCE);
  });

  test('fp16', async () => {
    const stored = rounded(table.values);
    const [got, want] = [await run(fp16Scheme(), ort), expected(stored)];
    expect(largestDifference(got.rows, want.rows)).toBe(0);
    expect(largestDifference(got.scores, want.scores)).toBeLessThan(FLOAT_TOLERANCE);
  });

  test('fp16, multiplied in 16 bits', async () => {
    const scheme = { ...fp32, embedding: inLayers(fp16Scheme()) };
    const [got, want] = [await run(scheme, ort), expected(rounded(table.values))];
    expect(largestDifference(got.scores, want.scores)).toBeLessThan(HALF_TOLERANCE);
  });

  test.each([
    ['of all rows', int8Scheme],
    ['row by row', int8RowsScheme],
  ])('int8 with dynamic activations, %s', async (_, scheme) => {
    const { values, scale } = quantizeColumns(table.values, D, V);
    const stored = table.values.map(
      (_, i) => values[(i % D) * V + Math.floor(i / D)]! * scale[Math.floor(i / D)]!,
    );
    const [got, want] = [await run(scheme(), ort), expected(stored)];
    expect(largestDifference(got.rows, want.rows)).toBeLessThan(FLOAT_TOLERANCE);
    expect(largestDifference(got.scores, want.scores)).toBeLessThan(ACTIVATION_TOLERANCE);
  });

  test('int8 row by row: a row does not depend on the others, of zeros or a thousand times as large', async () => {
    const others = x.map((value, i) => [value, 1000 * value, 0][Math.floor(i / D)]!);
    const [alone, among] = [await run(int8RowsScheme(), ort), await run(int8RowsScheme(), ort, others)];
    expect(among.scores.slice(0, V)).toEqual(alone.scores.slice(0, V));
    expect(largestDifference(among.scores.slice(2 * V), bias.values)).toBe(0);
  });
});

test.each<[string, Scheme]>([
  ['blocks of 8 bits', blockScheme(8)],
  ['blocks of 4 bits', blockScheme(4)],
  ['int8', int8Scheme()],
])('%s: reads word embeddings once for all their tensors', async (_, scheme) => {
  const graph = new Graph('embedding');
  const read = vi.fn(table.read);
  const embedding = scheme.embedding(graph, { ...table, read });
  embedding.lookup(graph.input('ids', 'int32', [B]));
  embedding.project(graph.input('x', 'float32', [B, D]), bias);
  for (const { load } of graph.initializers.values()) await load();
  expect(read).toHaveBeenCalledOnce();
});

test('refuses a weight beyond the range of 16 bits by name', async () => {
  const graph = new Graph('embedding');
  const weight = { key: 'words', shape: [1, 2], read: async () => Float32Array.of(1, -1e5) };
  fp16Scheme().embedding(graph, weight);
  const loading = graph.initializers.get('words.fp16')!.load();
  await expect(loading).rejects.toThrow(UnsupportedDtypeError);
  await expect(loading).rejects.toThrow('words holds 100000, and fp16 ends at 65504. Choose fp32 or q8.');
});

describe('small matrices', () => {
  const small = weightOf('small', [8, 64], 4);
  const large = { ...small, key: 'large', shape: [768, 768] };
  const opsOf = (build: (graph: Graph, x: Value, ids: Value) => void) => {
    const graph = new Graph('small');
    build(graph, graph.input('x', 'float32', [B, 64]), graph.input('ids', 'int32', [B]));
    return graph.nodes.map(({ op }) => op);
  };

  test('have 8 bits, and products in float32', () => {
    const scheme = exemptSmallMatrices(blockScheme(4));
    const ops = (weight: Weight) =>
      opsOf((graph, input) => void scheme.linear(graph, input, { weight, bias: null }));
    expect(ops(small)).toEqual(['DequantizeLinear', 'Gemm']);
    expect(ops(large)).toEqual(['MatMulNBits']);
  });

  test('have 16 bits for words', () => {
    const scheme = exemptSmallVocabularies(int8Scheme());
    const ops = (weight: Weight) =>
      opsOf((graph, _, ids) => void scheme.embedding(graph, weight).lookup(ids));
    expect(ops(small)).toEqual(['Cast', 'Gather']);
    expect(ops(large)).toContain('Transpose');
  });
});

test.each([8, 4] as const)('%i bits: errors up to half a step, or one at the end of the range', (bits) => {
  const layout = { N: V, K: D, block: 32, bits };
  const { scales } = quantizeBlocks(table.values, layout);
  const stored = dequantized(table.values, layout);
  table.values.forEach((value, i) => {
    const step = Math.abs(scales[Math.floor(i / 32)]!);
    // The range has one more value below zero than above: values at the upper end are clipped by at most one step.
    const cut = Math.abs(value) > step * (2 ** (bits - 1) - 1) ? 1 : 0.5;
    expect(Math.abs(stored[i]! - value)).toBeLessThanOrEqual(step * cut * 1.0001);
  });
});

test('pads a short last block with zeros, which stay zero', () => {
  const layout = { N: 1, K: 6, block: 4, bits: 8 } as const;
  const { values, scales } = quantizeBlocks(Float32Array.of(1, -2, 0, 0, 0, 3), layout);
  expect([...values]).toEqual([192, 0, 128, 128, 128, 0, 128, 128]);
  expect([...scales]).toEqual([2 / 128, -3 / 128]);
  expect([...quantizeBlocks(new Float32Array(6), layout).values]).toEqual(new Array(8).fill(128));
  expect([...quantizeColumns(new Float32Array(4), 2, 2).values]).toEqual([0, 0, 0, 0]);
});

test('the first of two values in a byte is the low half', () => {
  const { values, scales } = quantizeBlocks(Float32Array.of(-8, 1, 3, 0), { N: 1, K: 4, block: 4, bits: 4 });
  expect([...scales]).toEqual([1]);
  expect([...values]).toEqual([0x90, 0x8b]);
});

/** Dequantizes the stored blocks in plain loops. */
function dequantized(weight: Float32Array, layout: BlockLayout): Float32Array {
  const { values, scales } = quantizeBlocks(weight, layout);
  const { block, bits } = layout;
  return weight.map((_, i) => {
    const byte = values[Math.floor((i * bits) / 8)]!;
    const value = bits === 8 ? byte : (byte >> (4 * (i % 2))) & 15;
    return (value - 2 ** (bits - 1)) * scales[Math.floor(i / block)]!;
  });
}

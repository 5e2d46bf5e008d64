/**
 * Weights in blocks along the input axis with one scale per block, unsigned with an implicit zero point, and float32
 * activations (MatMulNBits): q8 for WebGPU, whose provider would run integer operators on the CPU, and q4 everywhere.
 */
import type { Weight } from '../checkpoint/weights.ts';
import type { Graph, Initializer, Value } from '../graph/graph.ts';
import { gatherBlockQuantized, matMulNBits } from '../graph/ops.ts';
import { floatEmbedding, matrixShape } from './fp32.ts';
import { asBytes, type Embedding, floatTensor, optionalTensor, type Scheme, sharedBy } from './scheme.ts';

export type Bits = 4 | 8;

/**
 * The longest block that divides a row is used. At 8 bits a block of 128 adds 3 % and is accurate enough; at 4 bits
 * errors are sixteen times as large, and shorter blocks reduce them.
 */
const BLOCK_SIZES: Record<Bits, readonly number[]> = { 8: [128, 64, 32], 4: [64, 32] };

export function blockScheme(bits: Bits): Scheme {
  return {
    linear: (graph, x, { weight, bias }) =>
      multiply(graph, x, blockMatrix(graph, weight, bits), optionalTensor(graph, bias)),
    embedding: (graph, weight) => blockEmbedding(graph, weight, bits),
  };
}

interface BlockMatrix {
  values: Initializer;
  scales: Initializer;
  K: number;
  N: number;
  block: number;
  bits: Bits;
}

function multiply(
  graph: Graph,
  x: Value,
  { values, scales, K, N, block, bits }: BlockMatrix,
  bias: Initializer | null,
): Value {
  return matMulNBits(graph, { x, weight: values, scales, bias, K, N, bits, block });
}

/** Rows that do not divide into blocks cannot be looked up in blocks: such an embedding is float32. */
function blockEmbedding(graph: Graph, weight: Weight, bits: Bits): Embedding {
  const [, width] = matrixShape(weight);
  const block = blockSize(width, bits);
  if (width % block !== 0) return floatEmbedding(graph, weight);
  const matrix = blockMatrix(graph, weight, bits, 4);
  // The same bytes under the shapes that the look-up requires; the writer stores them once.
  const rows = graph.initializer(
    `${weight.key}.rows${bits}`,
    'uint8',
    [matrix.N, (width * bits) / 8],
    matrix.values.load,
  );
  const scales = graph.initializer(
    `${weight.key}.rowScales`,
    'float32',
    [matrix.N, width / block],
    matrix.scales.load,
  );
  return {
    lookup: (ids) => gatherBlockQuantized(graph, { data: rows, scales, indices: ids, block, bits }),
    project: (x, bias) => multiply(graph, x, matrix, floatTensor(graph, bias)),
  };
}

/** `uses` is the number of tensors that are loaded from one quantization: values and scales under each name. */
function blockMatrix(graph: Graph, weight: Weight, bits: Bits, uses = 2): BlockMatrix {
  const [N, K] = matrixShape(weight);
  const block = blockSize(K, bits);
  const count = Math.ceil(K / block);
  const quantized = sharedBy(uses, async () => quantizeBlocks(await weight.read(), { N, K, block, bits }));
  const values = graph.initializer(
    `${weight.key}.q${bits}`,
    'uint8',
    [N, count, (block * bits) / 8],
    async () => (await quantized()).values,
  );
  const scales = graph.initializer(`${weight.key}.scales`, 'float32', [N * count], async () =>
    asBytes((await quantized()).scales),
  );
  return { values, scales, K, N, block, bits };
}

function blockSize(K: number, bits: Bits): number {
  const sizes = BLOCK_SIZES[bits];
  return sizes.find((size) => K % size === 0) ?? Math.min(...sizes);
}

export interface BlockLayout {
  N: number;
  K: number;
  block: number;
  bits: Bits;
}

/**
 * weight [N,K] → values [N, K/block, block·bits/8], scales [N, K/block]: weight ≈ (value − 2^(bits−1)) · scale. The
 * first of two 4-bit values in a byte is the low half. A short last block is padded with zeros.
 */
export function quantizeBlocks(
  weight: Float32Array,
  { N, K, block, bits }: BlockLayout,
): { values: Uint8Array; scales: Float32Array } {
  const count = Math.ceil(K / block);
  const zeroPoint = 2 ** (bits - 1);
  const values = new Uint8Array(N * count * block).fill(zeroPoint);
  const scales = new Float32Array(N * count);
  for (let index = 0; index < N * count; index++) {
    const [n, b] = [Math.floor(index / count), index % count];
    const source = weight.subarray(n * K + b * block, n * K + Math.min(K, (b + 1) * block));
    scales[index] = quantizeBlock(source, values.subarray(index * block, (index + 1) * block), zeroPoint);
  }
  return { values: bits === 8 ? values : packNibbles(values), scales };
}

/**
 * Fills `out` and returns the scale. The value of largest magnitude maps to −zeroPoint exactly, and the scale takes
 * its sign, so that the full range is used (as in llama.cpp's q4_0).
 */
function quantizeBlock(source: Float32Array, out: Uint8Array, zeroPoint: number): number {
  let extreme = 0;
  for (const value of source) if (Math.abs(value) > Math.abs(extreme)) extreme = value;
  const scale = Math.fround(extreme / -zeroPoint) || 1;
  for (let i = 0; i < source.length; i++) {
    out[i] = Math.min(Math.round(source[i]! / scale) + zeroPoint, 2 * zeroPoint - 1);
  }
  return scale;
}

function packNibbles(values: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(values.length / 2);
  for (let i = 0; i < bytes.length; i++) bytes[i] = values[2 * i]! | (values[2 * i + 1]! << 4);
  return bytes;
}

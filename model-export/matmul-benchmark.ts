/**
 * A single linear layer as the exporter writes it for a target and a dtype, with random weights: its time on a device
 * predicts the time of a model before it is downloaded.
 */

import type { Capability, Dtype, Target } from '../core/dtypes.ts';
import type { Architecture, GraphRole } from '../core/manifest/manifest.ts';
import type { Weight } from './checkpoint/weights.ts';
import { Graph } from './graph/graph.ts';
import { encodeModel, type TensorData } from './onnx/model.ts';
import { policyFor } from './quantize/policy.ts';

/** A part of captioning: encoding the picture, or the next word of all captions. */
export type Part = 'picture' | 'word';

/** A feed-forward layer of base size: x [M,K] → [M,N]. */
export const MATMUL = { K: 768, N: 3072 };
/** M: the tokens of a picture of 384 pixels, or one token of each of three captions. */
export const ROWS: Readonly<Record<Part, number>> = { picture: 577, word: 3 };

export const ROLES: Readonly<Record<Part, GraphRole>> = { picture: 'vision_encoder', word: 'text_decoder' };

/** `x` float32 [M,K] → `y` float32 [M,N]. The dtype must pass `requireDtype`. */
export function matmulGraph(part: Part, dtype: Dtype, target: Target): Graph {
  const { K, N } = MATMUL;
  const graph = new Graph('matmul');
  const x = graph.input('x', 'float32', [ROWS[part], K]);
  const layer = { weight: randomWeight('weight', [N, K]), bias: randomWeight('bias', [N]) };
  graph.output('y', policyFor(dtype, target, ROLES[part]).matrices.linear(graph, x, layer));
  return graph;
}

/** The graphs of both parts as ONNX models with inline weights. A shared tensor is created once. */
export async function matmulModels(dtype: Dtype, target: Target): Promise<Record<Part, Uint8Array>> {
  const data = new Map<string, TensorData>();
  const encode = async (part: Part) => {
    const graph = matmulGraph(part, dtype, target);
    for (const { name, load } of graph.initializers.values())
      if (!data.has(name)) data.set(name, { kind: 'inline', bytes: await load() });
    return encodeModel(graph, data);
  };
  return { picture: await encode('picture'), word: await encode('word') };
}

function randomWeight(key: string, shape: readonly number[]): Weight {
  const length = shape.reduce((product, size) => product * size, 1);
  return { key, shape, read: async () => noise(length) };
}

/** Reproducible pseudo-random numbers in −1…1 (a linear congruential generator, Numerical Recipes' constants). */
export function noise(length: number): Float32Array<ArrayBuffer> {
  const values = new Float32Array(length);
  let state = 1;
  for (let i = 0; i < length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    values[i] = state / 2 ** 31;
  }
  return values;
}

/** How many timed matmuls a model is equivalent to: once per picture, and per word of its captions. */
export type MatmulCounts = Readonly<Record<Part, number>>;

/**
 * Counts every linear layer by its weights and rows. Attention and norms are left out: they are float32 in every
 * dtype. So are a matcher's texts, which have few rows compared with a picture.
 */
export function matmulCounts(
  { vision, text }: Architecture,
  capabilities: readonly Capability[],
): MatmulCounts {
  const [Dv, Dt] = [vision.hiddenSize, text.hiddenSize];
  const rows = ((vision.imageSize / vision.patchSize) ** 2 + 1) / ROWS.picture;
  const encoder = vision.layers * (4 * Dv * Dv + 2 * Dv * vision.intermediateSize);
  const keysValues = text.layers * 2 * Dv * Dt;
  const decoder = text.layers * (6 * Dt * Dt + 2 * Dt * text.intermediateSize);
  const head = Dt * Dt + Dt * text.vocabSize;
  const writes = capabilities.includes('caption') || capabilities.includes('answer');
  const matmul = MATMUL.K * MATMUL.N;
  return {
    picture: (rows * (encoder + keysValues)) / matmul,
    word: writes ? (decoder + head) / matmul : 0,
  };
}

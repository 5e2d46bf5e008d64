import type { Weight } from '../checkpoint/weights.ts';
import type { Graph, Initializer, Value } from '../graph/graph.ts';

/** The target cannot run the dtype, or a weight does not fit into it. The message names an alternative. */
export class UnsupportedDtypeError extends Error {
  override name = 'UnsupportedDtypeError';
}

/** A linear layer as PyTorch stores it: weight [N,K], bias [N]. */
export interface LinearWeights {
  weight: Weight;
  bias: Weight | null;
}

/** A matrix [V,D] whose rows are looked up, and against which hidden states may be scored. */
export interface Embedding {
  /** ids int32 [B] → rows [B,D] */
  lookup(ids: Value): Value;
  /** x [B,D] → scores [B,V] */
  project(x: Value, bias: Weight): Value;
}

/** How matrices are stored and multiplied. Biases, norms and position embeddings are always float32. */
export interface Scheme {
  /** x [M,K] → [M,N] */
  linear(graph: Graph, x: Value, layer: LinearWeights): Value;
  embedding(graph: Graph, weight: Weight): Embedding;
}

/** The weight in float32 under its checkpoint key; `shape` may regroup its axes. */
export function floatTensor(
  graph: Graph,
  weight: Weight,
  shape: readonly number[] = weight.shape,
): Initializer {
  return graph.initializer(weight.key, 'float32', shape, async () => asBytes(await weight.read()));
}

export function optionalTensor(graph: Graph, weight: Weight | null): Initializer | null {
  return weight && floatTensor(graph, weight);
}

export function asBytes(values: Float32Array | Int8Array | Uint16Array | Int32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

/** Runs `make` once for `uses` readers and releases its result after the last. */
export function sharedBy<T>(uses: number, make: () => Promise<T>): () => Promise<T> {
  let pending: Promise<T> | null = null;
  let left = uses;
  return () => {
    pending ??= make();
    const result = pending;
    left -= 1;
    if (left === 0) {
      pending = null;
      left = uses;
    }
    return result;
  };
}

/** The largest absolute value; 0 if empty. */
export function maxMagnitude(values: Float32Array): number {
  let max = 0;
  for (const value of values) max = Math.max(max, Math.abs(value));
  return max;
}

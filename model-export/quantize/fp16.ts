/**
 * fp16 for GPUs with 16-bit arithmetic: matrices are stored and layers are multiplied in 16 bits. Inputs and outputs
 * of layers are float32, so norms, softmax, attention and the residual stream lose nothing, and a graph has the same
 * inputs and outputs as its fp32 twin.
 */
import type { Weight } from '../checkpoint/weights.ts';
import type { Graph, Initializer, Value } from '../graph/graph.ts';
import { cast, gather, gemmTransposed } from '../graph/ops.ts';
import { matrixShape } from './fp32.ts';
import { MAX_HALF, toHalf } from './half.ts';
import {
  asBytes,
  type Embedding,
  floatTensor,
  maxMagnitude,
  type Scheme,
  UnsupportedDtypeError,
} from './scheme.ts';

/** One scheme per graph: it remembers which activations are in 16 bits already. */
export function fp16Scheme(): Scheme {
  const halves = new Map<Value, Value>();
  const inHalf = (graph: Graph, x: Value) => {
    const half = halves.get(x) ?? cast(graph, x, 'float16');
    halves.set(x, half);
    return half;
  };
  return {
    linear: (graph, x, { weight, bias }) => {
      const matrix = halfTensor(graph, weight, matrixShape(weight));
      const product = gemmTransposed(graph, inHalf(graph, x), matrix, bias && halfTensor(graph, bias));
      return cast(graph, product, 'float32');
    },
    embedding: halfEmbedding,
  };
}

/** The storage of `fp16Scheme`, multiplied in float32. */
export const fp16InFloat: Scheme = {
  linear: (graph, x, { weight, bias }) => {
    const matrix = cast(graph, halfTensor(graph, weight, matrixShape(weight)), 'float32');
    const addend = bias && cast(graph, halfTensor(graph, bias), 'float32');
    return gemmTransposed(graph, x, matrix, addend);
  },
  // A device without 16-bit arithmetic cannot look up rows in 16 bits: the complete table is converted to float32 at
  // load.
  embedding: (graph, weight) => {
    const table = cast(graph, halfTensor(graph, weight), 'float32');
    return {
      lookup: (ids) => gather(graph, table, ids),
      project: (x, bias) => gemmTransposed(graph, x, table, floatTensor(graph, bias)),
    };
  },
};

/**
 * Scores are computed in float32: they decide between words that are close, and GPUs accumulate in the type they
 * multiply in.
 */
function halfEmbedding(graph: Graph, weight: Weight): Embedding {
  const table = halfTensor(graph, weight);
  return {
    lookup: (ids) => cast(graph, gather(graph, table, ids), 'float32'),
    project: (x, bias) => gemmTransposed(graph, x, cast(graph, table, 'float32'), floatTensor(graph, bias)),
  };
}

/** A weight in 16 bits. Loading it throws `UnsupportedDtypeError` if a value exceeds the range of fp16. */
export function halfTensor(
  graph: Graph,
  weight: Weight,
  shape: readonly number[] = weight.shape,
): Initializer {
  return graph.initializer(`${weight.key}.fp16`, 'float16', shape, async () => {
    const values = await weight.read();
    const largest = maxMagnitude(values);
    if (largest > MAX_HALF) {
      throw new UnsupportedDtypeError(
        `${weight.key} holds ${largest}, and fp16 ends at ${MAX_HALF}. Choose fp32 or q8.`,
      );
    }
    return asBytes(toHalf(values));
  });
}

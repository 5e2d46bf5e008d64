import type { Weight } from '../checkpoint/weights.ts';
import type { Graph } from '../graph/graph.ts';
import { gather, gemmTransposed } from '../graph/ops.ts';
import { type Embedding, floatTensor, optionalTensor, type Scheme } from './scheme.ts';

/** Weights as in the checkpoint. Gemm takes PyTorch's layout, so no matrix is transposed or stored twice. */
export const fp32: Scheme = {
  linear: (graph, x, { weight, bias }) =>
    gemmTransposed(graph, x, floatTensor(graph, weight, matrixShape(weight)), optionalTensor(graph, bias)),
  embedding: floatEmbedding,
};

export function floatEmbedding(graph: Graph, weight: Weight): Embedding {
  const table = floatTensor(graph, weight);
  return {
    lookup: (ids) => gather(graph, table, ids),
    project: (x, bias) => gemmTransposed(graph, x, table, floatTensor(graph, bias)),
  };
}

/** [N, …] as [N,K]: the patch projection is stored as a convolution kernel. */
export function matrixShape(weight: Weight): [number, number] {
  const [rows = 1, ...rest] = weight.shape;
  return [rows, rest.reduce((product, size) => product * size, 1)];
}

/** Matrices as `torch.onnx.export` writes them: a product with the transposed weight, then the bias. */
import type { Weight } from '../checkpoint/weights.ts';
import type { Graph, Value } from '../graph/graph.ts';
import { add, cast, gather, matMul, transpose } from '../graph/ops.ts';
import { halfTensor } from './fp16.ts';
import { matrixShape } from './fp32.ts';
import type { QuantizationPolicy } from './policy.ts';
import { floatTensor, type Scheme } from './scheme.ts';

type Tensor = (graph: Graph, weight: Weight, shape?: readonly number[]) => Value;

const stored: Record<'fp32' | 'fp16', Tensor> = {
  fp32: floatTensor,
  fp16: (graph, weight, shape) => cast(graph, halfTensor(graph, weight, shape), 'float32'),
};

/**
 * Accepts activations of any rank. In fp16, weights are stored in 16 bits and converted to float32 when the model is
 * loaded.
 */
export function baselinePolicy(dtype: 'fp32' | 'fp16'): QuantizationPolicy {
  const tensor = stored[dtype];
  const times = (graph: Graph, x: Value, matrix: Value, bias: Weight | null) => {
    const product = matMul(graph, x, transpose(graph, matrix, [1, 0]));
    return bias ? add(graph, product, floatTensor(graph, bias)) : product;
  };
  const scheme: Scheme = {
    linear: (graph, x, { weight, bias }) => times(graph, x, tensor(graph, weight, matrixShape(weight)), bias),
    embedding: (graph, weight) => {
      const table = tensor(graph, weight);
      return {
        lookup: (ids) => gather(graph, table, ids),
        project: (x, bias) => times(graph, x, table, bias),
      };
    },
  };
  return { matrices: scheme, patches: scheme, heads: scheme };
}

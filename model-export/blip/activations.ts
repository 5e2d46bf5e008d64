/** The functions between the two matrices of feed-forward layers. Source: transformers `activations.py`. */
import type { Activation } from '../../core/manifest/manifest.ts';
import type { Graph, Value } from '../graph/graph.ts';
import { relu, sigmoid } from '../graph/math-ops.ts';
import { add, gelu, mul, tanh } from '../graph/ops.ts';

export function activate(graph: Graph, x: Value, activation: Activation = 'gelu'): Value {
  switch (activation) {
    case 'gelu':
      return gelu(graph, x);
    case 'gelu-tanh':
      return geluTanh(graph, x);
    case 'quick-gelu':
      return mul(graph, x, sigmoid(graph, scaled(graph, x, 1.702)));
    case 'relu':
      return relu(graph, x);
    case 'silu':
      return mul(graph, x, sigmoid(graph, x));
  }
}

/** x/2 · (1 + tanh(√(2/π) · (x + 0.044715·x³))) */
function geluTanh(graph: Graph, x: Value): Value {
  const one = graph.constant('float32', [1], []);
  const slope = add(graph, scaled(graph, mul(graph, x, x), 0.044715), one);
  const inner = tanh(graph, scaled(graph, mul(graph, x, slope), Math.sqrt(2 / Math.PI)));
  return mul(graph, scaled(graph, x, 0.5), add(graph, inner, one));
}

function scaled(graph: Graph, x: Value, factor: number): Value {
  return mul(graph, x, graph.constant('float32', [factor], []));
}

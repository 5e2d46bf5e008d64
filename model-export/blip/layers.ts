/** Layers that both towers use. The scope's name is the checkpoint's key prefix. */
import type { Target } from '../../core/dtypes.ts';
import type { TowerDimensions } from '../../core/manifest/manifest.ts';
import type { Weights } from '../checkpoint/weights.ts';
import type { Graph, Value } from '../graph/graph.ts';
import { layerNormalization, skipLayerNormalization } from '../graph/ops.ts';
import type { QuantizationPolicy } from '../quantize/policy.ts';
import { floatTensor, type LinearWeights } from '../quantize/scheme.ts';
import { activate } from './activations.ts';

/** Where a part of the model is emitted: into which graph, from which weights, with which quantization. */
export interface Emitter {
  readonly graph: Graph;
  readonly weights: Weights;
  readonly policy: QuantizationPolicy;
  readonly target: Target;
}

/** weight [N,K] and bias [N] under `key`. */
export function takeLinear(weights: Weights, key: string, inSize: number, outSize: number): LinearWeights {
  return {
    weight: weights.take(`${key}.weight`, [outSize, inSize]),
    bias: weights.take(`${key}.bias`, [outSize]),
  };
}

/** x [M,K] → [M,N] */
export function linear(to: Emitter, key: string, x: Value, outSize: number): Value {
  return applyLinear(to, key, x, takeLinear(to.weights, key, Number(x.shape.at(-1)), outSize));
}

export function applyLinear(to: Emitter, key: string, x: Value, layer: LinearWeights): Value {
  return to.graph.scope(key, () => to.policy.matrices.linear(to.graph, x, layer));
}

export function layerNorm(to: Emitter, key: string, x: Value, epsilon: number): Value {
  const { scale, bias } = normWeights(to, key, x);
  return to.graph.scope(key, () => layerNormalization(to.graph, x, scale, bias, epsilon));
}

/** LayerNorm(x + skip): the end of every block of the text tower, which normalises after the residual. */
export function addAndNorm(to: Emitter, key: string, x: Value, skip: Value, epsilon: number): Value {
  const { scale, bias } = normWeights(to, key, x);
  return to.graph.scope(key, () => skipLayerNormalization(to.graph, x, skip, scale, bias, epsilon));
}

/** Linear, activation, linear: [M,D] → [M,D]. */
export function feedForward(
  to: Emitter,
  keys: { up: string; down: string },
  x: Value,
  { intermediateSize, activation }: Pick<TowerDimensions, 'intermediateSize' | 'activation'>,
): Value {
  const inner = activate(to.graph, linear(to, keys.up, x, intermediateSize), activation);
  return linear(to, keys.down, inner, Number(x.shape.at(-1)));
}

function normWeights(to: Emitter, key: string, x: Value): { scale: Value; bias: Value } {
  const width = [Number(x.shape.at(-1))];
  return {
    scale: floatTensor(to.graph, to.weights.take(`${key}.weight`, width)),
    bias: floatTensor(to.graph, to.weights.take(`${key}.bias`, width)),
  };
}

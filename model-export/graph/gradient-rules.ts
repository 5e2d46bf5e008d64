/**
 * The derivative of each operator between BLIP's cross-attention and its scores. Weights are constants: matrices of
 * linear layers, and scale and shift of norms, have no gradient.
 */
import type { Graph, Node, Value } from './graph.ts';
import {
  erf,
  exp,
  reciprocal,
  reduceMean,
  reduceSum,
  scatterElementsAdd,
  sign,
  sqrt,
  sub,
} from './math-ops.ts';
import { add, gemmTransposed, matMul, mul, reshape, transpose } from './ops.ts';
import { matrixOfBlocks, rematerialize } from './rematerialize.ts';
import type { Shape } from './shape.ts';

/** For each input of the node, emits its gradient from the output's gradient. */
export type GradientRule = (graph: Graph, node: Node, gradient: Value) => (() => Value)[];

export const GRADIENT_RULES: Readonly<Record<string, GradientRule>> = {
  Add: (graph, node, dy) => [
    () => sumTo(graph, dy, input(node, 0).shape),
    () => sumTo(graph, dy, input(node, 1).shape),
  ],
  Sub: (graph, node, dy) => [
    () => sumTo(graph, dy, input(node, 0).shape),
    () => sumTo(graph, scaled(graph, dy, -1), input(node, 1).shape),
  ],
  Mul: (graph, node, dy) => {
    const [a, b] = [input(node, 0), input(node, 1)];
    return [() => sumTo(graph, mul(graph, dy, b), a.shape), () => sumTo(graph, mul(graph, dy, a), b.shape)];
  },
  MatMul: (graph, node, dy) => {
    const [a, b] = [input(node, 0), input(node, 1)];
    return [
      () => sumTo(graph, timesTransposed(graph, dy, rematerialize(graph, b)), a.shape),
      () => sumTo(graph, matMul(graph, transposeLast(graph, a), dy), b.shape),
    ];
  },
  /** Of the kind that `gemmTransposed` makes. */
  Gemm: (graph, node, dy) => [() => matMul(graph, dy, rematerialize(graph, input(node, 1)))],
  MatMulNBits: (graph, node, dy) => [() => matMul(graph, dy, matrixOfBlocks(graph, node))],
  Reshape: (graph, node, dy) => [() => reshape(graph, dy, sizes(input(node, 0).shape))],
  Transpose: (graph, { attributes }, dy) => {
    const perm = attributes.perm as readonly number[];
    const inverse = perm.map((_, axis) => perm.indexOf(axis));
    return [() => transpose(graph, dy, inverse)];
  },
  ReduceSum: (graph, node, dy) => [() => add(graph, scaled(graph, input(node, 0), 0), dy)],
  Exp: (graph, node, dy) => [() => mul(graph, dy, output(node))],
  Log: (graph, node, dy) => [() => mul(graph, dy, reciprocal(graph, input(node, 0)))],
  GatherElements: (graph, node, dy) => [
    () => scatterElementsAdd(graph, scaled(graph, input(node, 0), 0), input(node, 1), dy),
  ],
  /** y∘(dy − Σ dy∘y) */
  Softmax: (graph, node, dy) => {
    const y = output(node);
    return [() => mul(graph, y, sub(graph, dy, sumLast(graph, mul(graph, dy, y))))];
  },
  /** Φ(x) + x·φ(x), the normal distribution's two functions. */
  Gelu: (graph, node, dy) => [() => mul(graph, dy, geluSlope(graph, input(node, 0)))],
  /** 1 above zero, else 0, as in PyTorch. */
  Relu: (graph, node, dy) => [() => mul(graph, dy, sign(graph, output(node)))],
  /** y − y² */
  Sigmoid: (graph, node, dy) => {
    const y = output(node);
    return [() => mul(graph, dy, sub(graph, y, mul(graph, y, y)))];
  },
  /** 1 − y² */
  Tanh: (graph, node, dy) => {
    const y = output(node);
    return [() => sub(graph, dy, mul(graph, dy, mul(graph, y, y)))];
  },
  LayerNormalization: (graph, node, dy) => {
    const [x, scale] = [input(node, 0), input(node, 1)];
    return [() => normGradient(graph, { x, scale, dy, epsilon: epsilonOf(node) })];
  },
  SkipLayerNormalization: (graph, node, dy) => {
    const [x, skip, scale] = [input(node, 0), input(node, 1), input(node, 2)];
    let gradient: Value | null = null;
    const emit = () => {
      gradient ??= normGradient(graph, { x: add(graph, x, skip), scale, dy, epsilon: epsilonOf(node) });
      return gradient;
    };
    return [emit, emit];
  },
};

/** @throws {Error} where the node leaves that input out */
function input({ name, inputs }: Node, index: number): Value {
  const value = inputs[index];
  if (!value) throw new Error(`${name} has no input ${index}`);
  return value;
}

/** @throws {Error} for a node without outputs */
function output({ name, outputs: [value] }: Node): Value {
  if (!value) throw new Error(`${name} has no output`);
  return value;
}

/** Sums over broadcast axes. */
function sumTo(graph: Graph, gradient: Value, shape: Shape): Value {
  const { length } = gradient.shape;
  const extra = length - shape.length;
  const axes = gradient.shape.flatMap((size, axis) =>
    axis < extra || (shape[axis - extra] === 1 && size !== 1) ? [axis] : [],
  );
  if (axes.length === 0) return gradient;
  const sum = reduceSum(graph, gradient, axes);
  return extra === 0 ? sum : reshape(graph, sum, sizes(shape));
}

/** A shape as the target of a Reshape; its symbol, if any, is inferred. */
function sizes(shape: Shape): number[] {
  return shape.map((size) => (typeof size === 'number' ? size : -1));
}

function scaled(graph: Graph, x: Value, factor: number): Value {
  return mul(graph, x, graph.constant('float32', [factor], []));
}

function sumLast(graph: Graph, x: Value): Value {
  return reduceSum(graph, x, [x.shape.length - 1]);
}

function meanLast(graph: Graph, x: Value): Value {
  return reduceMean(graph, x, [x.shape.length - 1]);
}

function transposeLast(graph: Graph, x: Value): Value {
  const rank = x.shape.length;
  const perm = [...x.shape.keys()];
  return transpose(graph, x, [...perm.slice(0, -2), rank - 1, rank - 2]);
}

/** a·bᵀ, without a transposed copy for matrices. */
function timesTransposed(graph: Graph, a: Value, b: Value): Value {
  return a.shape.length === 2 && b.shape.length === 2
    ? gemmTransposed(graph, a, b, null)
    : matMul(graph, a, transposeLast(graph, b));
}

function geluSlope(graph: Graph, x: Value): Value {
  const half = graph.constant('float32', [0.5], []);
  const cumulative = add(graph, scaled(graph, erf(graph, scaled(graph, x, Math.SQRT1_2)), 0.5), half);
  const density = scaled(
    graph,
    exp(graph, scaled(graph, mul(graph, x, x), -0.5)),
    1 / Math.sqrt(2 * Math.PI),
  );
  return add(graph, cumulative, mul(graph, x, density));
}

function epsilonOf({ attributes }: Node): number {
  return (attributes.epsilon as { float: number }).float;
}

interface Norm {
  x: Value;
  scale: Value;
  dy: Value;
  epsilon: number;
}

/**
 * With x̂ = (x − mean)/σ and g = dy∘scale: (g − mean(g) − x̂∘mean(g∘x̂))/σ. Mean and σ are recomputed, because not
 * every provider returns those of the norm.
 */
function normGradient(graph: Graph, { x, scale, dy, epsilon }: Norm): Value {
  const centred = sub(graph, x, meanLast(graph, x));
  const variance = meanLast(graph, mul(graph, centred, centred));
  const deviation = sqrt(graph, add(graph, variance, graph.constant('float32', [epsilon], [])));
  const inverse = reciprocal(graph, deviation);
  const normal = mul(graph, centred, inverse);
  const g = mul(graph, dy, scale);
  const along = mul(graph, normal, meanLast(graph, mul(graph, g, normal)));
  return mul(graph, sub(graph, sub(graph, g, meanLast(graph, g)), along), inverse);
}

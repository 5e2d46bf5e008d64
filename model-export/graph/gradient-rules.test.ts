/**
 * Every rule, computed by onnxruntime, against PyTorch's autograd (the cases of `reference/make/gradients.py`) and
 * against finite differences of the graph.
 */
import { describe, expect, test } from 'vitest';
import { blockScheme } from '../quantize/blocks.ts';
import { fp16InFloat } from '../quantize/fp16.ts';
import { int8InFloat } from '../quantize/int8.ts';
import type { Scheme } from '../quantize/scheme.ts';
import { largestError, readReference } from '../testing/reference.ts';
import { type Feed, graphRunner } from '../testing/run-graph.ts';
import { differentiate } from './differentiate.ts';
import { GRADIENT_RULES } from './gradient-rules.ts';
import { Graph, type Value } from './graph.ts';
import {
  exp,
  gatherElements,
  log,
  reduceMax,
  reduceSum,
  relu,
  sigmoid,
  stopGradient,
  sub,
} from './math-ops.ts';
import {
  add,
  gelu,
  gemmTransposed,
  layerNormalization,
  matMul,
  mul,
  reshape,
  skipLayerNormalization,
  softmax,
  tanh,
  transpose,
} from './ops.ts';

interface Described {
  shape: number[];
  values: number[];
}

/** PyTorch's values of a case, in double precision. */
interface Expected {
  /** The values to differentiate with respect to. */
  by: Described[];
  constants: Record<string, Described>;
  y: Described;
  seed: Described;
  /** Of Σ seed·y, parallel to `by`. */
  gradients: Described[];
}

/** Emits the case: y from those values and constants. */
type Build = (graph: Graph, xs: Value[], constants: Record<string, Described>) => Value;

const EXPECTED = readReference<Record<string, Expected>>('gradients');

/** For float32 sums of this width. */
const TOLERANCE = 1e-5;
/** Central differences of float32 lose about half of the digits. */
const STEP = 2 ** -6;
const SLOPE_TOLERANCE = 4e-3;

const float = (graph: Graph, { values, shape }: Described) => graph.constant('float32', values, shape);
const targets = (graph: Graph, { shape, values }: Described) =>
  graph.initializer('targets', 'int32', shape, async () => new Uint8Array(Int32Array.from(values).buffer));

const binary =
  (emit: (graph: Graph, a: Value, b: Value) => Value): Build =>
  (graph, [a, b]) =>
    emit(graph, a!, b!);
const unary =
  (emit: (graph: Graph, x: Value) => Value): Build =>
  (graph, [x]) =>
    emit(graph, x!);

/** A linear layer whose matrix is stored as the scheme does. */
const layer =
  (scheme: Scheme): Build =>
  (graph, [x], { weight, bias }) => {
    const weightOf = (key: string, { shape, values }: Described) => ({
      key,
      shape,
      read: async () => Float32Array.from(values),
    });
    return scheme.linear(graph, x!, { weight: weightOf('weight', weight!), bias: weightOf('bias', bias!) });
  };

/** Shifted by the largest score, as a constant. */
const logProbability: Build = (graph, [x], constants) => {
  const shifted = sub(graph, x!, stopGradient(graph, reduceMax(graph, x!, [1])));
  const total = log(graph, reduceSum(graph, exp(graph, shifted), [1]));
  return sub(graph, gatherElements(graph, shifted, targets(graph, constants.targets!)), total);
};

const CASES: Record<string, Build> = {
  Add: binary(add),
  'Add, broadcast': binary(add),
  Sub: binary(sub),
  Mul: binary(mul),
  'Mul, broadcast': binary(mul),
  'Mul, by itself': (graph, [x]) => mul(graph, x!, x!),
  MatMul: binary(matMul),
  'MatMul, batches': binary(matMul),
  'MatMul, one batch for all': binary(matMul),
  Gemm: (graph, [x], { weight, bias }) =>
    gemmTransposed(graph, x!, float(graph, weight!), float(graph, bias!)),
  Reshape: (graph, [x]) => reshape(graph, x!, [2, -1]),
  Transpose: (graph, [x]) => transpose(graph, x!, [2, 0, 1]),
  ReduceSum: (graph, [x]) => reduceSum(graph, x!, [1]),
  Exp: unary(exp),
  Log: unary(log),
  GatherElements: (graph, [x], constants) => gatherElements(graph, x!, targets(graph, constants.targets!)),
  Softmax: unary(softmax),
  Gelu: unary(gelu),
  Relu: unary(relu),
  Sigmoid: unary(sigmoid),
  Tanh: unary(tanh),
  LayerNormalization: (graph, [x], { scale, bias }) =>
    layerNormalization(graph, x!, float(graph, scale!), float(graph, bias!), 2e-2),
  SkipLayerNormalization: (graph, [x, skip], { scale, bias }) =>
    skipLayerNormalization(graph, x!, skip!, float(graph, scale!), float(graph, bias!), 1e-12),
  'MatMulNBits, 8 bits, the last block cut': layer(blockScheme(8)),
  'MatMulNBits, 4 bits': layer(blockScheme(4)),
  'int8 made float again': layer(int8InFloat),
  'fp16 made float again': layer(fp16InFloat),
  'a value used three times': (graph, [x]) =>
    add(graph, softmax(graph, x!), matMul(graph, x!, gelu(graph, x!))),
  'the logarithm of a softmax at a target': logProbability,
};

/** The case's y and its operands, in a separate graph. */
function emitted(name: string) {
  const { by, constants } = EXPECTED[name]!;
  const graph = new Graph('case');
  const xs = by.map(({ shape }, index) => graph.input(`x${index}`, 'float32', shape));
  return { graph, xs, y: CASES[name]!(graph, xs, constants) };
}

const feed = ({ shape, values }: Described): Feed => ({ dims: shape, values: Float32Array.from(values) });

/** Computes y and its derivatives for given values. */
async function computer(name: string) {
  const { by, seed } = EXPECTED[name]!;
  const { graph, xs, y } = emitted(name);
  const weights = graph.input('seed', 'float32', seed.shape);
  for (const [index, gradient] of differentiate(graph, y, weights, xs).entries()) {
    // A gradient that equals the seed is no node's output.
    graph.output(`gradient${index}`, mul(graph, gradient, graph.constant('float32', [1], [])));
  }
  graph.output('y', y);
  const run = await graphRunner(graph);
  return async (points: readonly Described[]) => {
    const feeds = by.map((_, index) => [`x${index}`, feed(points[index]!)] as const);
    const results = await run({ ...Object.fromEntries(feeds), seed: feed(seed) });
    return { y: results.y!, gradients: by.map((_, index) => results[`gradient${index}`]!) };
  };
}

test('covers exactly the cases of the reference values', () => {
  expect(Object.keys(CASES).toSorted()).toEqual(Object.keys(EXPECTED).toSorted());
});

test('covers every rule and every input with a derivative', () => {
  const [known, tried] = [new Set<string>(Object.keys(GRADIENT_RULES)), new Set<string>()];
  for (const name of Object.keys(CASES)) {
    const { graph, xs, y } = emitted(name);
    const node = graph.nodes.find(({ outputs }) => outputs.includes(y))!;
    for (const index of GRADIENT_RULES[node.op]!(graph, node, y).keys()) {
      known.delete(node.op);
      known.add(`${node.op} by input ${index}`);
      if (xs.includes(node.inputs[index]!)) tried.add(`${node.op} by input ${index}`);
    }
  }
  expect([...tried].toSorted()).toEqual([...known].toSorted());
});

describe.each(Object.keys(CASES))('%s', (name) => {
  const { by, y, seed, gradients } = EXPECTED[name]!;

  test("agrees with PyTorch's autograd", async () => {
    const computed = await (await computer(name))(by);
    expect(largestError(computed.y, y.values)).toBeLessThan(TOLERANCE);
    for (const [index, { values }] of gradients.entries()) {
      expect(largestError(computed.gradients[index]!, values)).toBeLessThan(TOLERANCE);
    }
  });

  test('agrees with finite differences', async () => {
    const compute = await computer(name);
    const weighted = async (points: Described[]) =>
      (await compute(points)).y.reduce((sum, value, index) => sum + value * seed.values[index]!, 0);
    const { gradients: computed } = await compute(by);
    for (const [index, { values }] of by.entries()) {
      for (const element of values.keys()) {
        const rise =
          (await weighted(moved(by, index, element, STEP))) -
          (await weighted(moved(by, index, element, -STEP)));
        const slope = rise / (2 * STEP);
        const error = Math.abs(computed[index]![element]! - slope);
        expect(error).toBeLessThan(SLOPE_TOLERANCE * Math.max(1, Math.abs(slope)));
      }
    }
  });
});

function moved(points: readonly Described[], index: number, element: number, amount: number): Described[] {
  return points.map(({ shape, values }, each) => ({
    shape,
    values: each === index ? values.with(element, values[element]! + amount) : values,
  }));
}

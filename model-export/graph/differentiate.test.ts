/** Every rule against finite differences of the graph it belongs to, as onnxruntime computes it. */
import { describe, expect, test } from 'vitest';
import { blockScheme } from '../quantize/blocks.ts';
import { fp16InFloat } from '../quantize/fp16.ts';
import { int8InFloat } from '../quantize/int8.ts';
import type { Scheme } from '../quantize/scheme.ts';
import { graphRunner, noise } from '../testing/run-graph.ts';
import { differentiate } from './differentiate.ts';
import { Graph, type Value } from './graph.ts';
import {
  erf,
  exp,
  gatherElements,
  log,
  reduceMax,
  reduceSum,
  scatterElementsAdd,
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
  transpose,
} from './ops.ts';

/** Central differences of float32 sums this wide: about half of the digits are left. */
const STEP = 2 ** -6;
const TOLERANCE = 4e-3;

interface Case {
  /** Shapes of what is differentiated by. */
  by: number[][];
  /** From values of those shapes, and constants that it makes itself. */
  build(graph: Graph, ...inputs: Value[]): Value;
}

const sizeOf = (shape: readonly number[]) => shape.reduce((product, size) => product * size, 1);
const constant = (graph: Graph, shape: number[], seed: number) => {
  const values = noise(sizeOf(shape), seed);
  return graph.constant('float32', [...values], shape);
};
const targets = (graph: Graph) => graph.initializer('targets', 'int32', [3, 1], async () => ints([2, 0, 3]));
const ints = (values: number[]) => new Uint8Array(Int32Array.from(values).buffer);
/** Above 0 by a margin, where a logarithm is tame. */
const positive = (graph: Graph, x: Value) =>
  add(graph, mul(graph, x, x), graph.constant('float32', [0.5], []));

/** A linear layer of 5 outputs, its matrix stored as the scheme does. */
const layer = (scheme: Scheme) => (graph: Graph, x: Value) => {
  const weightOf = (key: string, shape: number[], seed: number) => ({
    key,
    shape,
    read: async () => noise(sizeOf(shape), seed),
  });
  const weight = weightOf('weight', [5, Number(x.shape[1])], 8);
  return scheme.linear(graph, x, { weight, bias: weightOf('bias', [5], 9) });
};

const CASES: Record<string, Case> = {
  add: {
    by: [
      [3, 4],
      [3, 4],
    ],
    build: add,
  },
  'add, broadcast': {
    by: [
      [2, 3, 4],
      [3, 1],
    ],
    build: add,
  },
  sub: {
    by: [
      [3, 4],
      [3, 1],
    ],
    build: sub,
  },
  mul: {
    by: [
      [3, 4],
      [3, 4],
    ],
    build: mul,
  },
  'mul, broadcast': { by: [[2, 3, 4], [4]], build: mul },
  'mul by itself': { by: [[5]], build: (graph, x) => mul(graph, x, x) },
  matMul: {
    by: [
      [3, 4],
      [4, 2],
    ],
    build: matMul,
  },
  'matMul, batches': {
    by: [
      [2, 3, 4],
      [2, 4, 5],
    ],
    build: matMul,
  },
  'matMul, one batch for all': {
    by: [
      [1, 2, 3, 4],
      [2, 4, 5],
    ],
    build: matMul,
  },
  gemm: {
    by: [[3, 4]],
    build: (graph, x) => gemmTransposed(graph, x, constant(graph, [5, 4], 8), constant(graph, [5], 9)),
  },
  reshape: { by: [[3, 4]], build: (graph, x) => reshape(graph, x, [2, -1]) },
  transpose: { by: [[2, 3, 4]], build: (graph, x) => transpose(graph, x, [2, 0, 1]) },
  reduceSum: { by: [[3, 4]], build: (graph, x) => reduceSum(graph, x, [1]) },
  exp: { by: [[3, 4]], build: exp },
  log: { by: [[3, 4]], build: (graph, x) => log(graph, positive(graph, x)) },
  gatherElements: { by: [[3, 4]], build: (graph, x) => gatherElements(graph, x, targets(graph)) },
  softmax: { by: [[3, 5]], build: softmax },
  gelu: { by: [[3, 4]], build: gelu },
  layerNormalization: {
    by: [[3, 8]],
    build: (graph, x) => layerNormalization(graph, x, constant(graph, [8], 8), constant(graph, [8], 9), 2e-2),
  },
  skipLayerNormalization: {
    by: [
      [3, 8],
      [3, 8],
    ],
    build: (graph, x, skip) =>
      skipLayerNormalization(graph, x, skip, constant(graph, [8], 8), constant(graph, [8], 9), 1e-12),
  },
  'matrices in blocks of 8 bits, the last block cut': { by: [[2, 40]], build: layer(blockScheme(8)) },
  'matrices in blocks of 4 bits': { by: [[2, 64]], build: layer(blockScheme(4)) },
  'int8 made float again': { by: [[2, 8]], build: layer(int8InFloat) },
  'fp16 made float again': { by: [[2, 8]], build: layer(fp16InFloat) },
  'a value used three times': {
    by: [[4, 4]],
    build: (graph, x) => add(graph, softmax(graph, x), matMul(graph, x, gelu(graph, x))),
  },
  'the logarithm of a softmax at a target': {
    by: [[3, 5]],
    build: (graph, x) => {
      const shifted = sub(graph, x, stopGradient(graph, reduceMax(graph, x, [1])));
      const total = log(graph, reduceSum(graph, exp(graph, shifted), [1]));
      return sub(graph, gatherElements(graph, shifted, targets(graph)), total);
    },
  },
};

/** The case as a graph: `y`, its derivatives weighted by `seed`, and the points to look at. */
function prepared({ by, build }: Case) {
  const graph = new Graph('case');
  const inputs = by.map((shape, index) => graph.input(`x${index}`, 'float32', shape));
  const y = build(graph, ...inputs);
  const yShape = y.shape.map(Number);
  const seed = graph.input('seed', 'float32', yShape);
  for (const [index, gradient] of differentiate(graph, y, seed, inputs).entries()) {
    // A gradient that is the seed itself is no node's output.
    graph.output(`gradient${index}`, mul(graph, gradient, graph.constant('float32', [1], [])));
  }
  graph.output('y', y);
  const points = by.map((shape, index) => noise(sizeOf(shape), index + 1));
  return { graph, by, points, seed: { dims: yShape, values: noise(sizeOf(yShape), 7) } };
}

describe('each rule agrees with finite differences', () => {
  test.each(Object.entries(CASES))('%s', async (_, each) => {
    const { graph, by, points, seed } = prepared(each);
    const run = await graphRunner(graph);
    const at = async (xs: Float32Array[]) => {
      const feeds = xs.map((values, index) => [`x${index}`, { values, dims: by[index]! }]);
      return run({ ...Object.fromEntries(feeds), seed });
    };
    const weighted = async (xs: Float32Array[]) =>
      (await at(xs)).y!.reduce((sum, value, index) => sum + value * seed.values[index]!, 0);
    const gradients = await at(points);
    for (const [index, point] of points.entries()) {
      for (const element of point.keys()) {
        const moved = (by: number) =>
          points.map((values, other) => (other === index ? withAdded(values, element, by) : values));
        const slope = ((await weighted(moved(STEP))) - (await weighted(moved(-STEP)))) / (2 * STEP);
        const gradient = gradients[`gradient${index}`]![element]!;
        expect(Math.abs(gradient - slope)).toBeLessThan(TOLERANCE * Math.max(1, Math.abs(slope)));
      }
    }
  });
});

function withAdded(values: Float32Array, index: number, amount: number): Float32Array {
  const changed = values.slice();
  changed[index]! += amount;
  return changed;
}

test('one value may act through another: derivatives are total', async () => {
  const graph = new Graph('chain');
  const x = graph.input('x', 'float32', [1]);
  const square = mul(graph, x, x);
  const y = mul(graph, square, x);
  const seed = graph.input('seed', 'float32', [1]);
  const [byX, bySquare] = differentiate(graph, y, seed, [x, square]);
  graph.output('by_x', byX!);
  graph.output('by_square', bySquare!);
  const feed = (value: number) => ({ dims: [1], values: Float32Array.of(value) });
  const out = await (await graphRunner(graph))({ x: feed(3), seed: feed(1) });
  expect([out.by_x![0], out.by_square![0]]).toEqual([27, 3]);
});

test('nothing passes a stopped gradient', async () => {
  const graph = new Graph('stopped');
  const x = graph.input('x', 'float32', [1]);
  const seed = graph.input('seed', 'float32', [1]);
  const [gradient] = differentiate(graph, mul(graph, x, stopGradient(graph, mul(graph, x, x))), seed, [x]);
  graph.output('gradient', gradient!);
  const feed = (value: number) => ({ dims: [1], values: Float32Array.of(value) });
  const out = await (await graphRunner(graph))({ x: feed(3), seed: feed(1) });
  expect(out.gradient![0]).toBe(9);
});

test('only the way between is differentiated', () => {
  const graph = new Graph('way');
  const x = graph.input('x', 'float32', [2]);
  const before = erf(graph, x);
  const seed = graph.input('seed', 'float32', [2]);
  const y = mul(graph, before, before);
  expect(() => differentiate(graph, y, seed, [before])).not.toThrow();
  expect(() => differentiate(graph, y, seed, [x])).toThrow('Erf: there is no derivative of Erf');
});

describe('what cannot be differentiated is refused by name', () => {
  test('a value that has no part in it', () => {
    const graph = new Graph('apart');
    const [x, other] = [graph.input('x', 'float32', [2]), graph.input('other', 'float32', [2])];
    const seed = graph.input('seed', 'float32', [2]);
    expect(() => differentiate(graph, exp(graph, x), seed, [other])).toThrow('Exp does not depend on other');
  });

  test('a weight of a linear layer', () => {
    const graph = new Graph('weight');
    const [x, weight] = [graph.input('x', 'float32', [2, 3]), graph.input('weight', 'float32', [4, 3])];
    const seed = graph.input('seed', 'float32', [2, 4]);
    const y = gemmTransposed(graph, x, weight, null);
    expect(() => differentiate(graph, y, seed, [weight])).toThrow('no derivative by its input 1');
  });

  test('a seed of another shape', () => {
    const graph = new Graph('seed');
    const x = graph.input('x', 'float32', [2]);
    const seed = graph.input('seed', 'float32', [3]);
    expect(() => differentiate(graph, exp(graph, x), seed, [x])).toThrow('seed [3] cannot weigh Exp [2]');
  });
});

test('adding at indices adds where they repeat', async () => {
  const graph = new Graph('scatter');
  const data = graph.input('data', 'float32', [1, 3]);
  const indices = graph.initializer('indices', 'int32', [1, 2], async () => ints([2, 2]));
  const updates = graph.constant('float32', [5, 7], [1, 2]);
  graph.output('sum', scatterElementsAdd(graph, data, indices, updates));
  const out = await (await graphRunner(graph))({ data: { dims: [1, 3], values: Float32Array.of(1, 2, 3) } });
  expect([...out.sum!]).toEqual([1, 2, 15]);
});

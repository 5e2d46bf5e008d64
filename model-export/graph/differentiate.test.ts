/** What is differentiated and what is not; `gradient-rules.test.ts` tests single rules. */
import { describe, expect, test } from 'vitest';
import { graphRunner } from '../testing/run-graph.ts';
import { differentiate } from './differentiate.ts';
import { Graph } from './graph.ts';
import { erf, exp, scatterElementsAdd, stopGradient } from './math-ops.ts';
import { gemmTransposed, mul } from './ops.ts';

test('derivatives are total: one value may act through another', async () => {
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

test('a stopped gradient is zero', async () => {
  const graph = new Graph('stopped');
  const x = graph.input('x', 'float32', [1]);
  const seed = graph.input('seed', 'float32', [1]);
  const [gradient] = differentiate(graph, mul(graph, x, stopGradient(graph, mul(graph, x, x))), seed, [x]);
  graph.output('gradient', gradient!);
  const feed = (value: number) => ({ dims: [1], values: Float32Array.of(value) });
  const out = await (await graphRunner(graph))({ x: feed(3), seed: feed(1) });
  expect(out.gradient![0]).toBe(9);
});

test('only nodes between both values are differentiated', () => {
  const graph = new Graph('way');
  const x = graph.input('x', 'float32', [2]);
  const before = erf(graph, x);
  const seed = graph.input('seed', 'float32', [2]);
  const y = mul(graph, before, before);
  expect(() => differentiate(graph, y, seed, [before])).not.toThrow();
  expect(() => differentiate(graph, y, seed, [x])).toThrow('Erf: there is no derivative of Erf');
});

describe('unsupported derivatives are refused by name', () => {
  test('a value without influence', () => {
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

test('scatter-add accumulates at repeated indices', async () => {
  const graph = new Graph('scatter');
  const data = graph.input('data', 'float32', [1, 3]);
  const indices = graph.initializer(
    'indices',
    'int32',
    [1, 2],
    async () => new Uint8Array(Int32Array.of(2, 2).buffer),
  );
  const updates = graph.constant('float32', [5, 7], [1, 2]);
  graph.output('sum', scatterElementsAdd(graph, data, indices, updates));
  const out = await (await graphRunner(graph))({ data: { dims: [1, 3], values: Float32Array.of(1, 2, 3) } });
  expect([...out.sum!]).toEqual([1, 2, 15]);
});

import { expect, test } from 'vitest';
import { graphRunner, noise } from '../testing/run-graph.ts';
import { Graph } from './graph.ts';
import { matMul, matMulByRow } from './ops.ts';

test('matrices multiplied by row are the product', async () => {
  const graph = new Graph('g');
  const a = graph.input('a', 'float32', ['pictures', 2, 'rows', 5]);
  const b = graph.input('b', 'float32', ['pictures', 2, 5, 7]);
  const [byRow, atOnce] = [matMulByRow(graph, a, b), matMul(graph, a, b)];
  expect(byRow.shape).toEqual(['pictures', 2, 'rows', 7]);
  graph.output('by_row', byRow);
  graph.output('at_once', atOnce);
  const run = await graphRunner(graph);
  const product = await run({
    a: { dims: [3, 2, 4, 5], values: noise(3 * 2 * 4 * 5, 1) },
    b: { dims: [3, 2, 5, 7], values: noise(3 * 2 * 5 * 7, 2) },
  });
  expect(product.by_row).toHaveLength(3 * 2 * 4 * 7);
  for (const [index, value] of product.at_once!.entries())
    expect(product.by_row![index]).toBeCloseTo(value, 5);
});

import { expect, test } from 'vitest';
import { Graph } from './graph.ts';
import { add, matMul, mul } from './ops.ts';

test('two equal constants are one initializer', () => {
  const graph = new Graph('g');
  const x = graph.input('x', 'float32', [2]);
  mul(graph, x, graph.constant('float32', [0.125], []));
  mul(graph, x, graph.constant('float32', [0.125], []));
  mul(graph, x, graph.constant('float32', [0.25], []));
  expect(graph.initializers.size).toBe(2);
});

test('names nodes by scope, with numbers for repeats', () => {
  const graph = new Graph('g');
  const x = graph.input('x', 'float32', [2]);
  graph.scope('encoder.layers.0', () => {
    add(graph, x, x);
    add(graph, x, x);
  });
  expect(graph.nodes.map(({ name }) => name)).toEqual(['encoder.layers.0/Add', 'encoder.layers.0/Add_1']);
});

test('leaves a scope even if building throws', () => {
  const graph = new Graph('g');
  const x = graph.input('x', 'float32', [2]);
  expect(() => graph.scope('broken', () => matMul(graph, x, x))).toThrow();
  add(graph, x, x);
  expect(graph.nodes[0]!.name).toBe('Add');
});

test('renames an output, which must be the output of a node', () => {
  const graph = new Graph('g');
  const x = graph.input('x', 'float32', [2]);
  const sum = add(graph, x, x);
  graph.output('sum', sum);
  expect(graph.nodes[0]!.outputs[0]!.name).toBe('sum');
  expect(() => graph.output('x2', x)).toThrow('only the output of a node');
  expect(() => graph.output('again', sum)).toThrow('sum is an output already');
});

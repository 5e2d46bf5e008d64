import { expect, test } from 'vitest';
import { Graph } from '../graph/graph.ts';
import { relu } from '../graph/math-ops.ts';
import { add } from '../graph/ops.ts';
import { encodeModel } from './model.ts';

test('inputs, outputs and nodes keep their names, values between nodes have short ones', () => {
  const graph = new Graph('named');
  const x = graph.input('x', 'float32', [2]);
  const y = graph.scope('text_decoder.bert.encoder.layer.0', () => relu(graph, add(graph, x, x)));
  graph.output('y', y);
  const text = new TextDecoder('latin1').decode(encodeModel(graph, new Map()));
  const count = (name: string) => text.split(name).length - 1;
  expect([count('layer.0/Add'), count('layer.0/Relu')]).toEqual([1, 1]);
  expect(count('#0')).toBe(2);
  expect(text).toContain('\u0001y');
});

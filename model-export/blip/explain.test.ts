/**
 * Complete Grad-CAM graphs against finite differences: a number is added to one attention probability after another,
 * and the graph's score shows the effect. `workers/engine` compares them with PyTorch's autograd.
 */
import path from 'node:path';
import { expect, test } from 'vitest';
import { openCheckpoint } from '../checkpoint/open.ts';
import { emitModel } from '../emit.ts';
import type { Graph, Node, Value } from '../graph/graph.ts';
import { folderFiles, REFERENCE } from '../testing/memory.ts';
import { type Feed, graphRunner, noise, type RunGraph } from '../testing/run-graph.ts';

const ROWS = 4;
const STEP = 2 ** -7;
/** Relative to the largest value of a layer's maps: central differences of float32 lose about half of the digits. */
const TOLERANCE = 5e-3;

type Role = 'explain_caption' | 'explain_itm' | 'explain_answer';

async function emitted(folder: string, role: Role): Promise<Graph> {
  const checkpoint = await openCheckpoint(folderFiles(path.join(REFERENCE, folder)), {});
  const { graphs } = await emitModel(checkpoint, {
    target: 'node',
    dtype: 'fp32',
  });
  return graphs.find((each) => each.role === role)!.graph;
}

/** Adds an input `nudge.l` to every layer's probabilities of patches, which become outputs; returns them. */
function withNudges(graph: Graph): Value[] {
  const layers = graph.nodes.filter(
    ({ name, outputs }) =>
      /crossattention\.self\/Softmax$/.test(name) && typeof outputs[0]!.shape[3] === 'number',
  );
  return layers.map((node, layer) => {
    const probabilities = node.outputs[0]!;
    const plain = { ...probabilities, name: `plain.${layer}` };
    const nudge = graph.input(`nudge.${layer}`, 'float32', probabilities.shape);
    const adding: Node = {
      ...{ name: `nudging.${layer}`, op: 'Add', domain: '', attributes: {} },
      inputs: [plain, nudge],
      outputs: [probabilities],
    };
    graph.nodes.splice(graph.nodes.indexOf(node), 1, { ...node, outputs: [plain] }, adding);
    graph.output(`probabilities.${layer}`, probabilities);
    return probabilities;
  });
}

const square = (value: (row: number, column: number) => number): Feed => ({
  dims: [ROWS, ROWS],
  values: Float32Array.from({ length: ROWS * ROWS }, (_, i) => value(Math.floor(i / ROWS), i % ROWS)),
});
const column = (values: Float32Array | Int32Array): Feed => ({
  dims: [ROWS, values.length / ROWS],
  values,
});
const line = (values: number[]): Feed => ({ dims: [ROWS], values: Int32Array.from(values) });

const isApart = (row: number, other: number) => row < 2 !== other < 2;

const TEXT = { input_ids: line([9, 20, 31, 14]), position_ids: line([0, 1, 2, 3]) };
const TEXTS: Record<Role, Record<string, Feed>> = {
  explain_caption: {
    ...TEXT,
    attention_bias: square((row, other) => (other > row ? -1e9 : 0)),
    own_rows: square((row, other) => Number(row === other)),
    target_ids: column(Int32Array.of(20, 31, 14, 40)),
    target_weights: column(new Float32Array(ROWS).fill(1)),
  },
  explain_itm: {
    ...TEXT,
    attention_bias: square(() => 0),
    logit_weights: column(Float32Array.of(0, 1, 0, 0, 0, 0, 0, 0)),
  },
  // A question of two tokens with its answer, twice: the second token of the first is explained, and all of the second.
  explain_answer: {
    input_ids: line([9, 20, 9, 20]),
    position_ids: line([0, 1, 0, 1]),
    attention_bias: square((row, other) => (isApart(row, other) ? -1e9 : 0)),
    answer_ids: line([30, 11, 30, 11]),
    answer_positions: line([0, 1, 0, 1]),
    answer_bias: square((row, other) => (isApart(row, other) || other > row ? -1e9 : 0)),
    question_bias: square((row, other) => (isApart(row, other) ? -1e9 : 0)),
    target_ids: column(Int32Array.of(11, 25, 11, 25)),
    target_weights: column(Float32Array.of(0, 1, 1, 1)),
  },
};

/** The score that the maps of that row explain. */
const SCORES: Record<Role, (out: Record<string, Float32Array>, row: number) => number> = {
  explain_caption: ({ log_probs }, row) => log_probs![row]!,
  explain_itm: ({ itm_logits }) => itm_logits![1]!,
  explain_answer: ({ log_probs }, row) => (row < 2 ? log_probs![1]! : log_probs![2]! + log_probs![3]!),
};

/** Random keys and values, and zero nudges. */
function pictureFeeds({ inputs }: Graph): Record<string, Feed> {
  const given = inputs.filter(({ name }) => /^(cross_|nudge)/.test(name));
  return Object.fromEntries(
    given.map(({ name, shape }, index) => {
      const dims = shape.map((size) => (typeof size === 'number' ? size : ROWS));
      const length = dims.reduce((product, size) => product * size, 1);
      const values = name.startsWith('nudge') ? new Float32Array(length) : noise(length, index);
      return [name, { dims, values }];
    }),
  );
}

interface FullGraph {
  run: RunGraph;
  feeds: Record<string, Feed>;
  role: Role;
}

/** Mean over heads of A·max(∂score/∂A, 0), [R,N] of one layer, the derivative by differences. */
async function slopeMaps({ run, feeds, role }: FullGraph, layer: number, attention: Float32Array) {
  const nudge = `nudge.${layer}`;
  const { dims } = feeds[nudge]!;
  const [, heads, rows, columns] = dims as [number, number, number, number];
  const maps = new Float32Array(rows * columns);
  for (const [index, probability] of attention.entries()) {
    const cell = index % maps.length;
    const score = async (amount: number) => {
      const values = new Float32Array(attention.length);
      values[index] = amount;
      const out = await run({ ...feeds, [nudge]: { dims, values } });
      return SCORES[role](out, Math.floor(cell / columns));
    };
    const slope = ((await score(STEP)) - (await score(-STEP))) / (2 * STEP);
    maps[cell]! += (probability * Math.max(slope, 0)) / heads;
  }
  return maps;
}

test.each([
  ['checkpoints/odd-9', 'explain_caption'],
  ['checkpoints/grid-25', 'explain_caption'],
  ['architectures/matcher-16', 'explain_itm'],
  ['architectures/vqa-9', 'explain_answer'],
  ['architectures/vqa-4', 'explain_answer'],
] as const)('%s, %s: every map of every layer', async (folder, role) => {
  const graph = await emitted(folder, role);
  const layers = withNudges(graph).length;
  const full = { run: await graphRunner(graph), feeds: { ...TEXTS[role], ...pictureFeeds(graph) }, role };
  const out = await full.run(full.feeds);
  expect(layers).toBeGreaterThan(0);
  for (let layer = 0; layer < layers; layer++) {
    const expected = await slopeMaps(full, layer, out[`probabilities.${layer}`]!);
    const maps = out[`grad_cam.${layer}`]!;
    const max = Math.max(...expected);
    expect(max).toBeGreaterThan(0);
    const error = Math.max(...maps.map((value, index) => Math.abs(value - expected[index]!)));
    expect(error / max).toBeLessThan(TOLERANCE);
  }
});

/**
 * Where the time of a decode step goes on WebAssembly: the products of a base-size decoder's layers (four of the
 * twelve unless it is said), for 1 and for 3 captions, in every form in which the runtime can multiply weights
 * of 32 and of 8 bits. One thread, so that what is compared is the work of one. All forms in turn, round by round.
 *
 *   npx tsx bench/wasm-matrices.ts [--rounds 15] [--layers 4] [--forms 'fp32;q8, as exported']
 *
 * One more row is what three rows take beyond one, halved: it needs no weight to be packed again. What a single row takes
 * beyond it is the reading and packing of the weights.
 */
import { parseArgs } from 'node:util';
import * as ort from 'onnxruntime-web/wasm';
import type { Weight } from '../model-export/checkpoint/weights.ts';
import { Graph, type Value } from '../model-export/graph/graph.ts';
import {
  cast,
  dynamicQuantizeLinear,
  matMulIntegerToFloat,
  mul,
  reshape,
  single,
  transpose,
} from '../model-export/graph/ops.ts';
import { encodeModel, type TensorData } from '../model-export/onnx/model.ts';
import { blockScheme } from '../model-export/quantize/blocks.ts';
import { fp32 } from '../model-export/quantize/fp32.ts';
import { int8InFloat, int8Scheme } from '../model-export/quantize/int8.ts';
import { asBytes, type Scheme } from '../model-export/quantize/scheme.ts';
import { summarize, told } from './support/summary.ts';
import { markdownTable } from './support/table.ts';

const D = 768;
/** Columns of a panel: the widest of 16 to 384 that gained most. */
const PANEL = 32;
const ROWS = [1, 3];
const WARM_UP = 2;

interface Form {
  linear: () => Scheme['linear'];
  options?: ort.InferenceSession.SessionOptions;
}

/** Every product of a step is one row a caption; which matrix it is does not matter to its time. */
const FORMS: Record<string, Form> = {
  fp32: { linear: () => fp32.linear },
  'fp32, not packed when loaded': {
    linear: () => fp32.linear,
    options: { extra: { session: { disable_prepacking: '1' } } },
  },
  'q8, as exported': { linear: () => int8Scheme().linear },
  'q8, in panels of columns': { linear: () => inPanels },
  'q8, weights on the left': { linear: () => weightsOnTheLeft },
  'q8, as a convolution': { linear: () => asConvolution },
  'q8, multiplied in float32': { linear: () => int8InFloat.linear },
  'q8, in blocks': { linear: () => blockScheme(8).linear },
  'q4, in blocks': { linear: () => blockScheme(4).linear },
};

/** W as [N/32,K,32]: the columns that are packed together lie together in memory. */
const inPanels: Scheme['linear'] = (graph, x, { weight: { key, shape } }) => {
  const [N, K] = [shape[0]!, shape[1]!];
  const panels = [N / PANEL, K, PANEL];
  const product = matMulIntegerToFloat(graph, {
    ...dynamicQuantizeLinear(graph, x),
    weight: graph.initializer(key, 'int8', panels, async () => noise(shape, key)),
    weightScale: graph.initializer(`${key}.scale`, 'float32', [N / PANEL, 1, PANEL], async () =>
      asBytes(new Float32Array(N).fill(1 / 4096)),
    ),
    bias: null,
  });
  return reshape(graph, transpose(graph, product, [1, 0, 2]), [-1, N]);
};

/** Wᵀ [N,K] · xᵀ [K,M]: the runtime packs the right matrix anew at every product, here the few rows. */
const weightsOnTheLeft: Scheme['linear'] = (graph, x, { weight }) => {
  const { quantized, scale, zeroPoint } = dynamicQuantizeLinear(graph, x);
  const inputs = [unsignedWeight(graph, weight, weight.shape), transpose(graph, quantized, [1, 0])];
  const product = single(
    graph,
    { op: 'MatMulInteger', inputs: [...inputs, graph.constant('uint8', [128], []), zeroPoint] },
    'int32',
    [weight.shape[0]!, x.shape[0]!],
  );
  return mul(graph, transpose(graph, cast(graph, product, 'float32'), [1, 0]), scale);
};

/** A convolution of 1×1 over a picture of M×1 with K channels. */
const asConvolution: Scheme['linear'] = (graph, x, { weight }) => {
  const [N, K] = [weight.shape[0]!, weight.shape[1]!];
  const { quantized, scale, zeroPoint } = dynamicQuantizeLinear(graph, x);
  const picture = reshape(graph, transpose(graph, quantized, [1, 0]), [1, K, -1, 1]);
  const inputs = [picture, unsignedWeight(graph, weight, [N, K, 1, 1]), zeroPoint];
  const product = single(
    graph,
    { op: 'ConvInteger', inputs: [...inputs, graph.constant('uint8', [128], [])] },
    'int32',
    [1, N, x.shape[0]!, 1],
  );
  const columns = reshape(graph, cast(graph, product, 'float32'), [N, -1]);
  return mul(graph, transpose(graph, columns, [1, 0]), scale);
};

function unsignedWeight(graph: Graph, { key, shape }: Weight, as: readonly number[]): Value {
  return graph.initializer(key, 'uint8', as, async () => noise(shape, key));
}

/** Evenly spread bytes, the same for the same key. */
function noise(shape: readonly number[], key: string): Uint8Array<ArrayBuffer> {
  let state = [...key].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) >>> 0, 7);
  return Uint8Array.from({ length: shape.reduce((product, size) => product * size, 1) }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 24;
  });
}

function weightOf(key: string, N: number, K: number): Weight {
  const read = async () => Float32Array.from(noise([N, K], key), (byte) => (byte - 127.5) / 4096);
  return { key, shape: [N, K], read };
}

/** Queries, keys, values and outputs of both attentions that a step computes, and the feed-forward layer. */
const LAYER: [number, number][] = [
  ...Array.from({ length: 6 }, (): [number, number] => [D, D]),
  [4 * D, D],
  [D, 4 * D],
];

async function modelOf(linear: Scheme['linear'], layers: number): Promise<Uint8Array> {
  const graph = new Graph('products');
  let x = graph.input('x', 'float32', ['rows', D]);
  for (let layer = 0; layer < layers; layer++) {
    for (const [index, [N, K]] of LAYER.entries()) {
      x = linear(graph, x, { weight: weightOf(`weight.${layer}.${index}`, N, K), bias: null });
    }
  }
  graph.output('y', x);
  const data = new Map<string, TensorData>();
  for (const { name, load } of graph.initializers.values()) {
    data.set(name, { kind: 'inline', bytes: await load() });
  }
  return encodeModel(graph, data);
}

interface Subject {
  form: string;
  session: ort.InferenceSession;
  /** Milliseconds of every round, for each number of rows. */
  rounds: Map<number, number[]>;
}

async function subjectOf(form: string, layers: number): Promise<Subject> {
  const { linear, options } = FORMS[form]!;
  const session = await ort.InferenceSession.create(await modelOf(linear(), layers), options);
  return { form, session, rounds: new Map(ROWS.map((rows) => [rows, []])) };
}

async function runOnce(session: ort.InferenceSession, rows: number): Promise<number> {
  const x = Float32Array.from({ length: rows * D }, (_, i) => Math.sin(i * i));
  const start = performance.now();
  await session.run({ x: new ort.Tensor('float32', x, [rows, D]) });
  return performance.now() - start;
}

/** Milliseconds; the last column of the fastest rounds. */
function rowOf({ form, rounds }: Subject): string[] {
  const [one, three] = ROWS.map((rows) => summarize(rounds.get(rows)!));
  const number = (ms: number) => ms.toFixed(1);
  const perRow = (three!.min - one!.min) / (ROWS[1]! - ROWS[0]!);
  return [form, told(one!, number), told(three!, number), number(perRow)];
}

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '15' },
    layers: { type: 'string', default: '4' },
    forms: { type: 'string', default: Object.keys(FORMS).join(';') },
  },
});
ort.env.wasm.numThreads = 1;
const layers = Number(values.layers);
const subjects: Subject[] = [];
for (const form of values.forms.split(';')) subjects.push(await subjectOf(form, layers));
for (let round = -WARM_UP; round < Number(values.rounds); round++) {
  for (const { session, rounds } of subjects) {
    for (const rows of ROWS) {
      const ms = await runOnce(session, rows);
      if (round >= 0) rounds.get(rows)!.push(ms);
    }
  }
}
const weights = (layers * LAYER.reduce((sum, [N, K]) => sum + N * K, 0)) / 1e6;
console.log(`${weights.toFixed(0)} million weights, one thread; ms, median (smallest–largest)\n`);
console.log(
  markdownTable(['form', ...ROWS.map((rows) => `rows: ${rows}`), 'one more row'], subjects.map(rowOf)),
);
process.exit(0);

/**
 * The layers of BLIP's text towers: BERT with post-normalisation and cross-attention to another sequence in every
 * layer.
 * Source: transformers `modeling_blip_text.py`; salesforce/BLIP `models/med.py`.
 * Left out: dropout (training only); token-type embeddings (BLIP has none).
 * Axes: P pictures (or questions); R rows, one token each (a step's captions, or a text's positions), as many of each
 * picture, one picture after the other; N tokens attended to; D text width, H heads, d = D/H.
 */

import type { Target } from '../../core/dtypes.ts';
import type { Architecture } from '../../core/manifest/manifest.ts';
import type { Graph, Value } from '../graph/graph.ts';
import {
  add,
  concat,
  gather,
  matMul,
  matMulByRow,
  mul,
  reshape,
  reshapeTo,
  sizeOf,
  softmax,
  transpose,
} from '../graph/ops.ts';
import { type Dim, expectShape } from '../graph/shape.ts';
import { type Embedding, floatTensor } from '../quantize/scheme.ts';
import { addAndNorm, type Emitter, feedForward, layerNorm, linear } from './layers.ts';

export interface TextTower {
  /** The checkpoint's key of the BERT model. */
  prefix: string;
  text: Architecture['text'];
  /** The sequence that cross-attention attends to. */
  attendsTo: { input: string; tokens: Dim; width: number };
}

export const layerKey = ({ prefix }: TextTower, layer: number) => `${prefix}.encoder.layer.${layer}`;

export const wordEmbeddingsKey = ({ prefix }: Pick<TextTower, 'prefix'>) =>
  `${prefix}.embeddings.word_embeddings.weight`;

export function wordEmbeddings(to: Emitter, tower: TextTower): Embedding {
  const { vocabSize, hiddenSize } = tower.text;
  return to.policy.matrices.embedding(
    to.graph,
    to.weights.take(wordEmbeddingsKey(tower), [vocabSize, hiddenSize]),
  );
}

/** ids, positions int32 [R] → [R,D] */
export function embedTokens(
  to: Emitter,
  tower: TextTower,
  words: Embedding,
  ids: Value,
  positions: Value,
): Value {
  const { graph, weights } = to;
  const { maxPositions, hiddenSize, layerNormEps } = tower.text;
  const key = `${tower.prefix}.embeddings`;
  const table = floatTensor(
    graph,
    weights.take(`${key}.position_embeddings.weight`, [maxPositions, hiddenSize]),
  );
  const sum_RD = graph.scope(key, () => add(graph, words.lookup(ids), gather(graph, table, positions)));
  return layerNorm(to, `${key}.LayerNorm`, sum_RD, layerNormEps);
}

/** What cross-attention attends to: keys [P,H,d,N], scaled by attention's 1/√d, and values [P,H,N,d]. */
export interface KeysValues {
  key: Value;
  value: Value;
}

/**
 * Emits the sequence attended to, [1,N,Dv] → per layer l `cross_key.l` [1,H,d,N], which is scaled by attention's 1/√d
 * so that later graphs need not scale, and `cross_value.l` [1,H,N,d].
 */
export function emitCrossAttentionKv(to: Emitter, tower: TextTower): void {
  const { graph } = to;
  const { text, attendsTo } = tower;
  const source = graph.input(attendsTo.input, 'float32', [1, attendsTo.tokens, attendsTo.width]);
  const source_ND = reshape(graph, source, [-1, attendsTo.width]);
  for (let layer = 0; layer < text.layers; layer++) {
    const { key, value } = keysValues(to, tower, layer, source_ND);
    graph.output(`cross_key.${layer}`, key);
    graph.output(`cross_value.${layer}`, value);
  }
}

/** The projections of one layer: [N,Dv] → keys [1,H,d,N] and values [1,H,N,d]. */
export function keysValues(to: Emitter, tower: TextTower, layer: number, source_ND: Value): KeysValues {
  const { graph } = to;
  const { hiddenSize: D, heads: H } = tower.text;
  const d = D / H;
  const scale = graph.constant('float32', [1 / Math.sqrt(d)], []);
  const key = `${layerKey(tower, layer)}.crossattention.self`;
  const heads = (part: string) => reshape(graph, linear(to, `${key}.${part}`, source_ND, D), [1, -1, H, d]);
  return {
    key: mul(graph, transpose(graph, heads('key'), [0, 2, 3, 1]), scale),
    value: transpose(graph, heads('value'), [0, 2, 1, 3]),
  };
}

/** How rows belong to pictures. */
export interface Grouping {
  /** P */
  pictures: Dim;
  /** [R,D] → [P,R/P,H,d]; `crossKey` is [P,H,d,N]. */
  group(graph: Graph, x_RD: Value, crossKey: Value): Value;
  /** Rows [P,H,R/P,K] × keys or values [P,H,K,M]. */
  multiply: typeof matMul;
}

/** All rows are of one picture. */
export const ONE_PICTURE: Grouping = {
  pictures: 1,
  group: (graph, x_RD, { shape }) => reshape(graph, x_RD, [1, -1, Number(shape[1]), Number(shape[2])]),
  multiply: matMul,
};

/**
 * A few rows of each picture. Of how many pictures they are is the size of the first axis of their keys. One per graph.
 */
export function anyPictures(target: Target): Grouping {
  let sizes: Value | null = null;
  return {
    pictures: 'pictures',
    group: (graph, x_RD, crossKey) => {
      const [P, H, d] = crossKey.shape.slice(0, 3) as [Dim, number, number];
      sizes ??= concat(graph, [sizeOf(graph, crossKey, 0), graph.constant('int64', [-1, H, d])], 0);
      return reshapeTo(graph, x_RD, sizes, [P, 'rows_per_picture', H, d]);
    },
    multiply: target === 'webgpu' ? matMul : matMulByRow,
  };
}

/** Cross-attention, with its probabilities as output `cross_attention.l` [P,H,R/P,N]; [R,D] → [R,D]. */
export function crossAttention(
  to: Emitter,
  tower: TextTower,
  layer: number,
  x_RD: Value,
  grouping: Grouping = ONE_PICTURE,
): Value {
  const { out_RD, probabilities } = attendTo(to, tower, layer, x_RD, grouping);
  to.graph.output(`cross_attention.${layer}`, probabilities);
  return out_RD;
}

/** Cross-attention whose keys and values are inputs of the graph, `cross_key.l` and `cross_value.l`. */
export function attendTo(
  to: Emitter,
  tower: TextTower,
  layer: number,
  x_RD: Value,
  grouping: Grouping = ONE_PICTURE,
): { out_RD: Value; probabilities: Value } {
  const { graph } = to;
  const { hiddenSize: D, heads: H } = tower.text;
  const [P, N] = [grouping.pictures, tower.attendsTo.tokens];
  const key = graph.input(`cross_key.${layer}`, 'float32', [P, H, D / H, N]);
  const value = graph.input(`cross_value.${layer}`, 'float32', [P, H, N, D / H]);
  return attend(to, tower, layer, x_RD, { key, value, grouping });
}

/**
 * Cross-attention. With rows after the heads, keys and values are read once for all rows of a picture. `bias` [R,N] is
 * added to the scores.
 */
export function attend(
  to: Emitter,
  tower: TextTower,
  layer: number,
  x_RD: Value,
  { key: crossKey, value: crossValue, bias, grouping }: KeysValues & { bias?: Value; grouping: Grouping },
): { out_RD: Value; probabilities: Value } {
  const { graph } = to;
  const { text } = tower;
  const { hiddenSize: D } = text;
  const { group, multiply } = grouping;
  const key = `${layerKey(tower, layer)}.crossattention`;
  const axes = new Map();
  expectShape(axes, x_RD, 'R', D);
  const probabilities = graph.scope(`${key}.self`, () => {
    const query_PRHd = group(graph, linear(to, `${key}.self.query`, x_RD, D), crossKey);
    const scores = multiply(graph, transpose(graph, query_PRHd, [0, 2, 1, 3]), crossKey);
    return softmax(graph, bias ? add(graph, scores, bias) : scores);
  });
  const context_PRHd = transpose(graph, multiply(graph, probabilities, crossValue), [0, 2, 1, 3]);
  const context_RD = reshapeRows(graph, context_PRHd, x_RD);
  const attended_RD = linear(to, `${key}.output.dense`, context_RD, D);
  const out_RD = addAndNorm(to, `${key}.output.LayerNorm`, attended_RD, x_RD, text.layerNormEps);
  return { out_RD, probabilities };
}

/** All axes but those of the heads become rows, as many as `like` [R,D] has. */
function reshapeRows(graph: Graph, x: Value, like: Value): Value {
  return reshapeTo(graph, x, graph.constant('int64', [-1, Number(like.shape[1])]), like.shape);
}

/** The last part of a layer: [R,D] → [R,D]. */
export function feedForwardBlock(to: Emitter, tower: TextTower, layer: number, x_RD: Value): Value {
  const key = layerKey(tower, layer);
  const keys = { up: `${key}.intermediate.dense`, down: `${key}.output.dense` };
  const inner_RD = feedForward(to, keys, x_RD, tower.text);
  return addAndNorm(to, `${key}.output.LayerNorm`, inner_RD, x_RD, tower.text.layerNormEps);
}

/**
 * BLIP's captioner in the standard form, as a baseline: standard ONNX operators, and a decoder that recomputes all
 * words and image features at each step.
 * Source: what `torch.onnx.export` and Optimum produce from transformers' `BlipForConditionalGeneration`.
 * Axes: B captions, T words so far, N image tokens, D text width, Dv vision width, H heads, d = D/H, V vocabulary.
 */
import type { Graph, Value } from '../graph/graph.ts';
import { add, matMul, mul, single, softmax, transpose } from '../graph/ops.ts';
import { addAndNorm, type Emitter, linear } from './layers.ts';
import { headScores } from './text-decoder.ts';
import { embedTokens, feedForwardBlock, layerKey, type TextTower, wordEmbeddings } from './text-layers.ts';

const BATCH = 'batch';
const LENGTH = 'length';

/**
 * Emits all steps at once: `input_ids` int32 [B,T], `position_ids` int32 [1,T], `causal_bias` [T,T] (0 where a row
 * attends to a column, very negative elsewhere), `image_embeds` [B,N,Dv] → `logits` [B,T,V].
 */
export function emitBaselineDecoder(to: Emitter, tower: TextTower, tiedEmbeddings: boolean): void {
  const { graph } = to;
  const { tokens, width } = tower.attendsTo;
  const ids = graph.input('input_ids', 'int32', [BATCH, LENGTH]);
  const positions = graph.input('position_ids', 'int32', [1, LENGTH]);
  const bias_TT = graph.input('causal_bias', 'float32', [LENGTH, LENGTH]);
  const image_BND = graph.input('image_embeds', 'float32', [BATCH, tokens, width]);
  const words = wordEmbeddings(to, tower);
  let x_BTD = embedTokens(to, tower, words, ids, positions);
  for (let layer = 0; layer < tower.text.layers; layer++) {
    const key = layerKey(tower, layer);
    x_BTD = attentionBlock(to, tower, `${key}.attention`, x_BTD, x_BTD, bias_TT);
    x_BTD = attentionBlock(to, tower, `${key}.crossattention`, x_BTD, image_BND, null);
    x_BTD = feedForwardBlock(to, tower, layer, x_BTD);
  }
  graph.output('logits', headScores(to, x_BTD, tower.text, tiedEmbeddings ? words : null));
}

function attentionBlock(
  to: Emitter,
  { text }: TextTower,
  key: string,
  x_BTD: Value,
  source: Value,
  bias: Value | null,
): Value {
  const { hiddenSize: D, heads, layerNormEps } = text;
  const query = linear(to, `${key}.self.query`, x_BTD, D);
  const k = linear(to, `${key}.self.key`, source, D);
  const value = linear(to, `${key}.self.value`, source, D);
  const context_BTD = to.graph.scope(`${key}.self`, () =>
    baselineAttention(to.graph, query, k, value, heads, bias),
  );
  const out_BTD = linear(to, `${key}.output.dense`, context_BTD, D);
  return addAndNorm(to, `${key}.output.LayerNorm`, out_BTD, x_BTD, layerNormEps);
}

/** Attention in standard operators: query [B,S,D], key, value [B,T,D] → [B,S,D]; `bias` is added to the scores. */
export function baselineAttention(
  graph: Graph,
  query: Value,
  key: Value,
  value: Value,
  heads: number,
  bias: Value | null = null,
): Value {
  const width = Number(query.shape.at(-1)) / heads;
  const split = (x: Value) => regroup(graph, x, [heads, width]);
  const scale = graph.constant('float32', [1 / Math.sqrt(width)], []);
  const query_BHSd = mul(graph, transpose(graph, split(query), [0, 2, 1, 3]), scale);
  const scores_BHST = matMul(graph, query_BHSd, transpose(graph, split(key), [0, 2, 3, 1]));
  const probabilities = softmax(graph, bias ? add(graph, scores_BHST, bias) : scores_BHST);
  const context_BHSd = matMul(graph, probabilities, transpose(graph, split(value), [0, 2, 1, 3]));
  return regroup(graph, transpose(graph, context_BHSd, [0, 2, 1, 3]), [heads * width]);
}

/** Replaces the axes after the first two. ONNX's Reshape copies an axis whose size is given as 0. */
function regroup(graph: Graph, x: Value, sizes: readonly number[]): Value {
  const target = graph.constant('int64', [0, 0, ...sizes]);
  return single(graph, { op: 'Reshape', inputs: [x, target] }, x.dtype, [...x.shape.slice(0, 2), ...sizes]);
}

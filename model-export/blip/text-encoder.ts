/**
 * BLIP's text encoders: bidirectional self-attention, and cross-attention to the picture where there is one.
 * Source: transformers `modeling_blip.py` BlipForImageTextRetrieval, BlipForQuestionAnswering; salesforce/BLIP
 * `models/blip_itm.py`, `models/blip_vqa.py`.
 * Several texts are one sequence of rows without padding; `attention_bias`, 0 within a text and very negative between
 * two, separates them.
 * Axes: R rows, X texts, D text width, H heads, d = D/H, E width of the common space of contrast.
 */

import type { Architecture } from '../../core/manifest/manifest.ts';
import type { Value } from '../graph/graph.ts';
import { add, gather, matMul, mul, reshape, softmax, tanh, transpose } from '../graph/ops.ts';
import type { LinearWeights } from '../quantize/scheme.ts';
import { addAndNorm, type Emitter, layerNorm, linear, takeLinear } from './layers.ts';
import {
  crossAttention,
  embedTokens,
  feedForwardBlock,
  layerKey,
  type TextTower,
  wordEmbeddings,
} from './text-layers.ts';
import { imageTokens } from './vision.ts';

const ROWS = 'rows';
const TEXTS = 'texts';

/** The encoder under `prefix` with cross-attention to the picture. */
export function imageGroundedEncoder({ vision, text }: Architecture, prefix: string): TextTower {
  const attendsTo = { input: 'image_embeds', tokens: imageTokens(vision), width: vision.hiddenSize };
  return { prefix, text, attendsTo };
}

/**
 * Emits image-text matching: `input_ids`, `position_ids` int32 [R], `attention_bias` [R,R], `first_rows` int32
 * [X] (each text's first row), `cross_key.l`, `cross_value.l` → `itm_logits` [X,2] (no match, match) and
 * `cross_attention.l` [1,H,R,N].
 */
export function emitMatcher(to: Emitter, tower: TextTower): void {
  const { graph } = to;
  const hidden_RD = encodeText(to, tower, 'with-picture');
  const firstRows = graph.input('first_rows', 'int32', [TEXTS]);
  graph.output('itm_logits', matchScores(to, gather(graph, hidden_RD, firstRows)));
}

/** ITM's two scores, no match and match: [X,D] → [X,2]. */
export function matchScores(to: Emitter, x_XD: Value): Value {
  return project(to, x_XD, { pooler: null, key: 'itm_head', bias: true, size: 2 });
}

/** Emits the question encoder: the matcher's inputs without `first_rows` → `question_embeds` [1,R,D]. */
export function emitQuestionEncoder(to: Emitter, tower: TextTower): void {
  const hidden_RD = encodeText(to, tower, 'with-picture');
  to.graph.output('question_embeds', reshape(to.graph, hidden_RD, [1, -1, tower.text.hiddenSize]));
}

/** Projects a hidden state into the common space; the caller normalises it. */
export interface Projection {
  /** A dense layer with tanh before the projection (`BlipTextPooler`), by key. */
  pooler: string | null;
  key: string;
  bias: boolean;
  size: number;
}

/** Emits `input_ids`, `position_ids`, `attention_bias`, `first_rows` → `text_features` [X,E]; no picture. */
export function emitTextFeatures(to: Emitter, tower: TextTower, projection: Projection): void {
  const { graph } = to;
  const hidden_RD = encodeText(to, tower, 'alone');
  const first_XD = gather(graph, hidden_RD, graph.input('first_rows', 'int32', [TEXTS]));
  const pooled_XD = projection.pooler
    ? tanh(graph, linear(to, projection.pooler, first_XD, tower.text.hiddenSize))
    : first_XD;
  graph.output('text_features', project(to, pooled_XD, projection));
}

/**
 * Emits `image_embeds` [1,N,Dv] → `image_features` [1,E], from the [CLS] token. `pooler` names a norm that is applied
 * once more, as in `BlipVisionModel`'s pooled output.
 */
export function emitImageFeatures(to: Emitter, vision: Architecture['vision'], projection: Projection): void {
  const { graph } = to;
  const N = imageTokens(vision);
  const embeds = graph.input('image_embeds', 'float32', [1, N, vision.hiddenSize]);
  const rows_ND = reshape(graph, embeds, [N, vision.hiddenSize]);
  const cls = gather(graph, rows_ND, graph.constant('int64', [0]));
  const pooled = projection.pooler ? layerNorm(to, projection.pooler, cls, vision.layerNormEps) : cls;
  graph.output('image_features', project(to, pooled, projection));
}

function project(to: Emitter, x: Value, { key, bias, size }: Projection): Value {
  const layer: LinearWeights = bias
    ? takeLinear(to.weights, key, Number(x.shape.at(-1)), size)
    : { weight: to.weights.take(`${key}.weight`, [size, Number(x.shape.at(-1))]), bias: null };
  return to.graph.scope(key, () => to.policy.heads.linear(to.graph, x, layer));
}

/** ids and positions [R] → hidden states [R,D]. */
function encodeText(to: Emitter, tower: TextTower, mode: 'with-picture' | 'alone'): Value {
  const { graph } = to;
  const ids = graph.input('input_ids', 'int32', [ROWS]);
  const positions = graph.input('position_ids', 'int32', [ROWS]);
  const bias_RR = graph.input('attention_bias', 'float32', [ROWS, ROWS]);
  let x_RD = embedTokens(to, tower, wordEmbeddings(to, tower), ids, positions);
  for (let layer = 0; layer < tower.text.layers; layer++) {
    x_RD = selfAttention(to, tower, layer, x_RD, bias_RR);
    if (mode === 'with-picture') x_RD = crossAttention(to, tower, layer, x_RD);
    x_RD = feedForwardBlock(to, tower, layer, x_RD);
  }
  return x_RD;
}

/** Bidirectional; `bias_RR` is added to the scores. */
export function selfAttention(
  to: Emitter,
  tower: TextTower,
  layer: number,
  x_RD: Value,
  bias_RR: Value,
): Value {
  const { graph } = to;
  const { hiddenSize: D, heads: H, layerNormEps } = tower.text;
  const key = `${layerKey(tower, layer)}.attention`;
  const heads = (part: string) => reshape(graph, linear(to, `${key}.self.${part}`, x_RD, D), [-1, H, D / H]);
  const context_RD = graph.scope(`${key}.self`, () => {
    const scale = graph.constant('float32', [1 / Math.sqrt(D / H)], []);
    const query_HRd = mul(graph, transpose(graph, heads('query'), [1, 0, 2]), scale);
    const scores_HRR = matMul(graph, query_HRd, transpose(graph, heads('key'), [1, 2, 0]));
    const probabilities = softmax(graph, add(graph, scores_HRR, bias_RR));
    const context_HRd = matMul(graph, probabilities, transpose(graph, heads('value'), [1, 0, 2]));
    return reshape(graph, transpose(graph, context_HRd, [1, 0, 2]), [-1, D]);
  });
  const out_RD = linear(to, `${key}.output.dense`, context_RD, D);
  return addAndNorm(to, `${key}.output.LayerNorm`, out_RD, x_RD, layerNormEps);
}

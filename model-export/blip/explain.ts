/**
 * Grad-CAM of the text towers: a complete text forward and backward in one pass, to a map per row and layer.
 * Source: LAVIS `compute_gradcam` in `models/blip_models/blip_image_text_matching.py` for the matcher; Selvaraju et
 * al. 2017, "Grad-CAM", for the idea.
 * With A a layer's cross-attention probabilities and G the gradient of the explained value with respect to A, the map
 * is the mean over heads of A∘max(G, 0). Arithmetic is float32 whatever dtype the weights are stored in: a derivative
 * across quantization steps is meaningless.
 * Axes: R rows, one token each; N image tokens; D text width; H heads; d = D/H; V vocabulary.
 */
import { differentiate } from '../graph/differentiate.ts';
import type { Graph, Value } from '../graph/graph.ts';
import {
  exp,
  gatherElements,
  log,
  reduceMean,
  reduceSum,
  relu,
  scatterElementsAdd,
  stopGradient,
  sub,
} from '../graph/math-ops.ts';
import { add, matMul, mul, reshape, softmax, transpose } from '../graph/ops.ts';
import type { Embedding } from '../quantize/scheme.ts';
import { addAndNorm, type Emitter, linear } from './layers.ts';
import { headScores } from './text-decoder.ts';
import { matchScores, selfAttention } from './text-encoder.ts';
import {
  attendTo,
  embedTokens,
  feedForwardBlock,
  layerKey,
  type TextTower,
  wordEmbeddings,
} from './text-layers.ts';

export const ROWS = 'rows';

/**
 * Emits Grad-CAM under the captioner: `input_ids`, `position_ids` int32 [R], `attention_bias` [R,R] (0 where a row
 * attends to another row of its text or to itself, very negative elsewhere), `own_rows` [R,R] (1 on the diagonal,
 * else 0), `target_ids` int32 [R,1] (the word that a row predicts), `target_weights` [R,1] (1 for rows to explain,
 * else 0), `cross_key.l`, `cross_value.l` → `log_probs` [R,1] of the targets and `grad_cam.l` [1,1,R,N], where row r
 * explains log p(target r) by the cross-attention of row r.
 */
export function emitExplainCaption(to: Emitter, tower: TextTower, tiedEmbeddings: boolean): void {
  const { graph } = to;
  const words = wordEmbeddings(to, tower);
  const rows = { bias: rowsByRows(graph, 'attention_bias'), own: rowsByRows(graph, 'own_rows') };
  const { x_RD, attention } = readText(to, tower, words, (layer, x) =>
    ownSelfAttention(to, tower, layer, x, rows),
  );
  const scores_RV = headScores(to, x_RD, tower.text, tiedEmbeddings ? words : null);
  const targets = graph.input('target_ids', 'int32', [ROWS, 1]);
  const logProbs_R1 = logProbability(graph, scores_RV, targets);
  emitMaps(graph, logProbs_R1, graph.input('target_weights', 'float32', [ROWS, 1]), attention);
  graph.output('log_probs', logProbs_R1);
}

/**
 * Emits Grad-CAM under image-text matching: `input_ids`, `position_ids` int32 [R], `attention_bias` [R,R],
 * `logit_weights` [R,2] (1 at the logit to explain, in a text's first row; else 0), `cross_key.l`, `cross_value.l` →
 * `itm_logits` [R,2] (valid for first rows) and `grad_cam.l` [1,1,R,N].
 */
export function emitExplainItm(to: Emitter, tower: TextTower): void {
  const { graph } = to;
  const bias = rowsByRows(graph, 'attention_bias');
  const { x_RD, attention } = readText(to, tower, wordEmbeddings(to, tower), (layer, x) =>
    selfAttention(to, tower, layer, x, bias),
  );
  const logits_R2 = matchScores(to, x_RD);
  emitMaps(graph, logits_R2, graph.input('logit_weights', 'float32', [ROWS, 2]), attention);
  graph.output('itm_logits', logits_R2);
}

export function rowsByRows(graph: Graph, name: string): Value {
  return graph.input(name, 'float32', [ROWS, ROWS]);
}

/** Runs the tower's layers; returns every layer's cross-attention probabilities [1,H,R,N]. */
export function readText(
  to: Emitter,
  tower: TextTower,
  words: Embedding,
  selfAttend: (layer: number, x_RD: Value) => Value,
): { x_RD: Value; attention: Value[] } {
  const ids = to.graph.input('input_ids', 'int32', [ROWS]);
  const positions = to.graph.input('position_ids', 'int32', [ROWS]);
  let x_RD = embedTokens(to, tower, words, ids, positions);
  const attention: Value[] = [];
  for (let layer = 0; layer < tower.text.layers; layer++) {
    const seen = attendTo(to, tower, layer, selfAttend(layer, x_RD));
    attention.push(seen.probabilities);
    x_RD = feedForwardBlock(to, tower, layer, seen.out_RD);
  }
  return { x_RD, attention };
}

/**
 * Causal self-attention, differentiable within each row only. A word's map is the gradient of its log-probability
 * with respect to the attention of the one row that predicts it. That row affects itself and later rows, on which its
 * word does not depend; so keys and values of other rows are constants, and only a row's own are differentiated. The
 * sum of all words' log-probabilities then has, in each row, the gradient of that row's word alone: one pass serves
 * all words, and no map depends on later words.
 */
function ownSelfAttention(
  to: Emitter,
  tower: TextTower,
  layer: number,
  x_RD: Value,
  rows: { bias: Value; own: Value },
): Value {
  const { graph } = to;
  const { hiddenSize: D, heads: H, layerNormEps } = tower.text;
  const key = `${layerKey(tower, layer)}.attention`;
  const heads = (part: string) => {
    const projected_RHd = reshape(graph, linear(to, `${key}.self.${part}`, x_RD, D), [-1, H, D / H]);
    return transpose(graph, projected_RHd, [1, 0, 2]);
  };
  const context_RD = graph.scope(`${key}.self`, () => {
    const scale = graph.constant('float32', [1 / Math.sqrt(D / H)], []);
    const [query, keys, values] = [mul(graph, heads('query'), scale), heads('key'), heads('value')];
    const others = sub(graph, graph.constant('float32', [1], []), rows.own);
    const toOthers = mul(
      graph,
      matMul(graph, query, transpose(graph, stopGradient(graph, keys), [0, 2, 1])),
      others,
    );
    const toSelf = mul(graph, reduceSum(graph, mul(graph, query, keys), [2]), rows.own);
    const probabilities = softmax(graph, add(graph, add(graph, toOthers, toSelf), rows.bias));
    const fromOthers = matMul(graph, mul(graph, probabilities, others), stopGradient(graph, values));
    const ownShare = reduceSum(graph, mul(graph, probabilities, rows.own), [2]);
    const context_HRd = add(graph, fromOthers, mul(graph, ownShare, values));
    return reshape(graph, transpose(graph, context_HRd, [1, 0, 2]), [-1, D]);
  });
  const out_RD = linear(to, `${key}.output.dense`, context_RD, D);
  return addAndNorm(to, `${key}.output.LayerNorm`, out_RD, x_RD, layerNormEps);
}

/** Exponentials of larger float32 values may overflow. */
const MAX_EXPONENT = 80;

/**
 * Log softmax of [R,V] at one target per row, [R,1], as −log(1 + Σ exp(score − target's score)) over the others. For
 * a confident model the derivative is 1 − p: as a difference it would be rounding noise, as the sum of the others it
 * is exact.
 */
export function logProbability(graph: Graph, scores_RV: Value, targets_R1: Value): Value {
  const number = (value: number) => graph.constant('float32', [value], []);
  const target_R1 = gatherElements(graph, scores_RV, targets_R1);
  const ahead = sub(graph, scores_RV, target_R1);
  // Limits the value but not the derivative: a word less likely than exp(−80) still has a map.
  const excess = stopGradient(graph, relu(graph, sub(graph, ahead, number(MAX_EXPONENT))));
  const ones_R1 = add(graph, mul(graph, target_R1, number(0)), number(1));
  const isTarget = scatterElementsAdd(graph, mul(graph, scores_RV, number(0)), targets_R1, ones_R1);
  const isOther = sub(graph, number(1), stopGradient(graph, isTarget));
  const others_R1 = reduceSum(graph, mul(graph, exp(graph, sub(graph, ahead, excess)), isOther), [1]);
  return mul(graph, log(graph, add(graph, others_R1, number(1))), number(-1));
}

/** Emits `grad_cam.l`, of Σ weights·explained. */
export function emitMaps(graph: Graph, explained: Value, weights: Value, attention: readonly Value[]): void {
  const gradients = differentiate(graph, explained, weights, attention);
  for (const [layer, probabilities] of attention.entries()) {
    const weighted = mul(graph, probabilities, relu(graph, gradients[layer]!));
    graph.output(`grad_cam.${layer}`, reduceMean(graph, weighted, [1]));
  }
}

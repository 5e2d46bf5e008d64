/**
 * BLIP's text decoder: causal self-attention with a cache, one token a step, and BERT's masked-language head.
 * Source: transformers `modeling_blip_text.py` BlipTextLMHeadModel; salesforce/BLIP `models/med.py`.
 *
 * Axes: P pictures, B captions, N tokens attended to, D text width, H heads, d = D/H, V vocabulary, T cached positions.
 */

import { type Architecture, cacheHeadSize } from '../../core/manifest/manifest.ts';
import type { Value } from '../graph/graph.ts';
import { groupQueryAttention, reshape } from '../graph/ops.ts';
import type { Embedding } from '../quantize/scheme.ts';
import { activate } from './activations.ts';
import { padInputHeads, padOutputHeads } from './head-padding.ts';
import { addAndNorm, applyLinear, type Emitter, layerNorm, linear, takeLinear } from './layers.ts';
import {
  anyPictures,
  crossAttention,
  embedTokens,
  feedForwardBlock,
  layerKey,
  type TextTower,
  wordEmbeddings,
  wordEmbeddingsKey,
} from './text-layers.ts';
import { imageTokens } from './vision.ts';

const HEAD = 'text_decoder.cls.predictions';
const PREFIX = 'text_decoder.bert';
export const WORD_EMBEDDINGS = wordEmbeddingsKey({ prefix: PREFIX });
export const OUTPUT_EMBEDDINGS = `${HEAD}.decoder.weight`;
/** Of the output layer; the head has a second one that is added only where both are one. */
export const OUTPUT_BIAS = `${HEAD}.decoder.bias`;
export const HEAD_BIAS = `${HEAD}.bias`;
const BATCH = 'batch';
const PAST = 'past_length';
const PRESENT = 'present_length';

/** The decoder of a captioner: it attends to the picture. */
export function captionDecoder({ vision, text }: Architecture): TextTower {
  const attendsTo = { input: 'image_embeds', tokens: imageTokens(vision), width: vision.hiddenSize };
  return { prefix: PREFIX, text, attendsTo };
}

/** The decoder of a question answerer: it attends to the question's hidden states. */
export function answerDecoder({ text }: Architecture): TextTower {
  const attendsTo = { input: 'question_embeds', tokens: 'question_length', width: text.hiddenSize };
  return { prefix: PREFIX, text, attendsTo };
}

/**
 * Emits one decoding step for B captions of P pictures, as many of each, one picture after the other:
 * `input_ids` int32 [B], `position_ids` int32 [B], `total_length` int32 [1] (position + 1),
 * `past_key.l`, `past_value.l` [B,H,T,d], `cross_key.l` [P,H,d,N], `cross_value.l` [P,H,N,d] →
 * `logits` [B,V], `cross_attention.l` [P,H,B/P,N], `present_key.l`, `present_value.l`.
 */
export function emitTextDecoder(to: Emitter, tower: TextTower, tiedEmbeddings: boolean): void {
  const { graph } = to;
  const ids = graph.input('input_ids', 'int32', [BATCH]);
  const positions = graph.input('position_ids', 'int32', [BATCH]);
  const totalLength = graph.input('total_length', 'int32', [1]);
  const words = wordEmbeddings(to, tower);
  const grouping = anyPictures(to.target);
  let x_BD = embedTokens(to, tower, words, ids, positions);
  for (let layer = 0; layer < tower.text.layers; layer++) {
    const self_BD = selfAttention(to, tower, x_BD, { layer, positions, totalLength });
    x_BD = feedForwardBlock(to, tower, layer, crossAttention(to, tower, layer, self_BD, grouping));
  }
  graph.output('logits', headScores(to, x_BD, tower.text, tiedEmbeddings ? words : null));
}

interface Step {
  layer: number;
  positions: Value;
  totalLength: Value;
}

function selfAttention(
  to: Emitter,
  tower: TextTower,
  x_BD: Value,
  { layer, positions, totalLength }: Step,
): Value {
  const { graph } = to;
  const { text } = tower;
  const key = `${layerKey(tower, layer)}.attention`;
  const { hiddenSize: D, heads: H } = text;
  const heads = { count: H, size: D / H, padded: cacheHeadSize(text) };
  const width = H * heads.padded;
  const project = (part: string) => {
    const layerWeights = padOutputHeads(takeLinear(to.weights, `${key}.self.${part}`, D, D), heads);
    return reshape(graph, applyLinear(to, `${key}.self.${part}`, x_BD, layerWeights), [-1, 1, width]);
  };
  const cache = (part: string) =>
    graph.input(`past_${part}.${layer}`, 'float32', [BATCH, H, PAST, heads.padded]);
  const { attended, presentKey, presentValue } = graph.scope(`${key}.self`, () =>
    groupQueryAttention(graph, {
      query: project('query'),
      key: project('key'),
      value: project('value'),
      pastKey: cache('key'),
      pastValue: cache('value'),
      lastPosition: positions,
      totalLength,
      heads: H,
      scale: 1 / Math.sqrt(heads.size),
      presentLength: PRESENT,
    }),
  );
  graph.output(`present_key.${layer}`, presentKey);
  graph.output(`present_value.${layer}`, presentValue);
  const dense = padInputHeads(takeLinear(to.weights, `${key}.output.dense`, D, D), heads);
  const out_BD = applyLinear(to, `${key}.output.dense`, reshape(graph, attended, [-1, width]), dense);
  return addAndNorm(to, `${key}.output.LayerNorm`, out_BD, x_BD, text.layerNormEps);
}

/** BERT's masked-language head. Its output matrix is the word embeddings unless the checkpoint unties them. */
export function headScores(
  to: Emitter,
  x_BD: Value,
  text: Architecture['text'],
  tied: Embedding | null,
): Value {
  const { graph, weights } = to;
  const dense = linear(to, `${HEAD}.transform.dense`, x_BD, text.hiddenSize);
  const dense_BD = activate(graph, dense, text.activation);
  const hidden_BD = layerNorm(to, `${HEAD}.transform.LayerNorm`, dense_BD, text.layerNormEps);
  const bias = weights.take(OUTPUT_BIAS, [text.vocabSize]);
  const words =
    tied ??
    to.policy.matrices.embedding(graph, weights.take(OUTPUT_EMBEDDINGS, [text.vocabSize, text.hiddenSize]));
  return graph.scope(`${HEAD}.decoder`, () => words.project(hidden_BD, bias));
}

/**
 * Grad-CAM of an answer: the question and a complete answer forward, and the answer's log-probabilities backward to the
 * question encoder's cross-attention, which is where the picture comes in.
 * One run explains several values: question and answer are repeated for each, as one sequence of rows, and the biases
 * keep the repetitions apart.
 * Axes: R rows of questions; S rows of answers; N image tokens; D text width; H heads.
 */
import type { Graph, Value } from '../graph/graph.ts';
import { reduceMean } from '../graph/math-ops.ts';
import { add, mul } from '../graph/ops.ts';
import { emitMaps, logProbability, ROWS, readText, rowsByRows } from './explain.ts';
import type { Emitter } from './layers.ts';
import { headScores } from './text-decoder.ts';
import { selfAttention } from './text-encoder.ts';
import {
  attend,
  embedTokens,
  feedForwardBlock,
  keysValues,
  ONE_PICTURE,
  type TextTower,
  wordEmbeddings,
} from './text-layers.ts';

const ANSWER_ROWS = 'answer_rows';

/** The question's encoder, the answer's decoder, and whether the decoder's output matrix is its word embeddings. */
export interface AnswerTowers {
  question: TextTower;
  answer: TextTower;
  tiedEmbeddings: boolean;
}

/**
 * Emits, of the question, `input_ids`, `position_ids` int32 [R], `attention_bias` [R,R], `cross_key.l`,
 * `cross_value.l`; of the answer, start token first, `answer_ids`, `answer_positions` int32 [S], `answer_bias` [S,S],
 * `question_bias` [S,R], `target_ids` int32 [S,1] (the token that a row predicts), `target_weights` [S,1] (1 for rows
 * to explain, else 0) → `log_probs` [S,1] of the targets, `grad_cam.l` [1,1,R,N] of Σ weights·log_probs, and attention,
 * the mean over heads: the question's `attention.l` [1,1,R,N], and the answer's `answer_attention` [1,1,S,R], the mean
 * over layers, too. Biases are 0 where a row attends to another, very negative elsewhere.
 */
export function emitExplainAnswer(to: Emitter, { question, answer, tiedEmbeddings }: AnswerTowers): void {
  const { graph } = to;
  const bias_RR = rowsByRows(graph, 'attention_bias');
  const { x_RD, attention } = readText(to, question, wordEmbeddings(to, question), (layer, x) =>
    selfAttention(to, question, layer, x, bias_RR),
  );
  const { scores_SV, attention: toQuestion } = readAnswer(to, answer, x_RD, tiedEmbeddings);
  const column = (name: string, dtype: 'int32' | 'float32') => graph.input(name, dtype, [ANSWER_ROWS, 1]);
  const logProbs_S1 = logProbability(graph, scores_SV, column('target_ids', 'int32'));
  emitMaps(graph, logProbs_S1, column('target_weights', 'float32'), attention);
  graph.output('log_probs', logProbs_S1);
  for (const [layer, probabilities] of attention.entries()) {
    graph.output(`attention.${layer}`, reduceMean(graph, probabilities, [1]));
  }
  graph.output('answer_attention', meanOfLayers(graph, toQuestion));
}

/**
 * Runs the decoder's layers on the encoded question [R,D]; returns every layer's attention to it [1,H,S,R]. The
 * decoder's matrices are stored as its own graph has them, and the projections of the question as `answer_kv` does.
 */
function readAnswer(
  to: Emitter,
  tower: TextTower,
  question_RD: Value,
  tiedEmbeddings: boolean,
): { scores_SV: Value; attention: Value[] } {
  const { graph, policy } = to;
  const decoding = { ...to, policy: { ...policy, matrices: policy.decoder ?? policy.matrices } };
  const words = wordEmbeddings(decoding, tower);
  const row = (name: string) => graph.input(name, 'int32', [ANSWER_ROWS]);
  let x_SD = embedTokens(decoding, tower, words, row('answer_ids'), row('answer_positions'));
  const bias_SS = graph.input('answer_bias', 'float32', [ANSWER_ROWS, ANSWER_ROWS]);
  const bias = graph.input('question_bias', 'float32', [ANSWER_ROWS, ROWS]);
  const attention: Value[] = [];
  for (let layer = 0; layer < tower.text.layers; layer++) {
    const self_SD = selfAttention(decoding, tower, layer, x_SD, bias_SS);
    const attended = { ...keysValues(to, tower, layer, question_RD), bias, grouping: ONE_PICTURE };
    const seen = attend(decoding, tower, layer, self_SD, attended);
    attention.push(seen.probabilities);
    x_SD = feedForwardBlock(decoding, tower, layer, seen.out_RD);
  }
  return { scores_SV: headScores(decoding, x_SD, tower.text, tiedEmbeddings ? words : null), attention };
}

/** [1,H,S,R] of each layer → [1,1,S,R] */
function meanOfLayers(graph: Graph, attention: readonly Value[]): Value {
  const sum = attention.map((each) => reduceMean(graph, each, [1])).reduce((a, b) => add(graph, a, b));
  return mul(graph, sum, graph.constant('float32', [1 / attention.length], []));
}

/**
 * Maps of an answer, by the graph of `model-export/blip/explain-answer.ts`.
 * Axes: Q tokens of the question, T of the answer without the start token; N image tokens.
 */
import type { InferenceSession, Tensor } from 'onnxruntime-common';
import { type PatchMap, sumMaps } from '../../../core/maps.ts';
import type { Attended } from '../decode/decoder.ts';
import { patchRows } from '../explain/grad-cam.ts';
import { MASKED, MAX_ROWS, packTexts, textFeeds } from '../match/packing.ts';
import { type Model, perLayer } from '../model.ts';
import type { Runtime } from '../runtime.ts';
import { takeFloats } from '../vision.ts';

type ExplainModel = Model<'explain_answer'>;

export interface QuestionAndAnswer {
  /** Q, [ENC] first. */
  questionIds: readonly number[];
  /** T + 1, the start token first. */
  answerIds: readonly number[];
}

export interface AnswerMaps {
  /** T */
  logProbs: number[];
  /** By layer, Q maps of the whole answer. */
  question: PatchMap[][];
  /** By layer, T maps. */
  answer: PatchMap[][];
}

/**
 * Grad-CAM of the answer's log-probability by tokens of the question, and of the log-probability of each of the answer's
 * tokens, summed over the question. One run for all, or several for long texts.
 *
 * @throws the signal's reason between runs.
 */
export async function answerGradCam(
  model: ExplainModel,
  attended: Attended,
  texts: QuestionAndAnswer,
  signal?: AbortSignal,
): Promise<AnswerMaps> {
  const T = texts.answerIds.length - 1;
  const eachAndAll = [...oneHot(T), new Array<number>(T).fill(1)];
  const together = Math.max(1, Math.floor(MAX_ROWS / Math.max(T, texts.questionIds.length)));
  const runs: GradCamRun[] = [];
  for (let start = 0; start < eachAndAll.length; start += together) {
    signal?.throwIfAborted();
    runs.push(await runGradCam(model, attended, texts, eachAndAll.slice(start, start + together)));
  }
  const byLayer = runs[0]!.maps.map((_, layer) => runs.flatMap(({ maps }) => maps[layer]!));
  return {
    logProbs: runs[0]!.logProbs.slice(0, T),
    question: byLayer.map((repetitions) => repetitions[T]!),
    answer: byLayer.map((repetitions) => repetitions.slice(0, T).map(sumMaps)),
  };
}

interface GradCamRun {
  logProbs: number[];
  /** By layer and repetition, Q maps. */
  maps: PatchMap[][][];
}

/** `weights`: of each repetition, T: 1 for a token to explain, else 0. */
async function runGradCam(
  model: ExplainModel,
  { cross }: Attended,
  texts: QuestionAndAnswer,
  weights: readonly (readonly number[])[],
): Promise<GradCamRun> {
  const names = perLayer(model.manifest.architecture.text.layers, (layer) => `grad_cam.${layer}`);
  const feeds = { ...repeatedFeeds(model.runtime.Tensor, texts, weights), ...cross };
  const results = await model.sessions.get('explain_answer').run(feeds, fetches(['log_probs', ...names]));
  const [logProbs, ...all] = await takeAll(results, ['log_probs', ...names]);
  const Q = texts.questionIds.length;
  return {
    logProbs: [...logProbs!],
    maps: all.map((values) => {
      const rows = patchRows(values, Q * weights.length);
      return weights.map((_, repetition) => rows.slice(repetition * Q, (repetition + 1) * Q));
    }),
  };
}

/**
 * Cross-attention, the mean over heads: of the question to the picture, and of the answer through the question, weighted
 * by its decoder's attention to the question's tokens, the mean over layers and heads.
 */
export async function answerAttention(
  { runtime, sessions, manifest }: ExplainModel,
  { cross }: Attended,
  texts: QuestionAndAnswer,
): Promise<AnswerMaps> {
  const { questionIds, answerIds } = texts;
  const names = perLayer(manifest.architecture.text.layers, (layer) => `attention.${layer}`);
  const weights = [new Array<number>(answerIds.length - 1).fill(0)];
  const feeds = { ...repeatedFeeds(runtime.Tensor, texts, weights), ...cross };
  const wanted = ['log_probs', 'answer_attention', ...names];
  const results = await sessions.get('explain_answer').run(feeds, fetches(wanted));
  const [logProbs, toQuestion, ...all] = await takeAll(results, wanted);
  const Q = questionIds.length;
  const question = all.map((values) => patchRows(values, Q));
  const through = (maps: readonly PatchMap[], token: number) =>
    sumMaps(maps.map((map, index) => map.map((value) => value * toQuestion![token * Q + index]!)));
  return {
    logProbs: [...logProbs!],
    question,
    answer: question.map((maps) => weights[0]!.map((_, token) => through(maps, token))),
  };
}

/** Question and answer once for each entry of `weights`, [T] each. */
function repeatedFeeds(
  tensor: Runtime['Tensor'],
  { questionIds, answerIds }: QuestionAndAnswer,
  weights: readonly (readonly number[])[],
): Record<string, Tensor> {
  const [Q, T] = [questionIds.length, answerIds.length - 1];
  const repeated = (ids: readonly number[]) => packTexts(weights.map(() => ids));
  const question = repeated(questionIds);
  const answer = repeated(answerIds.slice(0, -1));
  const [R, S] = [question.ids.length, answer.ids.length];
  const bias = (columns: number, isSeen: (row: number, column: number) => boolean) =>
    new tensor(
      'float32',
      matrix(S, columns, (row, column) => (isSeen(row, column) ? 0 : MASKED)),
      [S, columns],
    );
  const isSame = (row: number, column: number, width: number) =>
    Math.floor(row / T) === Math.floor(column / width);
  return {
    ...textFeeds(tensor, question),
    answer_ids: new tensor('int32', answer.ids, [S]),
    answer_positions: new tensor('int32', answer.positions, [S]),
    answer_bias: bias(S, (row, column) => isSame(row, column, T) && column <= row),
    question_bias: bias(R, (row, column) => isSame(row, column, Q)),
    target_ids: new tensor('int32', repeated(answerIds.slice(1)).ids, [S, 1]),
    target_weights: new tensor('float32', Float32Array.from(weights.flat()), [S, 1]),
  };
}

function matrix(rows: number, columns: number, value: (row: number, column: number) => number): Float32Array {
  return Float32Array.from({ length: rows * columns }, (_, i) => value(Math.floor(i / columns), i % columns));
}

function oneHot(length: number): number[][] {
  return Array.from({ length }, (_, one) => Array.from({ length }, (_, index) => Number(index === one)));
}

function fetches(names: readonly string[]): Record<string, null> {
  return Object.fromEntries(names.map((name) => [name, null]));
}

/** Downloads outputs together and frees them. */
function takeAll(results: InferenceSession.ReturnType, names: readonly string[]): Promise<Float32Array[]> {
  return Promise.all(names.map((name) => takeFloats(results, name)));
}

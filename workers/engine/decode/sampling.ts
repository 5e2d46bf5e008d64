/**
 * What turns a row of logits into the next token. The processors follow `transformers`
 * (src/transformers/generation/logits_process.py) in name, order and detail.
 */
import type { CaptionSettings } from '../../../core/protocol/index.ts';
import type { RandomSource } from './random.ts';
import { topIndices } from './ranking.ts';

/** Scores [V] in, scores [V] out; never writes to its input. `sequence` is all ids so far, prompt included. */
export type Processor = (scores: Float32Array, sequence: readonly number[]) => Float32Array;

export type ProcessorSettings = Pick<
  CaptionSettings,
  'repetitionPenalty' | 'minLength' | 'temperature' | 'topK' | 'topP'
>;

/** The processors a setting calls for, in the order of `transformers`; a neutral setting makes none. */
export function processors(settings: ProcessorSettings, endId: number): Processor[] {
  const { repetitionPenalty, minLength, temperature, topK, topP } = settings;
  const list: Processor[] = [];
  if (repetitionPenalty !== 1) list.push(penalizeRepetition(repetitionPenalty));
  if (minLength > 0) list.push(barEndBefore(minLength, endId));
  if (temperature !== 1) list.push(scaleTemperature(temperature));
  if (topK > 0) list.push(keepTopK(topK));
  if (topP < 1) list.push(keepTopP(topP));
  return list;
}

export function applyAll(list: readonly Processor[]): Processor {
  return (scores, sequence) => list.reduce((current, process) => process(current, sequence), scores);
}

/** Ids already in the sequence score less: once each, however often they occur. */
export function penalizeRepetition(penalty: number): Processor {
  return (scores, sequence) => {
    const result = scores.slice();
    for (const id of sequence) result[id] = scores[id]! < 0 ? scores[id]! * penalty : scores[id]! / penalty;
    return result;
  };
}

/** No end token while the sequence, prompt included, is shorter than `minLength`. */
export function barEndBefore(minLength: number, endId: number): Processor {
  return (scores, sequence) => {
    if (sequence.length >= minLength) return scores;
    const result = scores.slice();
    result[endId] = -Infinity;
    return result;
  };
}

export function scaleTemperature(temperature: number): Processor {
  return (scores) => scores.map((score) => score / temperature);
}

/** Keeps the k best; every score that ties with the last of them stays too. */
export function keepTopK(k: number): Processor {
  return (scores) => {
    const threshold = scores[topIndices(scores, k).at(-1)!]!;
    const result = scores.slice();
    for (let id = 0; id < scores.length; id++) if (scores[id]! < threshold) result[id] = -Infinity;
    return result;
  };
}

/**
 * Keeps the smallest set of best tokens whose probabilities add up to at least `topP`, the token that crosses
 * the border included, and always the best one. Of equal scores at the border the later ids stay, as a stable
 * ascending sort leaves them.
 */
export function keepTopP(topP: number): Processor {
  return (scores) => {
    const ascending = possibleIds(scores).sort((a, b) => scores[a]! - scores[b]!);
    const total = logSumExp(scores);
    const result = scores.slice();
    let cumulative = 0;
    for (const id of ascending.slice(0, -1)) {
      cumulative += Math.exp(scores[id]! - total);
      if (cumulative > 1 - topP) break;
      result[id] = -Infinity;
    }
    return result;
  };
}

function possibleIds(scores: Float32Array): number[] {
  const ids: number[] = [];
  for (let id = 0; id < scores.length; id++) if (scores[id]! > -Infinity) ids.push(id);
  return ids;
}

/** Draws an id with the probability softmax(scores) gives it. */
export function drawToken(scores: Float32Array, random: RandomSource): number {
  const total = logSumExp(scores);
  const target = random();
  let cumulative = 0;
  let drawn = 0;
  for (const id of possibleIds(scores)) {
    drawn = id;
    cumulative += Math.exp(scores[id]! - total);
    if (cumulative > target) break;
  }
  return drawn;
}

/** log Σ exp(score), in double precision. Impossible scores cost no exponential: after top-k they are nearly all. */
export function logSumExp(scores: Float32Array): number {
  let largest = -Infinity;
  for (let id = 0; id < scores.length; id++) if (scores[id]! > largest) largest = scores[id]!;
  let sum = 0;
  for (let id = 0; id < scores.length; id++) {
    if (scores[id]! > -Infinity) sum += Math.exp(scores[id]! - largest);
  }
  return largest + Math.log(sum);
}

/** Logits [V] to log-probabilities [V]. */
export function logSoftmax(logits: Float32Array): Float32Array {
  const total = logSumExp(logits);
  const result = new Float32Array(logits.length);
  for (let id = 0; id < logits.length; id++) result[id] = logits[id]! - total;
  return result;
}

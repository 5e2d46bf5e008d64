/**
 * Chooses the next token from a row of logits. The processors follow `transformers`
 * (src/transformers/generation/logits_process.py) in name, order and detail, but in one pass over the row, which is
 * neither copied nor sorted: the repetition penalty and the minimum length change few tokens, top-k leaves few, and
 * top-p sees only those.
 */
import type { CaptionSettings } from '../../../core/protocol/index.ts';
import type { RandomSource } from './random.ts';

export type ProcessorSettings = Pick<
  CaptionSettings,
  'repetitionPenalty' | 'minLength' | 'temperature' | 'topK' | 'topP'
>;

/** The tokens that the processors leave, by ascending id. */
export interface Candidates {
  ids: number[];
  scores: Float32Array;
}

/**
 * Applies the processors to logits [V], in the order of `transformers`: repetition penalty, minimum length,
 * temperature, top-k, top-p. `sequence` is all ids so far, prompt included. Scores are rounded to single precision
 * after every processor, as there.
 */
export function processLogits(
  logits: Float32Array,
  sequence: readonly number[],
  settings: ProcessorSettings,
  endId: number,
): Candidates {
  const { temperature, topK, topP } = settings;
  const selection = new TopKSelection(Math.min(topK, logits.length), temperature);
  let next = 0;
  for (const [id, score] of changedScores(logits, sequence, settings, endId)) {
    selection.addRange(logits, next, id);
    selection.add(id, score);
    next = id + 1;
  }
  selection.addRange(logits, next, logits.length);
  return keepTopP(selection.finish(), topP);
}

/**
 * The scores that depend on the sequence, by ascending id. Repetition penalty: ids in the sequence score less, once
 * each. Minimum length: no end token in a shorter sequence.
 */
function changedScores(
  logits: Float32Array,
  sequence: readonly number[],
  { repetitionPenalty, minLength }: ProcessorSettings,
  endId: number,
): [id: number, score: number][] {
  const scores = new Map<number, number>();
  for (const id of sequence) {
    const logit = logits[id]!;
    scores.set(id, Math.fround(logit < 0 ? logit * repetitionPenalty : logit / repetitionPenalty));
  }
  if (sequence.length < minLength) scores.set(endId, -Infinity);
  return [...scores].sort(([a], [b]) => a - b);
}

/** Divides scores by the temperature and selects the k best; all that tie with the last of these stay. 0 selects all. */
class TopKSelection {
  /** Every token that was among the k best when it was added. */
  #ids: number[] = [];
  #scores: number[] = [];
  /** The k best scores so far, the smallest first. */
  readonly #heap: Float64Array;

  constructor(
    k: number,
    private readonly temperature: number,
  ) {
    this.#heap = new Float64Array(k).fill(LOWEST);
  }

  /** Tokens are added by ascending id. */
  add(id: number, score: number): void {
    const scaled = Math.fround(score / this.temperature);
    if (!(scaled >= this.#threshold())) return;
    this.#ids.push(id);
    this.#scores.push(scaled);
    replaceSmallest(this.#heap, scaled);
  }

  addRange(logits: Float32Array, from: number, to: number): void {
    let next = from;
    while (next < to) {
      next = indexAtLeast(logits, this.#lowestLogit(), next, to);
      if (next < to) this.add(next, logits[next]!);
      next += 1;
    }
  }

  finish(): Candidates {
    const threshold = this.#threshold();
    const isBest = (_: number, index: number) => this.#scores[index]! >= threshold;
    return { ids: this.#ids.filter(isBest), scores: new Float32Array(this.#scores.filter(isBest)) };
  }

  #threshold(): number {
    return this.#heap[0] ?? LOWEST;
  }

  /** No lower logit reaches the threshold: the quotient's rounding error is well within 2^-22. */
  #lowestLogit(): number {
    const logit = this.#threshold() * this.temperature;
    return logit - Math.abs(logit) * 2 ** -22;
  }
}

/** Any possible token scores more. */
const LOWEST = -Number.MAX_VALUE;

/** Puts a value in place of the smallest one of a binary heap. */
function replaceSmallest(heap: Float64Array, value: number): void {
  let place = 0;
  for (let child = 1; child < heap.length; child = 2 * place + 1) {
    if (child + 1 < heap.length && heap[child + 1]! < heap[child]!) child += 1;
    if (heap[child]! >= value) break;
    heap[place] = heap[child]!;
    place = child;
  }
  heap[place] = value;
}

/** The first index in [from, to) of a value that is not lower; `to` where there is none. */
function indexAtLeast(values: Float32Array, lowest: number, from: number, to: number): number {
  let index = from;
  while (index < to && !(values[index]! >= lowest)) index += 1;
  return index;
}

/**
 * The smallest set of best tokens whose probabilities add up to at least `topP`, including the token that crosses the
 * border, and always the best one. Of equal scores at the border the later ids stay, as after a stable ascending sort.
 */
function keepTopP({ ids, scores }: Candidates, topP: number): Candidates {
  if (topP >= 1) return { ids, scores };
  const ascending = scores.slice().sort();
  const total = logSumExp(scores);
  let removed = 0;
  let cumulative = 0;
  for (; removed < ids.length - 1; removed++) {
    cumulative += Math.exp(ascending[removed]! - total);
    if (cumulative > 1 - topP) break;
  }
  const border = ascending[removed]!;
  let removedTies = removed - ascending.indexOf(border);
  const stays = scores.map((score) => Number(score > border || (score === border && removedTies-- <= 0)));
  return { ids: ids.filter((_, index) => stays[index]), scores: scores.filter((_, index) => stays[index]) };
}

/** Draws an id with the probability that softmax(scores) gives it. */
export function drawToken({ ids, scores }: Candidates, random: RandomSource): number {
  const total = logSumExp(scores);
  const target = random();
  let cumulative = 0;
  for (const [index, id] of ids.entries()) {
    cumulative += Math.exp(scores[index]! - total);
    if (cumulative > target) return id;
  }
  return ids.at(-1) ?? 0;
}

/** log Σ exp(score), in double precision. */
export function logSumExp(scores: Float32Array): number {
  let largest = -Infinity;
  for (let id = 0; id < scores.length; id++) if (scores[id]! > largest) largest = scores[id]!;
  let sum = 0;
  for (let id = 0; id < scores.length; id++) sum += Math.exp(scores[id]! - largest);
  return largest + Math.log(sum);
}

/** Logits [V] to log-probabilities [V]. */
export function logSoftmax(logits: Float32Array): Float32Array {
  const total = logSumExp(logits);
  const result = new Float32Array(logits.length);
  for (let id = 0; id < logits.length; id++) result[id] = logits[id]! - total;
  return result;
}

/** The log-probability of one token, as `logSoftmax` gives it, in double precision. */
export function logProbOf(logits: Float32Array, id: number): number {
  const logit = logits[id]!;
  let sum = 0;
  for (let other = 0; other < logits.length; other++) sum += exp(logits[other]! - logit);
  return -Math.log(sum);
}

/** A table of 2^(i / 64), over 64 octaves on either side of 1. */
const [PER_OCTAVE, ONE] = [64, 64 * 64];
const POWERS = Float64Array.from({ length: 2 * ONE }, (_, index) => 2 ** ((index - ONE) / PER_OCTAVE));
const [STEP, STEPS_PER_UNIT] = [Math.LN2 / PER_OCTAVE, PER_OCTAVE / Math.LN2];

/** As `Math.exp`, to a few units in the last place, in half the time: a power of the table times exp(rest), rest < 0.006. */
function exp(x: number): number {
  const step = Math.floor(x * STEPS_PER_UNIT + 0.5);
  const power = POWERS[step + ONE];
  if (power === undefined) return Math.exp(x);
  const rest = x - step * STEP;
  return power * (1 + rest * (1 + rest * (1 / 2 + rest * (1 / 6 + rest * (1 / 24 + rest * (1 / 120))))));
}

/**
 * The oracle of `processLogits`: one function per processor, as in `transformers`, each of which copies the row.
 */
import type { RandomSource } from '../decode/random.ts';
import { logSumExp, type ProcessorSettings } from '../decode/sampling.ts';

/** Scores [V] in, scores [V] out; never writes to its input. `sequence` is all ids so far, prompt included. */
type Processor = (scores: Float32Array, sequence: readonly number[]) => Float32Array;

/** Applies all processors, in the order of `transformers`; impossible tokens score −∞. */
export function naiveProcess(settings: ProcessorSettings, endId: number): Processor {
  const list = [
    repetitionPenalty(settings.repetitionPenalty),
    minLength(settings.minLength, endId),
    temperature(settings.temperature),
    ...(settings.topK > 0 ? [topK(settings.topK)] : []),
    ...(settings.topP < 1 ? [topP(settings.topP)] : []),
  ];
  return (scores, sequence) => list.reduce((current, process) => process(current, sequence), scores);
}

function repetitionPenalty(penalty: number): Processor {
  return (scores, sequence) => {
    const result = scores.slice();
    for (const id of sequence) result[id] = scores[id]! < 0 ? scores[id]! * penalty : scores[id]! / penalty;
    return result;
  };
}

function minLength(least: number, endId: number): Processor {
  return (scores, { length }) =>
    scores.map((score, id) => (id === endId && length < least ? -Infinity : score));
}

function temperature(value: number): Processor {
  return (scores) => scores.map((score) => score / value);
}

function topK(k: number): Processor {
  return (scores) => {
    const threshold = scores.toSorted().at(-k) ?? -Infinity;
    return scores.map((score) => (score < threshold ? -Infinity : score));
  };
}

function topP(p: number): Processor {
  return (scores) => {
    const ascending = possibleIds(scores).sort((a, b) => scores[a]! - scores[b]!);
    const total = logSumExp(scores);
    const result = scores.slice();
    let cumulative = 0;
    for (const id of ascending.slice(0, -1)) {
      cumulative += Math.exp(scores[id]! - total);
      if (cumulative > 1 - p) break;
      result[id] = -Infinity;
    }
    return result;
  };
}

function possibleIds(scores: Float32Array): number[] {
  return [...scores.keys()].filter((id) => scores[id]! > -Infinity);
}

/** Draws from all scores of a row. */
export function naiveDraw(scores: Float32Array, random: RandomSource): number {
  const total = logSumExp(scores);
  const target = random();
  let cumulative = 0;
  for (const id of possibleIds(scores)) {
    cumulative += Math.exp(scores[id]! - total);
    if (cumulative > target) return id;
  }
  return possibleIds(scores).at(-1) ?? 0;
}

/** The index of the largest value, the first of equals. */
export function naiveArgmax(values: Float32Array): number {
  return values.indexOf(Math.max(...values));
}

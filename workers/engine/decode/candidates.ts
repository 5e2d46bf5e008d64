import { applyAll, type ProcessorSettings, processors } from './sampling.ts';

/** What is known of one row of logits [V] when only some words' are read back. */
export interface Candidates {
  /** The words with the largest logits and those that were asked for by id; ascending, none twice. */
  readonly ids: readonly number[];
  /** One per id. */
  readonly logits: Float32Array;
  /** No other word's logit is larger. */
  readonly rest: number;
  /** log Σ exp of the whole row. */
  readonly logSumExp: number;
}

/** With more, too many words would reach the border that `logits-reducer.ts` finds. */
export const MOST_CANDIDATES = 192;

/** How much of every row is read back. */
export interface ReductionSize {
  /** Words with the largest logits. */
  largest: number;
  /** Words asked for by id, at most. */
  named: number;
}

export function logProbOf({ ids, logits, logSumExp }: Candidates, id: number): number {
  return logits[ids.indexOf(id)]! - logSumExp;
}

/**
 * What the processors leave of the candidates, one score per candidate: those that the whole row would have. Null where
 * a word that is not among them might be left as well, so that it takes the whole row to decide. The candidates must
 * hold all ids of `sequence`, and `endId`.
 */
export function candidateScores(
  { ids, logits, rest }: Candidates,
  sequence: readonly number[],
  settings: ProcessorSettings,
  endId: number,
): Float32Array | null {
  const places = new Map(ids.map((id, place) => [id, place]));
  // Words are known by their places. In the last one stands the best of all words that are not candidates.
  const list = processors(settings, places.get(endId)!);
  const scores = new Float32Array(ids.length + 1);
  scores.set(logits);
  scores[ids.length] = rest;
  const processed = applyAll(list)(
    scores,
    sequence.map((id) => places.get(id)!),
  );
  return processed[ids.length] === -Infinity ? processed.subarray(0, ids.length) : null;
}

/**
 * How many candidates are enough for these settings, whatever the logits are, unless many are equal; null where nothing
 * but the whole row is. Penalties and the barred end may each push one of the best words down, and the last one read
 * is the bound for the rest.
 */
export function reductionSize(
  { topK, repetitionPenalty }: ProcessorSettings,
  maxLength: number,
): ReductionSize | null {
  const pushedDown = 1 + (repetitionPenalty === 1 ? 0 : maxLength);
  const largest = topK + pushedDown + 1;
  return topK === 0 || largest > MOST_CANDIDATES ? null : { largest, named: maxLength };
}

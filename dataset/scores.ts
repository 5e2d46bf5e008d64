/** What a threshold would keep: a histogram, and counts that follow a slider. */

import type { PictureRecord } from '../core/collection.ts';

/** Where texts are from that the filter chooses among. */
export type FilteredSource = 'original' | 'synthetic';

/** ITM probabilities in ascending order, of the pictures that the filter chooses for. */
export interface ScoreIndex {
  texts: Record<FilteredSource, Float64Array>;
  /** The highest of each picture. */
  pictures: Float64Array;
  /** Pictures whose texts have no match: they pass. */
  unmatched: number;
}

/** How many a threshold keeps, and drops. */
export interface Counts {
  kept: number;
  dropped: number;
}

/** How many texts and pictures there are, and pass. */
export interface FilterCounts {
  original: Counts;
  synthetic: Counts;
  /** Kept are those with at least one text that passes. */
  pictures: Counts;
}

/**
 * Sorts once, so that `countsAt` is a binary search. Pictures that a person decided, that failed and that are new are
 * left out: no threshold changes them.
 */
export function indexScores(records: readonly PictureRecord[]): ScoreIndex {
  const original: number[] = [];
  const synthetic: number[] = [];
  const pictures: number[] = [];
  let unmatched = 0;
  for (const { decision, error, done, texts } of records) {
    if (decision !== null || error !== null || !done) continue;
    let best = -1;
    for (const { source, text, match } of texts) {
      if (match === null || text.trim() === '') continue;
      (source === 'original' ? original : synthetic).push(match.probability);
      best = Math.max(best, match.probability);
    }
    if (best >= 0) pictures.push(best);
    else if (texts.some(({ text, match }) => match === null && text.trim() !== '')) unmatched += 1;
  }
  return {
    texts: { original: sorted(original), synthetic: sorted(synthetic) },
    pictures: sorted(pictures),
    unmatched,
  };
}

/** What is kept at a threshold: probabilities from it on. Pictures without any text count as dropped nowhere. */
export function countsAt(index: ScoreIndex, threshold: number): FilterCounts {
  const pictures = split(index.pictures, threshold);
  return {
    original: split(index.texts.original, threshold),
    synthetic: split(index.texts.synthetic, threshold),
    pictures: { ...pictures, kept: pictures.kept + index.unmatched },
  };
}

/** Texts per bin of equal width from 0 to 1; the last bin includes 1. */
export function histogramOf({ texts }: ScoreIndex, bins: number): Record<FilteredSource, number[]> {
  return { original: binned(texts.original, bins), synthetic: binned(texts.synthetic, bins) };
}

function binned(values: Float64Array, bins: number): number[] {
  const counts = new Array<number>(bins).fill(0);
  for (const value of values) {
    const bin = Math.min(bins - 1, Math.floor(value * bins));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts;
}

function sorted(values: number[]): Float64Array {
  return Float64Array.from(values).sort();
}

function split(values: Float64Array, threshold: number): Counts {
  const dropped = lowerBound(values, threshold);
  return { kept: values.length - dropped, dropped };
}

/** How many of the sorted values are below. */
function lowerBound(values: Float64Array, below: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((values[middle] ?? 0) < below) low = middle + 1;
    else high = middle;
  }
  return low;
}

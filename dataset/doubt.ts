/** How doubtful the text is that the filter chose: the review queue begins with the most doubtful picture. */

import type { FilterSettings, PictureRecord, PictureText } from '../core/collection.ts';
import { leadingText } from './choose.ts';

/** Why a picture should be looked at. */
export const DOUBT_REASONS = [
  /** No text passes the filter. */
  'nothing-passes',
  /** The ITM probability of the chosen text is in the lower half of what passes. */
  'low-itm',
  /** The captioner was unsure of a word of the chosen text. */
  'low-word-probability',
  /** Of original and synthetic text one passes the filter and one does not. It adds no doubt: see docs/datasets.md. */
  'disagreement',
] as const;
/** One of `DOUBT_REASONS`. */
export type DoubtReason = (typeof DOUBT_REASONS)[number];

/** How doubtful a picture is, and why. */
export interface Doubt {
  /** 0 to 1. */
  doubt: number;
  reasons: DoubtReason[];
}

/** From here on a picture is to be reviewed. */
export const REVIEW_DOUBT = 0.5;

/** Words that are less probable add doubt, at most this much. */
const SURE_WORD_PROBABILITY = 0.3;
const WORD_WEIGHT = 0.5;
/** Words that are less probable are worth a word to the person. */
const LOW_WORD_PROBABILITY = 0.1;

const NONE: Doubt = { doubt: 0, reasons: [] };

/**
 * 1 where nothing passes. Else two independent doubts a, b make 1 − (1−a)(1−b): of ITM, 1 − P(match); of the least
 * probable word p < 0.3, (1 − p/0.3)/2. 0 for pictures that a person decided, that failed and that are new.
 */
export function doubtOf(record: PictureRecord, filter: FilterSettings): Doubt {
  if (record.decision !== null || record.error !== null || !record.done) return NONE;
  const chosen = leadingText(record, filter);
  if (chosen === null) return { doubt: 1, reasons: ['nothing-passes'] };
  const itm = 1 - (chosen.match?.probability ?? 1);
  const word = wordDoubt(chosen);
  const reasons: DoubtReason[] = [];
  if (itm > (1 - filter.threshold) / 2) reasons.push('low-itm');
  if (leastWord(chosen) < LOW_WORD_PROBABILITY) reasons.push('low-word-probability');
  if (disagrees(record.texts, filter.threshold)) reasons.push('disagreement');
  return { doubt: 1 - (1 - itm) * (1 - word), reasons };
}

function wordDoubt(text: PictureText): number {
  return WORD_WEIGHT * Math.max(0, 1 - leastWord(text) / SURE_WORD_PROBABILITY);
}

function leastWord(text: PictureText): number {
  return text.source === 'synthetic' ? text.minWordProbability : 1;
}

function disagrees(texts: PictureRecord['texts'], threshold: number): boolean {
  const original = bestProbability(texts, 'original');
  const synthetic = bestProbability(texts, 'synthetic');
  if (original === null || synthetic === null) return false;
  return original >= threshold !== synthetic >= threshold;
}

function bestProbability(texts: PictureRecord['texts'], of: 'original' | 'synthetic'): number | null {
  let best: number | null = null;
  for (const { source, match } of texts) {
    if (source === of && match !== null && !(best !== null && match.probability <= best))
      best = match.probability;
  }
  return best;
}

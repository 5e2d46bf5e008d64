/** How doubtful the text is that the filter chose: the review queue begins with the most doubtful picture. */

import type { FilterSettings, PictureRecord, PictureText } from '../core/collection.ts';
import { leadingText } from './choose.ts';

export const DOUBT_REASONS = [
  /** No text passes the filter. */
  'nothing-passes',
  /** The ITM probability of the chosen text is in the lower half of what passes. */
  'low-itm',
  /** The captioner was unsure of a word of the chosen text. */
  'low-word-probability',
  /** Of original and synthetic text one passes the filter and one does not. */
  'disagreement',
] as const;
export type DoubtReason = (typeof DOUBT_REASONS)[number];

export interface Doubt {
  /** 0 to 1. */
  doubt: number;
  reasons: DoubtReason[];
}

/** From here on a picture is to be reviewed. */
export const REVIEW_DOUBT = 0.5;

/** Words that are less probable are doubtful. */
const LOW_WORD_PROBABILITY = 0.1;
/** What the least probable word, and original against synthetic, can add at most. */
const WORD_WEIGHT = 0.5;
const DISAGREEMENT_WEIGHT = 0.5;

const NONE: Doubt = { doubt: 0, reasons: [] };

/**
 * 1 where nothing passes. Else three independent doubts a, b, c make 1 − (1−a)(1−b)(1−c): of ITM, 1 − P(match); of the
 * least probable word p < 0.1, (1 − p/0.1)/2; of original and synthetic, on different sides of the threshold, half of
 * the difference of their probabilities. 0 for pictures that a person decided, that failed and that are new.
 */
export function doubtOf(record: PictureRecord, filter: FilterSettings): Doubt {
  if (record.decision !== null || record.error !== null || !record.done) return NONE;
  const chosen = leadingText(record, filter);
  if (chosen === null) return { doubt: 1, reasons: ['nothing-passes'] };
  const itm = 1 - (chosen.match?.probability ?? 1);
  const word = wordDoubt(chosen);
  const disagreement = disagreementOf(record.texts, filter.threshold);
  const reasons: DoubtReason[] = [];
  if (itm > (1 - filter.threshold) / 2) reasons.push('low-itm');
  if (word > 0) reasons.push('low-word-probability');
  if (disagreement > 0) reasons.push('disagreement');
  return { doubt: 1 - (1 - itm) * (1 - word) * (1 - disagreement), reasons };
}

function wordDoubt(text: PictureText): number {
  if (text.source !== 'synthetic') return 0;
  return WORD_WEIGHT * Math.max(0, 1 - text.minWordProbability / LOW_WORD_PROBABILITY);
}

function disagreementOf(texts: PictureRecord['texts'], threshold: number): number {
  const original = bestProbability(texts, 'original');
  const synthetic = bestProbability(texts, 'synthetic');
  if (original === null || synthetic === null) return 0;
  if (original >= threshold === synthetic >= threshold) return 0;
  return DISAGREEMENT_WEIGHT * Math.abs(original - synthetic);
}

function bestProbability(texts: PictureRecord['texts'], of: 'original' | 'synthetic'): number | null {
  let best: number | null = null;
  for (const { source, match } of texts) {
    if (source === of && match !== null && !(best !== null && match.probability <= best))
      best = match.probability;
  }
  return best;
}

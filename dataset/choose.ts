/** The CapFilt rule: which texts of a picture are exported. */

import type { FilterSettings, KeepRule, PictureRecord, PictureText } from '../core/collection.ts';
import type { PictureSkipReason } from '../core/protocol/exports.ts';

/** Why a text is not exported. */
export const TEXT_DROP_REASONS = [
  /** Nothing but white space. */
  'empty',
  /** Its ITM probability is below the threshold. */
  'below-threshold',
  /** Other texts of the picture have a match, this one has none. */
  'not-matched',
  /** Equal to a text before it, but for case and white space. */
  'duplicate',
  /** It passes, and the rule keeps another. */
  'outranked',
  /** A person approved or wrote another text. */
  'person-chose',
  /** The picture is not exported, or without a text: see `leftOut` and `decorative`. */
  'picture',
] as const;
export type TextDropReason = (typeof TEXT_DROP_REASONS)[number];

export interface DroppedText {
  text: PictureText;
  reason: TextDropReason;
}

export interface Choice {
  /** The texts to export, the one that stands for the picture first. */
  texts: PictureText[];
  /** The other texts, in the record's order. */
  dropped: DroppedText[];
  /** The picture is exported without a text: its alternative text is empty. */
  decorative: boolean;
  /** Why the picture is not exported; null if it is. */
  leftOut: PictureSkipReason | null;
}

/**
 * Chooses by the person's decision, and without one by the filter. A picture that no run has finished is left out:
 * its original texts have not been filtered. Texts that were never matched, because there was no matcher, all pass.
 */
export function chooseTexts(record: PictureRecord, filter: FilterSettings): Choice {
  const { decision } = record;
  if (decision?.kind === 'approved' || decision?.kind === 'edited') return byPerson(record, decision.text);
  if (decision?.kind === 'decorative') return withoutText(record, null);
  if (decision?.kind === 'dropped') return withoutText(record, 'dropped');
  if (record.error !== null) return withoutText(record, 'failed');
  if (!record.done) return withoutText(record, 'not-run');
  return byFilter(record, filter);
}

function byPerson({ texts }: PictureRecord, chosen: PictureText): Choice {
  const dropped = texts.filter((text) => !isSameText(text, chosen));
  return {
    texts: [chosen],
    dropped: dropped.map((text) => ({ text, reason: 'person-chose' })),
    decorative: false,
    leftOut: null,
  };
}

function withoutText({ texts }: PictureRecord, leftOut: PictureSkipReason | null): Choice {
  const dropped = texts.map((text): DroppedText => ({ text, reason: 'picture' }));
  return { texts: [], dropped, decorative: leftOut === null, leftOut };
}

function byFilter(record: PictureRecord, filter: FilterSettings): Choice {
  const { texts } = record;
  const kept = filter.keep === 'all' ? allPassing(record, filter) : [leadingText(record, filter)];
  const chosen = kept.filter((text) => text !== null);
  const judged = isJudged(texts);
  const dropped = texts.flatMap((text): DroppedText[] => {
    if (chosen.includes(text)) return [];
    const otherwise = filter.keep === 'all' ? 'duplicate' : 'outranked';
    return [{ text, reason: reasonAgainst(text, filter.threshold, judged) ?? otherwise }];
  });
  const leftOut = chosen.length > 0 ? null : texts.length === 0 ? 'no-text' : 'none-passes';
  return { texts: chosen, dropped, decorative: false, leftOut };
}

/** The text that the filter alone puts first; null if none passes. */
export function leadingText(
  { texts }: PictureRecord,
  { threshold, keep }: FilterSettings,
): PictureText | null {
  const judged = isJudged(texts);
  let first: PictureText | null = null;
  for (const text of texts) {
    if (reasonAgainst(text, threshold, judged) !== null) continue;
    if (first === null || compare(keep, text, first) < 0) first = text;
  }
  return first;
}

function allPassing({ texts }: PictureRecord, { threshold, keep }: FilterSettings): PictureText[] {
  const judged = isJudged(texts);
  const seen = new Set<string>();
  const passing = texts.filter((text) => {
    if (reasonAgainst(text, threshold, judged) !== null) return false;
    const normalized = text.text.trim().replace(/\s+/gu, ' ').toLowerCase();
    return seen.size < seen.add(normalized).size;
  });
  return passing.sort((a, b) => compare(keep, a, b));
}

/** Whether a matcher has judged any of the texts. */
function isJudged(texts: PictureRecord['texts']): boolean {
  return texts.some(({ match }) => match !== null);
}

function reasonAgainst(
  { text, match }: PictureText,
  threshold: number,
  judged: boolean,
): TextDropReason | null {
  if (!/\S/.test(text)) return 'empty';
  if (judged && match === null) return 'not-matched';
  return match === null || match.probability >= threshold ? null : 'below-threshold';
}

/**
 * Negative if `a` comes first: by what the rule prefers, then by probability. Without matches the candidates come
 * before the original texts.
 */
function compare(keep: KeepRule, a: PictureText, b: PictureText): number {
  const preferred =
    keep === 'original'
      ? Number(b.source === 'original') - Number(a.source === 'original')
      : keep === 'longest'
        ? lengthOf(b) - lengthOf(a)
        : 0;
  return preferred || probabilityOf(b) - probabilityOf(a) || unmatchedOriginal(a) - unmatchedOriginal(b);
}

function unmatchedOriginal({ source, match }: PictureText): number {
  return Number(source === 'original' && match === null);
}

function probabilityOf({ match }: PictureText): number {
  return match?.probability ?? 0;
}

/** In code points. */
function lengthOf({ text }: PictureText): number {
  return [...text].length;
}

function isSameText(a: PictureText, b: PictureText): boolean {
  return a.source === b.source && a.text === b.text;
}

/** Which of some labels fits a picture. */

import { FITS_FROM, type LabelledPicture } from '../../core/protocol/search.ts';

/** Labels of a picture that ITM looks at, the most similar ones: more of them change hardly anything, see docs/search.md. */
export const LABELS_TO_CHECK = 10;

/** Indices of the labels that ITM is to look at. @param cosines one for each label. */
export function labelsToCheck(cosines: readonly number[]): number[] {
  return [...cosines.keys()].sort((a, b) => cosines[b]! - cosines[a]!).slice(0, LABELS_TO_CHECK);
}

/**
 * @param checked with what ITM says; null without ITM: the most similar label is the picture's then.
 * @throws {RangeError} without labels.
 */
export function bestLabel(
  cosines: readonly number[],
  checked: readonly { label: number; probability: number }[] | null,
): Omit<LabelledPicture, 'path'> {
  if (cosines.length === 0) throw new RangeError('There is no label.');
  if (checked === null) {
    const [label] = labelsToCheck(cosines) as [number];
    return { label, probability: null, cosine: cosines[label]! };
  }
  const best = checked.reduce((a, b) => (b.probability > a.probability ? b : a));
  const { label, probability } = best;
  return { label: probability >= FITS_FROM ? label : null, probability, cosine: cosines[label]! };
}

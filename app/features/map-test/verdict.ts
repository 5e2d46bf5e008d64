/** What a test of a map says. Pure. */
import type { TestedDrop, TestedMap, TestedScore } from '../../../core/protocol';
import type { Messages } from '../../i18n/messages';
import { DOUBTFUL } from '../captions/words';
import type { TestTarget } from './target';

type MapTestTexts = Messages['mapTest'];

/*
 * What a map must be better by than the same map elsewhere, in shares of what the score was: chosen on held-out scenes
 * so that few random maps pass, and most maps of the model. docs/decisions.md says how many.
 */
/** By masking the marked part. */
const DROP_WORTH = 0.3;
/** By each area, between the curves. */
const AREA_WORTH = 0.1;
/** Where masking a fifth elsewhere leaves no more than this, masking lowers the score anywhere, and says little. */
const TAKEN_ANYWHERE = 0.5;
/** There showing has to be better by this area; under deletion all areas are small then. */
const SHOWN_WORTH = 0.3;

/** Below this match a sentence does not fit: the threshold of CapFilt's filter (BLIP, section 3.3). */
const FITS = 0.5;

export function movedMean({ moved }: TestedDrop): number {
  return moved.reduce((sum, score) => sum + score, 0) / moved.length;
}

/** The probability with nothing masked, with what the map marks masked, and with the same area elsewhere masked. */
export function dropText(
  { drop: texts }: MapTestTexts,
  { score, word }: Pick<TestTarget, 'score' | 'word'>,
  drop: TestedDrop,
): string {
  const shares = { before: drop.before, marked: drop.marked, moved: movedMean(drop) };
  return score.of === 'word' ? texts.word({ word: word ?? '', ...shares }) : texts[score.of](shares);
}

/**
 * `deletion`: it passes by what masking does first of all; `insertion`: by the curves, where masking anything takes the
 * word.
 */
export type Outcome = 'deletion' | 'insertion' | 'fails';

/** Null while that hangs on curves which are not complete. */
export function outcomeOf({ drop, curves }: TestedMap): Outcome | null {
  const way = takesMore(drop) ? 'deletion' : takesAnywhere(drop) ? 'insertion' : 'fails';
  const [deletion, insertion] = [curves.deletion.areas, curves.insertion.areas];
  if (way === 'fails') return way;
  if (!deletion || !insertion) return null;
  const [byDeletion, byInsertion] = way === 'deletion' ? [AREA_WORTH, AREA_WORTH] : [0, SHOWN_WORTH];
  const better =
    deletion.moved - deletion.map >= byDeletion * drop.before &&
    insertion.map - insertion.moved >= byInsertion * drop.before;
  return better ? way : 'fails';
}

/** Whether masking what the map marks does more than masking the same area anywhere else that was tried. */
function takesMore(drop: TestedDrop): boolean {
  const { before, marked, moved } = drop;
  return marked < Math.min(...moved) && movedMean(drop) - marked >= DROP_WORTH * before;
}

function takesAnywhere(drop: TestedDrop): boolean {
  return movedMean(drop) <= TAKEN_ANYWHERE * drop.before;
}

/** Why there is little to explain in the first place; null when there is enough. */
export function doubtText(
  { doubts }: MapTestTexts,
  { of }: TestedScore,
  { before }: TestedDrop,
): string | null {
  if (of === 'match' && before < FITS) return doubts.match({ share: before });
  if (of === 'word' && before < DOUBTFUL) return doubts.word({ share: before });
  return null;
}

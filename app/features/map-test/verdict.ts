/** What a test of a map says. Pure. */
import type { TestedDrop, TestedMap, TestedScore } from '../../../core/protocol';
import type { Messages } from '../../i18n/messages';
import { DOUBTFUL } from '../captions/words';
import type { TestTarget } from './target';

type MapTestTexts = Messages['mapTest'];

/*
 * What a map must be better by than the same map elsewhere, in shares of what the score was: chosen on held-out scenes
 * so that few maps pass that know nothing, and most of the model's own. docs/decisions.md says how many.
 */
/** By hiding the marked part. */
const DROP_WORTH = 0.3;
/** By each area, between the curves. */
const AREA_WORTH = 0.1;
/** Where hiding a fifth elsewhere leaves no more than this, hiding takes much away anywhere, and tells little. */
const TAKEN_ANYWHERE = 0.5;
/** There showing has to be better by this area; under deletion all areas are small then. */
const SHOWN_WORTH = 0.3;

/** Below this match a sentence does not fit: the threshold of CapFilt's filter (BLIP, section 3.3). */
const FITS = 0.5;

export function movedMean({ moved }: TestedDrop): number {
  return moved.reduce((sum, score) => sum + score, 0) / moved.length;
}

/** The probability with nothing hidden, with what the map marks hidden, and with the same area elsewhere hidden. */
export function dropText(
  { drop: texts }: MapTestTexts,
  { score, word }: Pick<TestTarget, 'score' | 'word'>,
  drop: TestedDrop,
): string {
  const shares = { before: drop.before, marked: drop.marked, moved: movedMean(drop) };
  return score.of === 'word' ? texts.word({ word: word ?? '', ...shares }) : texts[score.of](shares);
}

/**
 * `hidden`: it passes by what hiding does first of all; `shown`: by the curves, where hiding anything at all takes the
 * word.
 */
export type Outcome = 'hidden' | 'shown' | 'fails';

/** Null while that hangs on curves which are not complete. */
export function outcomeOf({ drop, curves }: TestedMap): Outcome | null {
  const way = takesMore(drop) ? 'hidden' : takesAnywhere(drop) ? 'shown' : 'fails';
  const [hiding, showing] = [curves.deletion.areas, curves.insertion.areas];
  if (way === 'fails') return way;
  if (!hiding || !showing) return null;
  const [byHiding, byShowing] = way === 'hidden' ? [AREA_WORTH, AREA_WORTH] : [0, SHOWN_WORTH];
  const better =
    hiding.moved - hiding.map >= byHiding * drop.before &&
    showing.map - showing.moved >= byShowing * drop.before;
  return better ? way : 'fails';
}

/** Whether hiding what the map marks does more than hiding the same area anywhere else that was tried. */
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

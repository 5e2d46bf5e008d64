/** What a test of a map says, in plain words. Pure. */
import type { TestedCurve, TestedDrop, TestedMap, TestedScore } from '../../../core/protocol';
import { percent } from '../captions/format';
import { DOUBTFUL } from '../captions/words';

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

/** "drops “dog” from 91% to 7%" and what the same area does elsewhere. */
export function sayDrop(drop: TestedDrop, named: string): string {
  const { before, marked } = drop;
  return `Hiding what this map marks ${changes(before, marked, named)}; hiding the same area elsewhere ${changes(before, movedMean(drop))}.`;
}

function changes(before: number, after: number, named?: string): string {
  const [what, from] = named ? [named, ` from ${percent(before)}`] : ['it', ''];
  if (percent(after) === percent(before)) return `leaves ${what} at ${percent(after)}`;
  return `${after < before ? 'drops' : 'raises'} ${what}${from} to ${percent(after)}`;
}

/** Whose probability is watched, as a sentence names it. */
export function nameOf({ of }: TestedScore, word: string | null): string {
  if (of === 'match') return 'the match of sentence and picture';
  return of === 'word' ? `“${word}”` : 'the sentence, per word piece,';
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

/** What to make of it. */
export const VERDICTS: Record<Outcome, string> = {
  hidden: 'The map passes: what it marks matters more than the rest.',
  shown:
    'The map passes: hiding a fifth anywhere takes much away here, but what it marks goes first, and shown alone brings it back soonest.',
  fails:
    'The map does not pass its own test: what it marks does not matter clearly more than the same area elsewhere. Better not to read too much into it.',
};

/** Why there is little to explain in the first place; null when there is enough. */
export function doubt({ of }: TestedScore, { before }: TestedDrop): string | null {
  if (of === 'match' && before < FITS)
    return `The sentence hardly fits this picture (${percent(before)}), so there is little for a map to explain.`;
  if (of === 'word' && before < DOUBTFUL)
    return `The model was guessing at this word (${percent(before)}), so its map explains a guess.`;
  return null;
}

/** An area under a curve, 0…1, as it is told. */
export function areaText(area: number): string {
  return area.toFixed(2);
}

/** A curve for those who cannot see it. */
export function sayCurve(name: string, { map, areas }: TestedCurve, better: string): string {
  const [first, last] = [map[0], map.at(-1)];
  if (!first || !last || !areas) return `${name}, being measured`;
  const way = map.map(({ share, score }) => `${percent(score)} at ${percent(share)}`).join(', ');
  return `${name}: ${way}. Area ${areaText(areas.map)} for this map, ${areaText(areas.moved)} elsewhere; ${better} is better.`;
}

/** What heat is on the picture, and what stands beside it. Pure. */
import type { App } from '../../store/app-state';
import { currentRun } from '../captions/captions.selectors';
import { isSettled, type Run } from '../captions/run';
import type { Heat } from './draw';
import {
  currentCaption,
  leadCaption,
  methodOf,
  rankedCaptions,
  type ShownWord,
  shownRange,
  shownWord,
  shownWords,
  wordAt,
  wordCount,
} from './heatmap.selectors';
import type { Method } from './methods';
import { sameWord, type WordRef } from './shown-words';

/** The heat of one word, or of a whole sentence. */
export interface ShownHeat extends Heat {
  caption: number;
  /** The word; null for the whole sentence. */
  word: string | null;
  why: ShownWord['why'];
  method: Method;
  /** The attention is of the chosen layer and head; otherwise it is the mean of all. */
  ofSelectedLayer: boolean;
}

/** The heat that is on the picture: of the word in view, of its whole sentence, or of what is being compared. */
export function shownHeat(state: App): ShownHeat | null {
  if (isComparing(state)) return heatOf(state, otherRef(state));
  if (!state.heatmap.sentenceLevel) {
    const word = shownWord(state);
    return word && wordHeat(state, word);
  }
  const run = currentRun(state);
  if (!run) return null;
  const { hovered: pointed, pinned } = state.selection;
  if (pointed ?? pinned)
    return sentenceHeat(state, (pointed ?? pinned)!.caption, pointed ? 'pointed' : 'pinned');
  if (run.status === 'streaming') return sentenceHeat(state, leadCaption(run), 'newest');
  const best = currentCaption(state);
  return best === null ? null : sentenceHeat(state, best, 'pinned');
}

/** The heat that another is compared with: of the pinned word, or of its sentence. */
export function heldHeat(state: App): ShownHeat | null {
  return isComparing(state) ? heatOf(state, heldRef(state)) : null;
}

/** Two heats are side by side: there are words, and that was asked for. */
export function isComparing(state: App): boolean {
  const run = currentRun(state);
  return state.heatmap.comparison === 'other' && run !== null && isSettled(run) && heldRef(state) !== null;
}

/** The word that is held to be compared with: the pinned one, else the first of the best caption. */
export function heldRef(state: App): WordRef | null {
  if (state.selection.pinned) return state.selection.pinned;
  const caption = rankedCaptions(state).find((index) => wordCount(state, index) > 0);
  return caption === undefined ? null : { caption, word: 0 };
}

/** The word that is compared with the held one: the one pointed at last, else its neighbour. */
export function otherRef(state: App): WordRef | null {
  const held = heldRef(state);
  if (!held) return null;
  const { compared: other } = state.selection;
  const { sentenceLevel: whole } = state.heatmap;
  const isSame = other && (whole ? other.caption === held.caption : sameWord(other, held));
  if (other && !isSame) return other;
  return whole ? nextCaption(state, held) : nextWord(state, held);
}

function nextWord(state: App, { caption, word }: WordRef): WordRef {
  const last = word + 1 >= wordCount(state, caption);
  return { caption, word: last ? Math.max(0, word - 1) : word + 1 };
}

function nextCaption(state: App, { caption }: WordRef): WordRef {
  const order = rankedCaptions(state);
  const next = order[(order.indexOf(caption) + 1) % order.length];
  return { caption: next ?? caption, word: 0 };
}

/** The captions whose maps are looked at. */
export function captionsInView(state: App): number[] {
  const { caption: figure } = state.figure;
  const { hovered: pointed, pinned } = state.selection;
  const { sentenceLevel: whole } = state.heatmap;
  if (figure !== null) return [figure];
  if (isComparing(state)) {
    const both = [heldRef(state), otherRef(state)].flatMap((ref) => (ref ? [ref.caption] : []));
    return [...new Set(both)];
  }
  const caption = (pointed ?? pinned)?.caption ?? (whole ? currentCaption(state) : null);
  return caption === null ? [] : [caption];
}

function heatOf(state: App, ref: WordRef | null): ShownHeat | null {
  const run = currentRun(state);
  if (!run || !ref) return null;
  if (state.heatmap.sentenceLevel) return sentenceHeat(state, ref.caption, 'pinned');
  const word = wordAt(state, run, ref, 'pinned');
  return word && wordHeat(state, word);
}

function wordHeat(state: App, word: ShownWord): ShownHeat {
  const { map, grid, caption, text, why, method, ofSelectedLayer } = word;
  return {
    values: map,
    grid,
    range: shownRange(state, word),
    caption,
    word: text,
    why,
    method,
    ofSelectedLayer: ofSelectedLayer,
  };
}

function sentenceHeat(state: App, caption: number, why: ShownWord['why']): ShownHeat | null {
  const run: Run | null = currentRun(state);
  const sentence = run && shownWords(state, run, caption)?.sentence;
  if (!sentence) return null;
  const { map, grid, asked } = sentence;
  return { values: map, grid, range: null, caption, word: null, why, ...methodOf(state, asked) };
}

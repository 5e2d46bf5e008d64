/** Which heatmaps the stage shows. Pure. */
import type { App } from '../../store/app-state';
import { currentRun } from '../captions/captions.selectors';
import { isSettled, type Run } from '../captions/run';
import { type AnswerHeat, answerHeat } from '../questions/answer-heat';
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

/** The heat of a caption, or of an answer to a question. */
export type ShownHeat = CaptionHeat | AnswerHeat;

/** The heat of one word, or of a whole sentence. */
export interface CaptionHeat extends Heat {
  caption: number;
  /** The word; null for the whole sentence. */
  word: string | null;
  why: ShownWord['why'];
  method: Method;
  /** The attention is of the chosen layer and head; otherwise it is the mean of all. */
  ofSelectedLayer: boolean;
}

/**
 * The heat that is on the picture: of the word in view, of its whole sentence, or of what is being compared. A word of
 * a caption that is hovered goes before an answer that is selected.
 */
export function shownHeat(state: App): ShownHeat | null {
  const answer = state.selection.hovered ? null : answerHeat(state);
  return answer ?? captionHeat(state);
}

function captionHeat(state: App): CaptionHeat | null {
  if (isComparing(state)) return heatOf(state, comparedRef(state));
  if (!state.heatmap.sentenceLevel) {
    const word = shownWord(state);
    return word && wordHeat(state, word);
  }
  const run = currentRun(state);
  if (!run) return null;
  const { hovered, pinned } = state.selection;
  const at = hovered ?? pinned;
  if (at) return sentenceHeat(state, at.caption, hovered ? 'hovered' : 'pinned');
  if (run.status === 'streaming') return sentenceHeat(state, leadCaption(run), 'newest');
  const best = currentCaption(state);
  return best === null ? null : sentenceHeat(state, best, 'pinned');
}

/** The heatmap on the pinned side of a comparison: of the pinned word, or of its sentence. */
export function pinnedHeat(state: App): CaptionHeat | null {
  return isComparing(state) ? heatOf(state, pinnedRef(state)) : null;
}

/** Whether two heatmaps are side by side: that was chosen, and there are words. */
export function isComparing(state: App): boolean {
  const run = currentRun(state);
  return state.heatmap.comparison === 'other' && run !== null && isSettled(run) && pinnedRef(state) !== null;
}

/** The word on the pinned side of a comparison: the pinned one, else the first of the best caption. */
export function pinnedRef(state: App): WordRef | null {
  if (state.selection.pinned) return state.selection.pinned;
  const caption = rankedCaptions(state).find((index) => wordCount(state, index) > 0);
  return caption === undefined ? null : { caption, word: 0 };
}

/** The word that is compared with the pinned one: the one hovered last, else its neighbour. */
export function comparedRef(state: App): WordRef | null {
  const pinned = pinnedRef(state);
  if (!pinned) return null;
  const { compared } = state.selection;
  const { sentenceLevel } = state.heatmap;
  const isSame =
    compared && (sentenceLevel ? compared.caption === pinned.caption : sameWord(compared, pinned));
  if (compared && !isSame) return compared;
  return sentenceLevel ? nextCaption(state, pinned) : nextWord(state, pinned);
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
  const { caption: ofFigure } = state.figure;
  const { hovered, pinned } = state.selection;
  const { sentenceLevel } = state.heatmap;
  if (ofFigure !== null) return [ofFigure];
  if (isComparing(state)) {
    const both = [pinnedRef(state), comparedRef(state)].flatMap((ref) => (ref ? [ref.caption] : []));
    return [...new Set(both)];
  }
  const caption = (hovered ?? pinned)?.caption ?? (sentenceLevel ? currentCaption(state) : null);
  return caption === null ? [] : [caption];
}

function heatOf(state: App, ref: WordRef | null): CaptionHeat | null {
  const run = currentRun(state);
  if (!run || !ref) return null;
  if (state.heatmap.sentenceLevel) return sentenceHeat(state, ref.caption, 'pinned');
  const word = wordAt(state, run, ref, 'pinned');
  return word && wordHeat(state, word);
}

function wordHeat(state: App, word: ShownWord): CaptionHeat {
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

function sentenceHeat(state: App, caption: number, why: ShownWord['why']): CaptionHeat | null {
  const run: Run | null = currentRun(state);
  const sentence = run && shownWords(state, run, caption)?.sentence;
  if (!sentence) return null;
  const { map, grid, asked } = sentence;
  return { values: map, grid, range: null, caption, word: null, why, ...methodOf(state, asked) };
}

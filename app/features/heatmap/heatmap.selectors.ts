/** Which words and maps of the current picture are in view. Pure. */
import type { App } from '../../store/app-state';
import { currentRun } from '../captions/captions.selectors';
import { captionAt, gridAt, listing, type Run, wordsOf } from '../captions/run';
import { explanationOf, methodInUse } from './grad-cam.selectors';
import { layerMapsOf } from './layer-selection.selectors';
import type { Range } from './maps';
import type { Method } from './methods';
import {
  type AskedMaps,
  type MappedCaption,
  type MappedWord,
  mapCaption,
  sharedRange,
  type WordRef,
} from './shown-words';

/** The caption that keys and menus mean: the one with the word in view, else the best. Null when there is none. */
export function currentCaption(state: App): number | null {
  return (state.selection.hovered ?? state.selection.pinned)?.caption ?? rankedCaptions(state)[0] ?? null;
}

/** All captions of the current picture as they are listed. */
export function rankedCaptions(state: App): number[] {
  const run = currentRun(state);
  return run ? listing(run) : [];
}

/** How many words a caption of the current picture has. */
export function wordCount(state: App, caption: number): number {
  const run = currentRun(state);
  const shown = run && captionAt(run, caption);
  return shown ? wordsOf(shown).length : 0;
}

/** The word whose heat is on the picture, and why it is this one. */
export interface ShownWord extends MappedWord, WordRef {
  why: 'hovered' | 'pinned' | 'newest';
  /** What its map is; attention also while another is on its way. */
  method: Method;
  /** The attention is of the chosen layer and head; otherwise it is the mean of all. */
  ofSelectedLayer: boolean;
}

/** The hovered word, else the pinned one, else, while captions stream, the newest. */
export function shownWord(state: App): ShownWord | null {
  const run = currentRun(state);
  if (!run) return null;
  const { hovered, pinned } = state.selection;
  if (hovered) return wordAt(state, run, hovered, 'hovered');
  if (pinned) return wordAt(state, run, pinned, 'pinned');
  if (run.status !== 'streaming') return null;
  const caption = leadCaption(run);
  return wordAt(state, run, { caption, word: wordCount(state, caption) - 1 }, 'newest');
}

/** The first caption that still grows: the heat follows one sentence at a time, or it would flicker between them. */
export function leadCaption({ captions, newest }: Run): number {
  const growing = captions.findIndex(({ tokens }) => tokens.length > 0 && !tokens.at(-1)?.special);
  return growing === -1 ? (newest ?? 0) : growing;
}

/** A word with its map; null when there is no such word. */
export function wordAt(state: App, run: Run, ref: WordRef, why: ShownWord['why']): ShownWord | null {
  const shown = shownWords(state, run, ref.caption);
  const word = shown?.words[ref.word];
  if (!word) return null;
  return { ...word, ...ref, why, ...methodOf(state, word.asked) };
}

/** What a map is: by the chosen method if it is the one that was asked for, else plain attention. */
export function methodOf(state: App, asked: boolean): Pick<ShownWord, 'method' | 'ofSelectedLayer'> {
  const method = asked ? methodInUse(state) : 'attention';
  return { method, ofSelectedLayer: asked && method === 'attention' };
}

/** All words of a caption and the whole of it, with the maps that are chosen as far as they are here. */
export function shownWords(
  state: App,
  run: Run,
  index: number,
): (MappedCaption & { computing: boolean }) | null {
  const caption = captionAt(run, index);
  const grid = gridAt(run, index);
  if (!caption || !grid) return null;
  const explained = explanationOf(state, run, index);
  const { words, sentence } = mapCaption(caption, grid, askedMaps(state, run, index));
  return { words, sentence, computing: explained?.status === 'computing' };
}

/** The scale of a word's heat: the whole sentence's where words are to be compared; null for its own. */
export function shownRange(state: App, word: ShownWord): Range | null {
  const { caption, why } = word;
  const run = currentRun(state);
  const shown =
    state.heatmap.scale === 'sentence' && why !== 'newest' && run ? shownWords(state, run, caption) : null;
  return shown && sharedRange(shown.words, word);
}

/** The maps of a caption by the chosen method, layer and head, as far as they are here. */
export function askedMaps(state: App, run: Run, caption: number): AskedMaps {
  const method = methodInUse(state);
  if (method === 'attention') {
    const maps = layerMapsOf(state, run, caption)?.maps;
    return maps ? { kind: 'layer', maps } : null;
  }
  const text = explanationOf(state, run, caption)?.text;
  return text ? { kind: 'grad-cam', text, layer: state.gradCam.layers[method] } : null;
}

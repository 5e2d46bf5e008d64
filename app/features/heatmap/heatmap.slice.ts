import type { App, Slice } from '../../store/app-state';
import { captionAt, gridAt, listing, type Run, wordsOf } from '../captions/run';
import { type CompareActions, type CompareState, createCompareSlice } from './compare.slice';
import {
  createGradCamSlice,
  explanationOf,
  type GradCamActions,
  type GradCamState,
  type Method,
  methodInUse,
} from './grad-cam.slice';
import {
  createLayerSelectionSlice,
  type LayerSelectionActions,
  type LayerSelectionState,
  layerSelectionOf,
} from './layer-selection.slice';
import type { Range } from './maps';
import { DEFAULT_PALETTE, type PaletteName } from './palettes';
import { type AskedMaps, type MappedCaption, type MappedWord, mapCaption, sharedRange } from './shown-words';
import { createWalkSlice, type WalkActions, type WalkState, type WordRef } from './walk.slice';

/** Heat laid over the picture, the picture darkened where there is none, or lines around the heat. */
export type OverlayMode = 'overlay' | 'spotlight' | 'contours';

/** Each word's map stretched to the whole scale, or all words of the sentence on one. */
export type Scale = 'word' | 'sentence';

interface LookState {
  heat: boolean;
  view: OverlayMode;
  scale: Scale;
  palette: PaletteName;
  /** 0…1 */
  opacity: number;
}

interface LookActions {
  toggleHeat(): void;
  chooseView(view: OverlayMode): void;
  chooseScale(scale: Scale): void;
  choosePalette(palette: PaletteName): void;
  setOpacity(opacity: number): void;
  /** Has a caption's maps made by the chosen method, layer and head, unless they are here or on their way. */
  focusCaption(caption: number): Promise<void>;
}

export type HeatmapState = LookState & WalkState & CompareState & LayerSelectionState & GradCamState;
export type HeatmapActions = LookActions &
  WalkActions &
  CompareActions &
  LayerSelectionActions &
  GradCamActions;

/** How strong the heat is before anybody changes that. */
export const DEFAULT_OPACITY = 0.7;

export const createHeatmapSlice: Slice<HeatmapState & HeatmapActions> = (set, get, tools) => ({
  ...createWalkSlice(set, get, tools),
  ...createCompareSlice(set, get, tools),
  ...createLayerSelectionSlice(set, get, tools),
  ...createGradCamSlice(set, get, tools),
  heat: true,
  view: 'overlay',
  scale: 'word',
  palette: DEFAULT_PALETTE,
  opacity: DEFAULT_OPACITY,

  toggleHeat: () => set({ heat: !get().heat }),
  chooseView: (view) => set({ view }),
  chooseScale: (scale) => set({ scale }),
  choosePalette: (palette) => set({ palette }),
  setOpacity: (opacity) => set({ opacity: Math.min(1, Math.max(0, opacity)) }),

  focusCaption: (caption) =>
    methodInUse(get()) === 'attention' ? get().lookThrough(caption) : get().explainCaption(caption),
});

/** The run of the picture on the stage. */
export function currentRun({ runs, currentId }: Pick<App, 'runs' | 'currentId'>): Run | null {
  return (currentId && runs[currentId]) || null;
}

/** The caption that keys and menus mean: the one with the word in view, else the best. Null when there is none. */
export function currentCaption(state: App): number | null {
  return (state.pointed ?? state.pinned)?.caption ?? rankedCaptions(state)[0] ?? null;
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
  why: 'pointed' | 'pinned' | 'newest';
  /** What its map is; attention also while another is on its way. */
  method: Method;
  /** The attention is of the chosen layer and head; otherwise it is the mean of all. */
  ofSelectedLayer: boolean;
}

/** The word pointed at, else the pinned one, else, while captions stream, the newest. */
export function shownWord(state: App): ShownWord | null {
  const run = currentRun(state);
  if (!run) return null;
  const { pointed, pinned } = state;
  if (pointed) return wordAt(state, run, pointed, 'pointed');
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
    state.scale === 'sentence' && why !== 'newest' && run ? shownWords(state, run, caption) : null;
  return shown && sharedRange(shown.words, word);
}

/** The maps of a caption by the chosen method, layer and head, as far as they are here. */
export function askedMaps(state: App, run: Run, caption: number): AskedMaps {
  const method = methodInUse(state);
  if (method === 'attention') {
    const maps = layerSelectionOf(state, run, caption)?.maps;
    return maps ? { kind: 'lens', maps } : null;
  }
  const text = explanationOf(state, run, caption)?.text;
  return text ? { kind: 'grad-cam', text, layer: state.camLayers[method] } : null;
}

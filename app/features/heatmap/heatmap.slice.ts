import type { AttentionMaps, AttentionRequest } from '../../../workers/protocol';
import type { App, Slice } from '../../store/app-state';
import { captionAt, gridAt, isSettled, listing, type Run, wordsOf } from '../captions/run';
import {
  createGradCamSlice,
  explainedOf,
  type GradCamActions,
  type GradCamState,
  type Method,
  methodInUse,
} from './grad-cam.slice';
import type { Range } from './maps';
import type { PaletteName } from './palettes';
import { type AskedMaps, type MappedCaption, type MappedWord, mapCaption, sharedRange } from './shown-words';

/** A word of the current picture's captions, counted from 0; captions in the worker's order, kept ones −1, −2, …. */
export interface WordRef {
  caption: number;
  word: number;
}

/** Maps of one layer or head, asked from the worker. */
export interface Lens extends AttentionRequest {
  status: 'loading' | 'ready' | 'gone' | 'failed';
  maps: AttentionMaps;
}

/** Heat laid over the picture, the picture darkened where there is none, or lines around the heat. */
export type View = 'overlay' | 'spotlight' | 'contours';

/** Each word's map stretched to the whole scale, or all words of the sentence on one. */
export type Scale = 'word' | 'sentence';

export interface HeatmapState extends GradCamState {
  heat: boolean;
  view: View;
  scale: Scale;
  palette: PaletteName;
  /** 0…1 */
  opacity: number;
  /** The word under the mouse or in focus. */
  pointed: WordRef | null;
  /** The word that stays when the mouse goes. */
  pinned: WordRef | null;
  /** The word the keys walked to last: it takes the focus. */
  walked: WordRef | null;
  playing: boolean;
  /** Counted from 0; null is the mean of all. */
  layer: number | null;
  head: number | null;
  lens: Lens | null;
}

export interface HeatmapActions extends GradCamActions {
  toggleHeat(): void;
  chooseView(view: View): void;
  chooseScale(scale: Scale): void;
  choosePalette(palette: PaletteName): void;
  setOpacity(opacity: number): void;
  pointAt(word: WordRef | null): void;
  /** Pins a word, or frees it when it is the pinned one. */
  pin(word: WordRef): void;
  /** Walks the sentence; from its ends it goes nowhere. Starts at the first word of the best caption. */
  stepWord(step: number): void;
  /** Walks the captions by rank. */
  stepCaption(step: number): void;
  /** Walks the sentence word by word from the beginning, or stops doing so. */
  togglePlay(): void;
  /** Has a caption's maps made by the chosen method, layer and head, unless they are here or on their way. */
  focusCaption(caption: number): void;
  chooseLens(layer: number | null, head: number | null): void;
  /** Nothing pointed at, nothing pinned, nothing playing. */
  clearWord(): void;
}

/** How long each word stays when the sentence plays. Milliseconds. */
export const PLAY_STEP = 700;

export const createHeatmapSlice: Slice<HeatmapState & HeatmapActions> = (set, get, tools) => {
  const { client } = tools;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function play(): void {
    timer = setTimeout(() => {
      const { caption, word } = get().pointed ?? { caption: 0, word: 0 };
      if (word + 1 < wordCount(get(), caption)) {
        pointAt({ caption, word: word + 1 });
        play();
      } else set({ playing: false });
    }, PLAY_STEP);
  }

  function stopPlay(): void {
    clearTimeout(timer);
    if (get().playing) set({ playing: false });
  }

  function pointAt(pointed: WordRef | null): void {
    if (sameWord(get().pointed, pointed)) return;
    set({ pointed });
    focusMaps();
  }

  function walkTo(walked: WordRef): void {
    set({ walked });
    pointAt(walked);
  }

  /** Has the maps of the caption in view made. */
  function focusMaps(): void {
    const at = get().pointed ?? get().pinned;
    const caption = at?.caption ?? get().figure;
    if (caption !== null) get().focusCaption(caption);
  }

  /** Asks for the layer's maps of a caption, unless they are here or on their way. */
  async function focusLens(caption: number): Promise<void> {
    const { layer, head } = get();
    const run = currentRun(get());
    if ((layer === null && head === null) || caption < 0 || !run || !isSettled(run)) return;
    const request: AttentionRequest = { runId: run.id, caption, layer, head };
    if (sameLens(get().lens, request)) return;
    set({ lens: { ...request, status: 'loading', maps: null } });
    const settle = (lens: Pick<Lens, 'status' | 'maps'>) => {
      if (sameLens(get().lens, request)) set({ lens: { ...request, ...lens } });
    };
    try {
      const maps = await client.request('attention', request);
      settle({ status: maps ? 'ready' : 'gone', maps });
    } catch {
      settle({ status: 'failed', maps: null });
    }
  }

  return {
    ...createGradCamSlice(set, get, tools),
    heat: true,
    view: 'overlay',
    scale: 'word',
    palette: 'turbo',
    opacity: 0.7,
    pointed: null,
    pinned: null,
    walked: null,
    playing: false,
    layer: null,
    head: null,
    lens: null,

    toggleHeat: () => set({ heat: !get().heat }),
    chooseView: (view) => set({ view }),
    chooseScale: (scale) => set({ scale }),
    choosePalette: (palette) => set({ palette }),
    setOpacity: (opacity) => set({ opacity: Math.min(1, Math.max(0, opacity)) }),

    pointAt(word) {
      stopPlay();
      if (!sameWord(get().walked, word)) set({ walked: null });
      pointAt(word);
    },

    pin(word) {
      stopPlay();
      const { pinned } = get();
      set({ pinned: sameWord(pinned, word) ? null : word });
      pointAt(word);
    },

    stepWord(step) {
      stopPlay();
      const at = get().pointed ?? get().pinned;
      const caption = currentCaption(get());
      if (caption === null) return;
      const word = at ? at.word + step : 0;
      if (word >= 0 && word < wordCount(get(), caption)) walkTo({ caption, word });
    },

    stepCaption(step) {
      stopPlay();
      const order = rankedCaptions(get());
      const at = get().pointed ?? get().pinned;
      const rank = at ? order.indexOf(at.caption) + step : 0;
      const caption = order[rank];
      if (caption !== undefined && wordCount(get(), caption) > 0) walkTo({ caption, word: 0 });
    },

    togglePlay() {
      if (get().playing) return stopPlay();
      const caption = currentCaption(get());
      if (caption === null || wordCount(get(), caption) === 0) return;
      set({ playing: true, heat: true });
      pointAt({ caption, word: 0 });
      play();
    },

    focusCaption(caption) {
      if (methodInUse(get()) === 'attention') void focusLens(caption);
      else void get().explainCaption(caption);
    },

    chooseLens(layer, head) {
      set({ layer, head });
      focusMaps();
    },

    clearWord() {
      stopPlay();
      set({ pointed: null, pinned: null, walked: null, lens: null });
    },
  };
};

function sameWord(a: WordRef | null, b: WordRef | null): boolean {
  return a?.caption === b?.caption && a?.word === b?.word;
}

function sameLens(lens: Lens | null, request: AttentionRequest): boolean {
  return (
    lens?.runId === request.runId &&
    lens.caption === request.caption &&
    lens.layer === request.layer &&
    lens.head === request.head
  );
}

/** The run of the picture on the stage. */
export function currentRun({ runs, currentId }: Pick<App, 'runs' | 'currentId'>): Run | null {
  return (currentId && runs[currentId]) || null;
}

/** The caption that keys and menus mean: the one with the word in view, else the best. Null when there is none. */
export function currentCaption(state: App): number | null {
  return (state.pointed ?? state.pinned)?.caption ?? rankedCaptions(state)[0] ?? null;
}

function rankedCaptions(state: App): number[] {
  const run = currentRun(state);
  return run ? listing(run) : [];
}

function wordCount(state: App, caption: number): number {
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
  lensed: boolean;
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
function leadCaption({ captions, newest }: Run): number {
  const growing = captions.findIndex(({ tokens }) => tokens.length > 0 && !tokens.at(-1)?.special);
  return growing === -1 ? (newest ?? 0) : growing;
}

function wordAt(state: App, run: Run, ref: WordRef, why: ShownWord['why']): ShownWord | null {
  const shown = shownWords(state, run, ref.caption);
  const word = shown?.words[ref.word];
  if (!word) return null;
  const method = word.asked ? methodInUse(state) : 'attention';
  return { ...word, ...ref, why, method, lensed: word.asked && method === 'attention' };
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
  const explained = explainedOf(state, run, index);
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

function askedMaps(state: App, run: Run, caption: number): AskedMaps {
  const method = methodInUse(state);
  if (method === 'attention') {
    const maps = lensMaps(state, run, caption);
    return maps && { kind: 'lens', maps };
  }
  const text = explainedOf(state, run, caption)?.text;
  return text ? { kind: 'grad-cam', text, layer: state.camLayers[method] } : null;
}

/** The maps of the chosen layer and head, once they are here. */
function lensMaps({ lens, layer, head }: App, run: Run, caption: number): AttentionMaps {
  return lens && sameLens(lens, { runId: run.id, caption, layer, head }) ? lens.maps : null;
}

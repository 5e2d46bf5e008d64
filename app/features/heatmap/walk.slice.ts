import type { Slice } from '../../store/app-state';
import { currentCaption, rankedCaptions, wordCount } from './heatmap.slice';
import { captionsInView } from './shown-heat';

/** A word of the current picture's captions, counted from 0; captions in the worker's order, kept ones −1, −2, …. */
export interface WordRef {
  caption: number;
  word: number;
}

export interface WalkState {
  /** The word under the mouse or in focus. */
  pointed: WordRef | null;
  /** The word that stays when the mouse goes. */
  pinned: WordRef | null;
  /** The word that was pointed at last beside the pinned one: it is compared with it. */
  other: WordRef | null;
  /** The word the keys walked to last: it takes the focus. */
  walked: WordRef | null;
  playing: boolean;
}

export interface WalkActions {
  pointAt(word: WordRef | null): void;
  /** Pins a word, or frees it when it is the pinned one. */
  pin(word: WordRef): void;
  /** Walks the sentence; from its ends it goes nowhere. Starts at the first word of the best caption. */
  stepWord(step: number): void;
  /** Walks the captions by rank. */
  stepCaption(step: number): void;
  /** Walks the sentence word by word from the beginning, or stops doing so. */
  togglePlay(): void;
  /** Has the maps in view made by the chosen method, layer and head, as far as they are missing. */
  focusMaps(): void;
  /** Nothing pointed at, nothing pinned, nothing playing. */
  clearWord(): void;
}

/** How long each word stays when the sentence plays. Milliseconds. */
export const PLAY_STEP = 700;

export const createWalkSlice: Slice<WalkState & WalkActions> = (set, get) => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let focus = 0;

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
    const { pinned, other } = get();
    set({ pointed, other: pointed && !sameWord(pointed, pinned) ? pointed : other });
    void focusMaps();
  }

  function walkTo(walked: WordRef): void {
    set({ walked });
    pointAt(walked);
  }

  /** One caption after the other: a question about the second would cancel the one about the first. */
  async function focusMaps(): Promise<void> {
    const mine = ++focus;
    for (const caption of captionsInView(get())) {
      if (mine === focus) await get().focusCaption(caption);
    }
  }

  return {
    pointed: null,
    pinned: null,
    other: null,
    walked: null,
    playing: false,

    pointAt(word) {
      stopPlay();
      if (!sameWord(get().walked, word)) set({ walked: null });
      pointAt(word);
    },

    pin(word) {
      stopPlay();
      const { pinned, other, whole, beside } = get();
      if (sameWord(pinned, word)) set({ pinned: null });
      // The one that was held is now the one beside it.
      else
        set({
          pinned: word,
          other: sameWord(other, word) ? pinned : other,
          whole: whole && beside === 'other',
        });
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
      set({ playing: true, heat: true, whole: false });
      pointAt({ caption, word: 0 });
      play();
    },

    focusMaps: () => void focusMaps(),

    clearWord() {
      stopPlay();
      set({ pointed: null, pinned: null, other: null, walked: null, lenses: {} });
      void focusMaps();
    },
  };
};

export function sameWord(a: WordRef | null, b: WordRef | null): boolean {
  return a?.caption === b?.caption && a?.word === b?.word;
}

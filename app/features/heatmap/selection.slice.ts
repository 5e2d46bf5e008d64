import type { PersistedKeys, Slice } from '../../store/app-state';
import { currentCaption, rankedCaptions, wordCount } from './heatmap.selectors';
import { sameWord, type WordRef } from './shown-words';

export interface SelectionState {
  /** The word under the mouse or in focus. */
  hovered: WordRef | null;
  /** The word that stays selected when the mouse leaves. */
  pinned: WordRef | null;
  /** The word that was hovered last besides the pinned one: it is compared with it. */
  compared: WordRef | null;
  /** The word that the arrow keys reached last: it takes the focus. */
  focusTarget: WordRef | null;
  playing: boolean;
}

export const SELECTION_PERSISTED: PersistedKeys<SelectionState> = {
  hovered: false,
  pinned: false,
  compared: false,
  focusTarget: false,
  playing: false,
};

export interface SelectionActions {
  hover(word: WordRef | null): void;
  /** Pins a word, or unpins it when it is the pinned one. */
  pin(word: WordRef): void;
  /** Steps through the sentence and stops at its ends. Starts at the first word of the best caption. */
  stepWord(step: number): void;
  /** Steps through the captions by rank. */
  stepCaption(step: number): void;
  /** Plays the sentence word by word from the beginning, or stops. */
  togglePlay(): void;
  /** Selects words without loading their maps. */
  restore(words: Partial<Pick<SelectionState, 'hovered' | 'pinned' | 'compared'>>): void;
  /** Selects nothing and stops playing. */
  clear(): void;
}

/** How long each word stays when the sentence plays. Milliseconds. */
export const PLAY_STEP = 700;

export const createSelectionSlice: Slice<'selection'> = (set, get) => {
  let timer: ReturnType<typeof setTimeout> | undefined;

  function play(): void {
    timer = setTimeout(() => {
      const { caption, word } = get().selection.hovered ?? { caption: 0, word: 0 };
      if (word + 1 < wordCount(get(), caption)) {
        hover({ caption, word: word + 1 });
        play();
      } else set({ playing: false });
    }, PLAY_STEP);
  }

  function stopPlay(): void {
    clearTimeout(timer);
    if (get().selection.playing) set({ playing: false });
  }

  function hover(hovered: WordRef | null): void {
    const { hovered: before, pinned, compared } = get().selection;
    if (sameWord(before, hovered)) return;
    set({ hovered, compared: hovered && !sameWord(hovered, pinned) ? hovered : compared });
    get().heatmap.loadMapsInView();
  }

  function stepTo(word: WordRef): void {
    set({ focusTarget: word });
    hover(word);
  }

  return {
    hovered: null,
    pinned: null,
    compared: null,
    focusTarget: null,
    playing: false,

    hover(word) {
      stopPlay();
      if (!sameWord(get().selection.focusTarget, word)) set({ focusTarget: null });
      hover(word);
    },

    pin(word) {
      stopPlay();
      const { pinned, compared } = get().selection;
      const { sentenceLevel, comparison } = get().heatmap;
      if (sameWord(pinned, word)) set({ pinned: null });
      else {
        // The word that was pinned before is now compared with the new one.
        set({ pinned: word, compared: sameWord(compared, word) ? pinned : compared });
        get().answerMaps.clear();
        get().heatmap.change({ sentenceLevel: sentenceLevel && comparison === 'other' });
      }
      hover(word);
    },

    stepWord(step) {
      stopPlay();
      const at = get().selection.hovered ?? get().selection.pinned;
      const caption = currentCaption(get());
      if (caption === null) return;
      const word = at ? at.word + step : 0;
      if (word >= 0 && word < wordCount(get(), caption)) stepTo({ caption, word });
    },

    stepCaption(step) {
      stopPlay();
      const order = rankedCaptions(get());
      const at = get().selection.hovered ?? get().selection.pinned;
      const rank = at ? order.indexOf(at.caption) + step : 0;
      const caption = order[rank];
      if (caption !== undefined && wordCount(get(), caption) > 0) stepTo({ caption, word: 0 });
    },

    togglePlay() {
      if (get().selection.playing) return stopPlay();
      const caption = currentCaption(get());
      if (caption === null || wordCount(get(), caption) === 0) return;
      set({ playing: true });
      get().heatmap.change({ visible: true, sentenceLevel: false });
      hover({ caption, word: 0 });
      play();
    },

    restore: (words) => set(words),

    clear() {
      stopPlay();
      set({ hovered: null, pinned: null, compared: null, focusTarget: null });
      get().answerMaps.clear();
      get().layerSelection.clear();
      get().heatmap.loadMapsInView();
    },
  };
};

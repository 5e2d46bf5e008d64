import type { Slice } from '../../store/app-state';
import type { Method } from './grad-cam.slice';

/** What stands beside the heat: nothing, the bare picture, or the heat of another word or sentence. */
export type Comparison = 'nothing' | 'picture' | 'other';

export interface CompareState {
  /** The heat is that of whole sentences, not of words. */
  whole: boolean;
  beside: Comparison;
}

export interface CompareActions {
  toggleWhole(): void;
  chooseBeside(beside: Comparison): void;
  /** Shows a whole caption's heat, by that method. */
  showSentence(caption: number, method: Method): void;
}

export const createCompareSlice: Slice<CompareState & CompareActions> = (set, get) => ({
  whole: false,
  beside: 'nothing',

  toggleWhole() {
    set({ whole: !get().whole, heat: true });
    get().focusMaps();
  },

  chooseBeside(beside) {
    set({ beside, heat: true });
    get().focusMaps();
  },

  showSentence(caption, method) {
    set({ method, whole: true, heat: true, pointed: null, pinned: { caption, word: 0 } });
    get().focusMaps();
  },
});

import type { Slice } from '../../store/app-state';

/** What stands beside the heat: nothing, the bare picture, or the heat of another word or sentence. */
export type Beside = 'nothing' | 'picture' | 'other';

export interface CompareState {
  /** The heat is that of whole sentences, not of words. */
  whole: boolean;
  beside: Beside;
}

export interface CompareActions {
  toggleWhole(): void;
  chooseBeside(beside: Beside): void;
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
});

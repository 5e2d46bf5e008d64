import type { Slice } from '../../store/app-state';

export interface DifferenceState {
  /** The page that explains what the maps are is open. */
  difference: boolean;
}

export interface DifferenceActions {
  showDifference(difference: boolean): void;
}

export const createDifferenceSlice: Slice<DifferenceState & DifferenceActions> = (set) => ({
  difference: false,
  showDifference: (difference) => set({ difference }),
});

import type { PersistedKeys, Slice } from '../../store/app-state';

export interface DifferenceState {
  /** The page that explains what the maps are is open. */
  open: boolean;
}

export const DIFFERENCE_PERSISTED: PersistedKeys<DifferenceState> = { open: false };

export interface DifferenceActions {
  setOpen(difference: boolean): void;
}

export const createDifferenceSlice: Slice<'difference'> = (set) => ({
  open: false,
  setOpen: (difference) => set({ open: difference }),
});

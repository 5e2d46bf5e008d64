import type { Slice } from '../../store/app-state';
import { createJobsSlice, type JobsActions, type JobsState } from './jobs.slice';
import { createLibrarySlice, type LibraryActions, type LibraryState } from './library.slice';
import { createReviewSlice, type ReviewActions, type ReviewState } from './review.slice';
import { createSavingSlice, type SavingActions, type SavingState } from './saving.slice';
import { createSpeedsSlice, type SpeedsActions, type SpeedsState } from './speeds.slice';

export type ModelsState = LibraryState & ReviewState & JobsState & SavingState & SpeedsState;
export type ModelsActions = LibraryActions & ReviewActions & JobsActions & SavingActions & SpeedsActions;

/** The model manager: what is installed, what is looked at, what is on its way in, and what is saved outside. */
export const createModelsSlice: Slice<ModelsState & ModelsActions> = (...store) => ({
  ...createLibrarySlice(...store),
  ...createReviewSlice(...store),
  ...createJobsSlice(...store),
  ...createSavingSlice(...store),
  ...createSpeedsSlice(...store),
});

import type { Slice } from '../../store/app-state';
import { type BenchmarkActions, type BenchmarkState, createBenchmarkSlice } from './device/benchmark.slice';
import { createJobsSlice, type JobsActions, type JobsState } from './install/jobs.slice';
import { createReviewSlice, type ReviewActions, type ReviewState } from './install/review.slice';
import { createLibrarySlice, type LibraryActions, type LibraryState } from './library/library.slice';
import { createSavingSlice, type SavingActions, type SavingState } from './library/saving.slice';

export type ModelsState = LibraryState & ReviewState & JobsState & SavingState & BenchmarkState;
export type ModelsActions = LibraryActions & ReviewActions & JobsActions & SavingActions & BenchmarkActions;

/** The model manager: what is installed, what is looked at, what is on its way in, and what is saved outside. */
export const createModelsSlice: Slice<ModelsState & ModelsActions> = (...store) => ({
  ...createLibrarySlice(...store),
  ...createReviewSlice(...store),
  ...createJobsSlice(...store),
  ...createSavingSlice(...store),
  ...createBenchmarkSlice(...store),
});

import type { Slice } from '../../../store/app-state';
import { type MeasuredSpeeds, withSpeeds } from './speeds';

/** `wanted` again although it is known; `failed` until it is wanted again. */
export type SpeedTrial = 'idle' | 'wanted' | 'running' | 'failed';

export interface SpeedsState {
  /** What was measured on the devices of this browser. */
  speeds: readonly MeasuredSpeeds[];
  speedTrial: SpeedTrial;
}

export interface SpeedsActions {
  /** Keeps what was measured; it is what is proposed for a model under review, unless the person has chosen. */
  rememberSpeeds(measured: MeasuredSpeeds): void;
  measureAgain(): void;
}

export const createSpeedsSlice: Slice<SpeedsState & SpeedsActions> = (set, get) => ({
  speeds: [],
  speedTrial: 'idle',

  rememberSpeeds(measured) {
    set({ speeds: withSpeeds(get().speeds, measured), speedTrial: 'idle' });
    get().proposeAgain();
  },

  measureAgain() {
    if (get().speedTrial !== 'running') set({ speedTrial: 'wanted' });
  },
});

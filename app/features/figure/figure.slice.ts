import type { PersistedKeys, Slice } from '../../store/app-state';
import { currentCaption } from '../heatmap/heatmap.selectors';

export interface FigureState {
  /** The caption all of whose words are shown side by side. */
  caption: number | null;
}

export const FIGURE_PERSISTED: PersistedKeys<FigureState> = { caption: false };

export interface FigureActions {
  /** Shows every word of the caption in view, each with its own heat. */
  open(): void;
  close(): void;
}

export const createFigureSlice: Slice<'figure'> = (set, get) => ({
  caption: null,

  open() {
    const figure = currentCaption(get());
    if (figure === null) return;
    set({ caption: figure });
    get().heatmap.loadMapsInView();
  },

  close: () => set({ caption: null }),
});

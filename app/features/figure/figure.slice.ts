import type { Slice } from '../../store/app-state';
import { currentCaption } from '../heatmap/heatmap.slice';

export interface FigureState {
  /** The caption all of whose words are shown side by side. */
  figure: number | null;
}

export interface FigureActions {
  /** Shows every word of the caption in view, each with its own heat. */
  openFigure(): void;
  closeFigure(): void;
}

export const createFigureSlice: Slice<FigureState & FigureActions> = (set, get) => ({
  figure: null,

  openFigure() {
    const figure = currentCaption(get());
    if (figure === null) return;
    set({ figure });
    get().focusMaps();
  },

  closeFigure: () => set({ figure: null }),
});

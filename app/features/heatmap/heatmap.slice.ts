import * as v from 'valibot';
import type { PersistedKeys, Slice } from '../../store/app-state';
import { share } from '../../store/schemas';
import { methodInUse } from './grad-cam.selectors';
import { DEFAULT_METHOD, METHOD_NAMES, type Method } from './methods';
import { DEFAULT_PALETTE, PALETTE_NAMES, type PaletteName } from './palettes';
import { captionsInView } from './shown-heat';

/** Heat laid over the picture, the picture darkened where there is none, or lines around the heat. */
export type OverlayMode = 'overlay' | 'spotlight' | 'contours';

/** Each word's map stretched to the full scale, or all words of the sentence on one. */
export type Scale = 'word' | 'sentence';

/** What is shown next to the heatmap: nothing, the bare picture, or the heatmap of another word or sentence. */
export type Comparison = 'nothing' | 'picture' | 'other';

export interface HeatmapState {
  visible: boolean;
  mode: OverlayMode;
  scale: Scale;
  palette: PaletteName;
  /** 0…1 */
  opacity: number;
  method: Method;
  /** The heatmap is of whole sentences, not of words. */
  sentenceLevel: boolean;
  comparison: Comparison;
}

export const HEATMAP_PERSISTED = {
  visible: v.boolean(),
  mode: v.picklist(['overlay', 'spotlight', 'contours']),
  scale: v.picklist(['word', 'sentence']),
  palette: v.picklist(PALETTE_NAMES),
  opacity: share,
  method: v.picklist(METHOD_NAMES),
  sentenceLevel: false,
  comparison: false,
} satisfies PersistedKeys<HeatmapState>;

export interface HeatmapActions {
  toggle(): void;
  setMode(mode: OverlayMode): void;
  setScale(scale: Scale): void;
  setPalette(palette: PaletteName): void;
  setOpacity(opacity: number): void;
  setMethod(method: Method): void;
  toggleSentenceLevel(): void;
  setComparison(comparison: Comparison): void;
  /** Changes several settings without loading maps. */
  change(settings: Partial<HeatmapState>): void;
  /** Shows the heatmap of a whole caption by that method. */
  showSentence(caption: number, method: Method): void;
  /** Computes a caption's maps by the chosen method, layer and head, unless they are here or on their way. */
  loadMaps(caption: number): Promise<void>;
  /** Does so for all captions in view. */
  loadMapsInView(): void;
}

export const DEFAULT_OPACITY = 0.7;

export const createHeatmapSlice: Slice<'heatmap'> = (set, get) => {
  let newestLoad = 0;

  /** One caption after the other: a request for the second would cancel the one for the first. */
  async function loadMapsInView(): Promise<void> {
    const load = ++newestLoad;
    for (const caption of captionsInView(get())) {
      if (load === newestLoad) await get().heatmap.loadMaps(caption);
    }
  }

  return {
    visible: true,
    mode: 'overlay',
    scale: 'word',
    palette: DEFAULT_PALETTE,
    opacity: DEFAULT_OPACITY,
    method: DEFAULT_METHOD,
    sentenceLevel: false,
    comparison: 'nothing',

    toggle: () => set({ visible: !get().heatmap.visible }),
    setMode: (mode) => set({ mode }),
    setScale: (scale) => set({ scale }),
    setPalette: (palette) => set({ palette }),
    setOpacity: (opacity) => set({ opacity: Math.min(1, Math.max(0, opacity)) }),
    change: (settings) => set(settings),

    setMethod(method) {
      set({ method });
      void loadMapsInView();
      void get().answerMaps.load();
    },

    toggleSentenceLevel() {
      set({ sentenceLevel: !get().heatmap.sentenceLevel, visible: true });
      get().answerMaps.clear();
      void loadMapsInView();
    },

    setComparison(comparison) {
      set({ comparison, visible: true });
      void loadMapsInView();
    },

    showSentence(caption, method) {
      set({ method, sentenceLevel: true, visible: true });
      get().answerMaps.clear();
      get().selection.restore({ hovered: null, pinned: { caption, word: 0 } });
      void loadMapsInView();
    },

    loadMaps: (caption) =>
      methodInUse(get()) === 'attention'
        ? get().layerSelection.load(caption)
        : get().gradCam.explain(caption),

    loadMapsInView: () => void loadMapsInView(),
  };
};

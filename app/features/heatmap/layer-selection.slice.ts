import type { AttentionMaps, AttentionRequest } from '../../../core/protocol';
import type { PersistedKeys, Slice } from '../../store/app-state';
import { currentRun } from '../captions/captions.selectors';
import { isSettled } from '../captions/run';
import { isOfLayer } from './layer-selection.selectors';

/** A caption's attention maps of one layer or head, requested from the worker. */
export interface LayerMaps extends AttentionRequest {
  status: 'loading' | 'ready' | 'gone' | 'failed';
  maps: AttentionMaps;
}

export interface LayerSelectionState {
  /** Of attention, counted from 0; null is the mean of all. */
  layer: number | null;
  head: number | null;
  /** By caption, the newest last: two may be compared. */
  maps: Readonly<Record<number, LayerMaps>>;
}

export const LAYER_SELECTION_PERSISTED: PersistedKeys<LayerSelectionState> = {
  layer: false,
  head: false,
  maps: false,
};

export interface LayerSelectionActions {
  select(layer: number | null, head: number | null): void;
  /** Selects without loading maps. */
  change(selected: Pick<LayerSelectionState, 'layer' | 'head'>): void;
  /** Requests a caption's maps of the selected layer and head, unless they are here or on their way. */
  load(caption: number): Promise<void>;
  /** Drops all maps. */
  clear(): void;
}

export const createLayerSelectionSlice: Slice<'layerSelection'> = (set, get, { client }) => ({
  layer: null,
  head: null,
  maps: {},

  select(layer, head) {
    set({ layer, head });
    get().heatmap.loadMapsInView();
  },

  change: (selected) => set(selected),

  async load(caption) {
    const { layer, head, maps } = get().layerSelection;
    const run = currentRun(get());
    if ((layer === null && head === null) || caption < 0 || !run || !isSettled(run)) return;
    const request: AttentionRequest = { runId: run.id, caption, layer, head };
    if (isOfLayer(maps[caption], request)) return;
    set({ maps: { ...maps, [caption]: { ...request, status: 'loading', maps: null } } });
    const settle = (found: Pick<LayerMaps, 'status' | 'maps'>) => {
      const now = get().layerSelection.maps;
      if (isOfLayer(now[caption], request)) set({ maps: { ...now, [caption]: { ...request, ...found } } });
    };
    try {
      const answer = await client.request('attention', request);
      settle({ status: answer ? 'ready' : 'gone', maps: answer });
    } catch {
      settle({ status: 'failed', maps: null });
    }
  },

  clear: () => set({ maps: {} }),
});

import type { AttentionMaps, AttentionRequest } from '../../../core/protocol';
import type { App, Slice } from '../../store/app-state';
import { isSettled, type Run } from '../captions/run';
import { currentRun } from './heatmap.slice';

/** A caption's maps of one layer or head, asked from the worker. */
export interface LayerSelection extends AttentionRequest {
  status: 'loading' | 'ready' | 'gone' | 'failed';
  maps: AttentionMaps;
}

export interface LayerSelectionState {
  /** Of attention, counted from 0; null is the mean of all. */
  layer: number | null;
  head: number | null;
  /** By caption, the newest last: two may be looked at side by side. */
  lenses: Readonly<Record<number, LayerSelection>>;
}

export interface LayerSelectionActions {
  chooseLens(layer: number | null, head: number | null): void;
  /** Asks for a caption's maps of the chosen layer and head, unless they are here or on their way. */
  lookThrough(caption: number): Promise<void>;
}

export const createLayerSelectionSlice: Slice<LayerSelectionState & LayerSelectionActions> = (
  set,
  get,
  { client },
) => ({
  layer: null,
  head: null,
  lenses: {},

  chooseLens(layer, head) {
    set({ layer, head });
    get().focusMaps();
  },

  async lookThrough(caption) {
    const { layer, head, lenses } = get();
    const run = currentRun(get());
    if ((layer === null && head === null) || caption < 0 || !run || !isSettled(run)) return;
    const request: AttentionRequest = { runId: run.id, caption, layer, head };
    if (isSelection(lenses[caption], request)) return;
    set({ lenses: { ...lenses, [caption]: { ...request, status: 'loading', maps: null } } });
    const settle = (found: Pick<LayerSelection, 'status' | 'maps'>) => {
      const now = get().lenses;
      if (isSelection(now[caption], request))
        set({ lenses: { ...now, [caption]: { ...request, ...found } } });
    };
    try {
      const maps = await client.request('attention', request);
      settle({ status: maps ? 'ready' : 'gone', maps });
    } catch {
      settle({ status: 'failed', maps: null });
    }
  },
});

function isSelection(lens: LayerSelection | undefined, { runId, layer, head }: AttentionRequest): boolean {
  return lens?.runId === runId && lens.layer === layer && lens.head === head;
}

/** What was asked for a caption by the chosen layer and head; null when nothing was. */
export function layerSelectionOf(
  { lenses, layer, head }: App,
  run: Run,
  caption: number,
): LayerSelection | null {
  const lens = lenses[caption];
  return lens && isSelection(lens, { runId: run.id, caption, layer, head }) ? lens : null;
}

import type { AttentionRequest } from '../../../core/protocol';
import type { App } from '../../store/app-state';
import type { Run } from '../captions/run';
import type { LayerMaps } from './layer-selection.slice';

/** Whether maps are those of a run's layer and head. */
export function isOfLayer(maps: LayerMaps | undefined, { runId, layer, head }: AttentionRequest): boolean {
  return maps?.runId === runId && maps.layer === layer && maps.head === head;
}

/** A caption's maps of the selected layer and head; null before they were requested. */
export function layerMapsOf({ layerSelection }: App, run: Run, caption: number): LayerMaps | null {
  const { layer, head } = layerSelection;
  const maps = layerSelection.maps[caption];
  return maps && isOfLayer(maps, { runId: run.id, caption, layer, head }) ? maps : null;
}

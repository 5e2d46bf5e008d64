/** What a saved view stores of the heatmap. */
import type { App } from '../../store/app-state';
import type { SavedView } from './view-document';

type Look = SavedView['look'];

export function lookOf({ heatmap, gradCam, layerSelection }: App): Look {
  const { visible, mode, scale, palette, opacity, method, sentenceLevel, comparison } = heatmap;
  const { layer, head } = layerSelection;
  const gradCamLayers = { ...gradCam.layers };
  const settings = { visible, mode, scale, palette, opacity, method, sentenceLevel, comparison };
  return { ...settings, gradCamLayers, layer, head };
}

/** Does not load the maps. */
export function applyLook({ heatmap, gradCam, layerSelection }: App, look: Look): void {
  const { gradCamLayers, layer, head, ...settings } = look;
  heatmap.change(settings);
  gradCam.setLayers(gradCamLayers);
  layerSelection.change({ layer, head });
}

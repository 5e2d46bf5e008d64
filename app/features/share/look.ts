/** How the heatmap looks and what it shows, as a saved view has it. */
import type { App } from '../../store/app-state';
import type { SavedView } from './view-document';

type Look = SavedView['look'];

export function lookOf({ heatmap, gradCam, layerSelection }: App): Look {
  const { visible, mode, scale, palette, opacity, method, sentenceLevel, comparison } = heatmap;
  const { layer, head } = layerSelection;
  return {
    heat: visible,
    view: mode,
    scale,
    palette,
    opacity,
    method,
    camLayers: { ...gradCam.layers },
    layer,
    head,
    whole: sentenceLevel,
    beside: comparison,
  };
}

/** Does not load the maps. */
export function applyLook({ heatmap, gradCam, layerSelection }: App, look: Look): void {
  const { heat, view, scale, palette, opacity, method, camLayers, layer, head, whole, beside } = look;
  heatmap.change({
    visible: heat,
    mode: view,
    scale,
    palette,
    opacity,
    method,
    sentenceLevel: whole,
    comparison: beside,
  });
  gradCam.setLayers(camLayers);
  layerSelection.change({ layer, head });
}

/** The maps of an explanation and the choice of their layer. */
import type { ExplainedToken, ExplainMethod, ExplainSource, LayerChoice } from '../../../core/explain.ts';
import type { PatchMap } from '../../../core/maps.ts';
import { SettingsError } from '../errors.ts';

/** Where a model looked for each word of a text. */
export interface Explanation {
  source: ExplainSource;
  method: ExplainMethod;
  /** Patches in a map: [rows, columns]. */
  grid: [number, number];
  /** Including special tokens: a captioner's end token, a matcher's start and end token. */
  tokens: ExplainedToken[];
  /** By layer, each parallel to `tokens`: raw values, without the column of the [CLS] token. */
  maps: PatchMap[][];
  /** Of a matcher with Grad-CAM: probability of a match. */
  probability: number | null;
}

/** LAVIS's layer for a matcher's Grad-CAM (`compute_gradcam`, `block_num`). */
const LAVIS_LAYER = 7;

/**
 * LAVIS's layer 7 for a matcher that has it, the sum of all layers otherwise. No single layer suits all smaller
 * matchers: the last one reads the picture from the start token's row only, so the maps of its words are empty, and
 * which of the others attends to the picture differs from model to model.
 */
export function defaultLayer(source: ExplainSource, method: ExplainMethod, layers: number): LayerChoice {
  return source === 'itm' && method === 'grad-cam' && layers > LAVIS_LAYER ? LAVIS_LAYER : 'sum';
}

/** @throws {SettingsError} for a layer that a model with so many layers does not have. */
export function checkLayer(layer: LayerChoice, layers: number): void {
  if (layer === 'sum' || (Number.isInteger(layer) && layer >= 0 && layer < layers)) return;
  throw new SettingsError('layer', layer, `"sum" or a whole number from 0 to ${layers - 1}`);
}

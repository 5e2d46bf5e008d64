/** What the heat on the picture is, in words: for the legend, for what is compared, for screen readers. */
import type { App } from '../../store/app-state';
import { currentRun } from '../captions/captions.selectors';
import { percent } from '../captions/format';
import { explanationOf, methodInUse } from './grad-cam.selectors';
import { METHODS } from './methods';
import { strongestPlace } from './place';
import { captionsInView, type ShownHeat, shownHeat } from './shown-heat';

/** Whose heat it is: a word's, or the whole sentence's when that is null. */
export function heatTitle(word: string | null): string {
  return word === null ? 'the whole sentence' : `“${word}”`;
}

/** The heat's name and where it is strongest, for those who do not see it. */
export function heatLabel({ word, values, grid }: Pick<ShownHeat, 'word' | 'values' | 'grid'>): string {
  const place = strongestPlace(values, grid);
  return `${heatTitle(word)}, ${place ? `strongest: ${place}` : 'even everywhere'}`;
}

/** Which layer and head it is, when it is not the usual ones; of a match, how likely that is. */
export function heatDetail(state: App, { method, ofSelectedLayer, caption }: ShownHeat): string {
  if (method === 'attention') return ofSelectedLayer ? formatLayer(state) : '';
  const layer = state.gradCam.layers[method];
  const ofLayer = layer === null ? '' : layer === 'sum' ? ', all layers together' : `, layer ${layer}`;
  const probability = matchOf(state, caption);
  return ofLayer + (probability === null ? '' : ` · ${percent(probability)} match`);
}

function formatLayer({ layerSelection: { layer, head } }: App): string {
  return `${layer === null ? '' : `, layer ${layer}`}${head === null ? '' : `, head ${head}`}`;
}

/** The probability that the matcher's map explains. */
function matchOf(state: App, caption: number): number | null {
  const run = currentRun(state);
  return (run && explanationOf(state, run, caption)?.text?.probability) ?? null;
}

/** The exact term for the map that is shown. */
export function heatTerm(state: App): string {
  const shown = shownHeat(state);
  if (shown && shown.method !== 'attention') {
    const probability = matchOf(state, shown.caption);
    const match = probability === null ? '' : `; ITM probability ${probability.toFixed(3)}`;
    return METHODS[shown.method].term + match;
  }
  const { layer, head } = state.layerSelection;
  if (!shown?.ofSelectedLayer) return 'Cross-attention, mean of all layers and heads';
  const layers = layer === null ? 'mean of all layers' : `layer ${layer}`;
  return `Cross-attention, ${layers}, ${head === null ? 'mean of all heads' : `head ${head}`}`;
}

/** Why the map is not the one that was asked for. */
export function heatNote(state: App): string | null {
  const run = currentRun(state);
  const asked = methodInUse(state);
  const caption = shownHeat(state)?.caption ?? captionsInView(state)[0];
  if (!run || caption === undefined || asked === 'attention') return null;
  if (shownHeat(state)?.method === asked) return null;
  const status = explanationOf(state, run, caption)?.status;
  if (status === 'computing') return 'computing…';
  return status === 'failed' ? 'Grad-CAM failed, attention is shown' : 'attention is shown';
}

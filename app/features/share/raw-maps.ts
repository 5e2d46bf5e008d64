/** The maps in numbers, as the command line's `explain --json` prints them. Pure. */
import type { ExplainSource } from '../../../core/explain';
import type { LayerChoice } from '../../../core/protocol';
import type { App } from '../../store/app-state';
import { captionAt, gridAt, originOf, type Run, uneditedTextOf } from '../captions/run';
import { methodInUse } from '../heatmap/grad-cam.selectors';
import { askedMaps } from '../heatmap/heatmap.selectors';
import type { GridSize } from '../heatmap/maps';
import { type AskedMaps, askedTokens } from '../heatmap/shown-words';

/** First what `explain --json` has, then what the page knows besides. Values are raw, before any normalisation. */
export interface RawMaps {
  /** The picture's name. */
  image: string;
  source: ExplainSource;
  method: 'grad-cam' | 'attention';
  grid: GridSize;
  /** `mean` where it is no longer known how many layers there were to be summed. */
  layer: LayerChoice | 'mean';
  /** Those of the text alone: no start and no end. */
  tokens: { id: number; text: string }[];
  /** Parallel to `tokens`, row by row. */
  maps: number[][];
  /** The mean of them. */
  sentence: number[];
  /** Of attention; null is the mean of all. */
  head: number | null;
  text: string;
  /** What wrote the text, and after which prompt; null where that is not known. */
  model: string | null;
  prompt: string | null;
}

/** A caption's maps by the chosen method and layer, as far as they are here. Null when there is no such caption. */
export function rawMapsOf(state: App, run: Run, index: number, image: string): RawMaps | null {
  const caption = captionAt(run, index);
  const grid = gridAt(run, index);
  if (!caption || !grid) return null;
  const asked = askedMaps(state, run, index);
  const found = askedTokens(caption, grid, asked) ?? { ...caption, grid };
  const { factor, ...kind } = kindOf(state, run, index, asked);
  const own = found.tokens.flatMap((token, at) => (token.special || !found.maps[at] ? [] : [at]));
  const maps = own.map((at) => Array.from(found.maps[at]!, (value) => factor * value));
  const made = originOf(run, index);
  return {
    image,
    source: kind.source,
    method: kind.method,
    grid: found.grid,
    layer: kind.layer,
    tokens: own.map((at) => ({ id: found.tokens[at]!.id, text: found.tokens[at]!.text })),
    maps,
    sentence: meanOf(maps),
    head: kind.head,
    text: uneditedTextOf(caption),
    model: made?.model ?? null,
    prompt: made?.prompt ?? null,
  };
}

type Kind = Pick<RawMaps, 'source' | 'method' | 'layer' | 'head'> & {
  /** What the page's values are to be multiplied by. */
  factor: number;
};

function kindOf(state: App, run: Run, index: number, asked: AskedMaps): Kind {
  const method = methodInUse(state);
  if (asked?.kind === 'grad-cam' && method !== 'attention') {
    const layer = asked.layer ?? asked.text.bestLayer;
    return { source: method, method: 'grad-cam', layer, head: null, factor: 1 };
  }
  const { layer, head } = asked?.kind === 'layer' ? state.layerSelection : ALL_LAYERS;
  const attention = { source: 'caption', method: 'attention', head } as const;
  if (layer !== null) return { ...attention, layer, factor: 1 };
  // The page shows the mean of the layers; their sum is what the command line has.
  const { loaded: model } = state.model;
  const layers = model && originOf(run, index)?.model === model.id ? model.layers : null;
  return layers === null
    ? { ...attention, layer: 'mean', factor: 1 }
    : { ...attention, layer: 'sum', factor: layers };
}

const ALL_LAYERS = { layer: null, head: null };

function meanOf(maps: readonly number[][]): number[] {
  const [first = []] = maps;
  return first.map((_, patch) => maps.reduce((sum, map) => sum + map[patch]!, 0) / maps.length);
}

/** What is explained, how, and in which layer. */
import { type PatchMap, sumMaps } from './maps.ts';
import type { CaptionToken } from './words.ts';

/** The words of a captioner, or a matcher's verdict that text and picture fit (ITM). */
export const EXPLAIN_SOURCES = ['caption', 'itm'] as const;
/** Whose view is explained: the captioner's or the matcher's. */
export type ExplainSource = (typeof EXPLAIN_SOURCES)[number];

/** By Grad-CAM, or by the cross-attention itself. */
export const EXPLAIN_METHODS = ['grad-cam', 'attention'] as const;
/** One of `EXPLAIN_METHODS`. */
export type ExplainMethod = (typeof EXPLAIN_METHODS)[number];

/** Counted from 0; `sum` adds the layers' maps. */
export type LayerChoice = number | 'sum';

/**
 * The layer of a question encoder that explains an answer best: the last one, which the answer is read from
 * (`docs/maps.md`).
 */
export function answerLayer(layers: number): number {
  return layers - 1;
}

/** `logProb` is null where the text was read and not predicted. */
export type ExplainedToken = Omit<CaptionToken, 'logProb'> & { logProb: number | null };

/** One layer's maps, or the sum of all, parallel to the tokens; none for a layer that is not there. */
export function layerMaps(maps: readonly PatchMap[][], layer: LayerChoice): PatchMap[] {
  if (layer !== 'sum') return maps[layer] ?? [];
  const [first = []] = maps;
  return first.map((_, token) => sumMaps(maps.map((ofLayer) => ofLayer[token]!)));
}

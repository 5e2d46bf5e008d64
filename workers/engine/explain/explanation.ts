/** Maps of a text's words and what is made of them. Pure: the model has run, and no choice made here runs it again. */
import type { CaptionToken, PatchMap } from '../../../core/protocol/index.ts';
import { SettingsError } from '../errors.ts';

/** What is explained: the words of a captioner, or a matcher's verdict that text and picture fit. */
export type ExplainSource = 'caption' | 'itm';

export type ExplainMethod = 'grad-cam' | 'attention';

/** Counted from 0; `sum` adds the layers' maps. */
export type LayerChoice = number | 'sum';

/** `logProb` is null where the text was read and not predicted. */
export type ExplainedToken = Omit<CaptionToken, 'logProb'> & { logProb: number | null };

export interface Explanation {
  source: ExplainSource;
  method: ExplainMethod;
  /** Patches in a map: [rows, columns]. */
  grid: [number, number];
  /** Special tokens included: of a captioner the end token, of a matcher start and end. */
  tokens: ExplainedToken[];
  /** By layer, each parallel to `tokens`: raw values, the class token's column left out. */
  maps: PatchMap[][];
  /** Of a matcher with Grad-CAM: probability that text and picture fit. */
  probability: number | null;
}

/** LAVIS's layer for a matcher's Grad-CAM (`compute_gradcam`, `block_num`). */
const LAVIS_LAYER = 7;

/**
 * The layer that explains best: for a matcher of more than seven LAVIS's seventh, for all else the sum of all. No
 * single layer can be named for smaller matchers: their last one's verdict looks at the picture from the start
 * token's row alone, so that its words' maps are empty, and which of the others has learnt to look differs.
 */
export function defaultLayer(source: ExplainSource, method: ExplainMethod, layers: number): LayerChoice {
  return source === 'itm' && method === 'grad-cam' && layers > LAVIS_LAYER ? LAVIS_LAYER : 'sum';
}

/** Throws `SettingsError` for a layer that a model of so many has not. */
export function checkLayer(layer: LayerChoice, layers: number): void {
  if (layer === 'sum' || (Number.isInteger(layer) && layer >= 0 && layer < layers)) return;
  throw new SettingsError('layer', layer, `"sum" or a whole number from 0 to ${layers - 1}`);
}

/** One layer's maps, or the sum of all, parallel to the tokens. Throws as `checkLayer` does. */
export function layerMaps({ maps }: Pick<Explanation, 'maps'>, layer: LayerChoice): PatchMap[] {
  checkLayer(layer, maps.length);
  if (layer !== 'sum') return maps[layer]!;
  return maps[0]!.map((_, token) => added(maps.map((ofLayer) => ofLayer[token]!)));
}

export interface ExplainedWord {
  text: string;
  /** Indices of its pieces among the tokens. */
  tokens: number[];
}

const CONTINUATION = '##';
const PUNCTUATION = /^[\p{P}\p{S}]+$/u;
const JOINING = /^['’\-‐‑]$/u;

/**
 * The text's words, by the rules of the page: `##` pieces and what follows a hyphen or an apostrophe are appended,
 * other punctuation hangs on the word before it without counting among its tokens, special tokens belong to none.
 */
export function joinWords(tokens: readonly Pick<ExplainedToken, 'text' | 'special'>[]): ExplainedWord[] {
  const words: ExplainedWord[] = [];
  let open = false;
  for (const [index, { text, special }] of tokens.entries()) {
    if (special) continue;
    const last = words.at(-1);
    const piece = text.startsWith(CONTINUATION) ? text.slice(CONTINUATION.length) : text;
    const joining = JOINING.test(piece);
    if (last && PUNCTUATION.test(piece) && !joining) {
      last.text += piece;
      continue;
    }
    if (last && (open || joining || piece !== text)) {
      last.text += piece;
      last.tokens.push(index);
      open = joining;
    } else {
      words.push({ text: piece, tokens: [index] });
      open = false;
    }
  }
  return words;
}

/** A word's map: the mean of its pieces', so that a word is not the hotter for being cut into more. */
export function wordMap(maps: readonly PatchMap[], { tokens }: ExplainedWord): PatchMap {
  return mean(
    tokens.map((token) => maps[token]!),
    maps[0]!.length,
  );
}

/** The mean of all words' tokens, as LAVIS has it; zeros where there are none. `maps` are parallel to `tokens`. */
export function sentenceMap(
  maps: readonly PatchMap[],
  tokens: readonly Pick<ExplainedToken, 'special'>[],
): PatchMap {
  return mean(
    maps.filter((_, token) => !tokens[token]!.special),
    maps[0]!.length,
  );
}

function mean(maps: readonly PatchMap[], length: number): PatchMap {
  return maps.length === 0 ? new Float32Array(length) : added(maps).map((sum) => sum / maps.length);
}

function added(maps: readonly PatchMap[]): PatchMap {
  return maps[0]!.map((_, patch) => maps.reduce((sum, map) => sum + map[patch]!, 0));
}

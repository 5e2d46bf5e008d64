/** A caption's words with the chosen maps: attention until those are here. Pure and memoized. */
import { type LayerChoice, layerMaps } from '../../../core/explain';
import { continuesGiven, countGivenWords } from '../../../core/given-words';
import type { PatchMap } from '../../../core/maps';
import type { ExplainedText } from '../../../core/protocol';
import { type CaptionToken, sentenceMap } from '../../../core/words';
import { type ShownCaption, wordsOf } from '../captions/run';
import { captionWords, type Word } from '../captions/words';
import { type GridSize, type Range, rangeOf } from './maps';

/**
 * A word of the current picture's captions, counted from 0. Captions are in the worker's order; pinned ones are
 * −1, −2, ….
 */
export interface WordRef {
  caption: number;
  word: number;
}

export function sameWord(a: WordRef | null, b: WordRef | null): boolean {
  return a?.caption === b?.caption && a?.word === b?.word;
}

/** A word and the patches of its map. */
export interface MappedWord extends Word {
  grid: GridSize;
  /** The map is of the chosen method; otherwise it is attention. */
  asked: boolean;
}

/** The words of the captioner's run, with the mean attention of all layers and heads. */
export const attentionWords = wordsOf;

/** Where the asked maps come from; null while there are none. */
export type AskedMaps =
  | { kind: 'layer'; maps: readonly PatchMap[] }
  | { kind: 'grad-cam'; text: ExplainedText; layer: LayerChoice | null }
  | null;

/** A caption's words and the sentence as a whole. */
export interface MappedCaption {
  words: readonly MappedWord[];
  /** Null before the first word. */
  sentence: SentenceHeat | null;
}

/** The mean of the maps of all tokens but the special ones, as LAVIS has it. */
export interface SentenceHeat {
  map: PatchMap;
  grid: GridSize;
  /** The map is of the chosen method; otherwise it is attention. */
  asked: boolean;
}

const made = new WeakMap<ShownCaption, MappedCaption & { from: readonly unknown[] }>();

/** The same object as long as nothing of it changes. */
export function mapCaption(caption: ShownCaption, grid: GridSize, asked: AskedMaps): MappedCaption {
  const from = [grid, ...(asked?.kind === 'layer' ? [asked.maps] : [asked?.text, asked?.layer])];
  const before = made.get(caption);
  if (before?.from.every((part, index) => part === from[index])) return before;
  const found = askedTokens(caption, grid, asked);
  const words = merge(wordsOf(caption), grid, found, wordsBefore(caption, asked));
  const hasAsked = words.some((word) => word.asked);
  const sentence = sentenceHeat(found && hasAsked ? found : { ...caption, grid }, hasAsked);
  const mapped = { from, words, sentence };
  made.set(caption, mapped);
  return mapped;
}

/** Tokens, parallel to them their maps, and the patches these lie on. */
export interface MappedTokens {
  tokens: readonly CaptionToken[];
  maps: readonly PatchMap[];
  grid: GridSize;
}

/** `before` is how many of the words found come before the caption's. */
function merge(
  words: readonly Word[],
  grid: GridSize,
  found: MappedTokens | null,
  before: number,
): MappedWord[] {
  const others = found ? captionWords(found.tokens, found.maps) : [];
  return words.map((word, index) => {
    const other = others[index + before];
    // A matcher may tokenize a text differently: a word without a counterpart keeps its attention.
    return found && other?.text === word.text
      ? { ...word, map: other.map, grid: found.grid, asked: true }
      : { ...word, grid, asked: false };
  });
}

/** How many of the asked words come before the generated ones: a matcher reads the words given, too. */
function wordsBefore({ given = '', tokens }: ShownCaption, asked: AskedMaps): number {
  const byMatcher = asked?.kind === 'grad-cam' && asked.text.probability !== null;
  return byMatcher ? countGivenWords(given) - (continuesGiven(given, tokens) ? 1 : 0) : 0;
}

/** A caption's tokens, as the model that was asked cuts it, with the asked maps; null while there are none. */
export function askedTokens({ tokens }: ShownCaption, grid: GridSize, asked: AskedMaps): MappedTokens | null {
  if (!asked) return null;
  if (asked.kind === 'layer') return { tokens, maps: asked.maps, grid };
  const { text, layer } = asked;
  const pieces = text.tokens.map((token) => ({ ...token, logProb: token.logProb ?? 0 }));
  return { tokens: pieces, maps: layerMaps(text.maps, layer ?? text.bestLayer), grid: text.grid };
}

function sentenceHeat({ tokens, maps, grid }: MappedTokens, asked: boolean): SentenceHeat | null {
  const some = maps.some((_, index) => !tokens[index]!.special);
  return some ? { map: sentenceMap(maps, tokens), grid, asked } : null;
}

/**
 * The scale that a word shares with the others, where they are to be compared. Attention and Grad-CAM differ by orders
 * of magnitude: only words whose maps are of its kind count.
 */
export function sharedRange(words: readonly MappedWord[], { asked }: Pick<MappedWord, 'asked'>): Range {
  const ranges = rangesOf.get(words) ?? new Map<boolean, Range>();
  rangesOf.set(words, ranges);
  const range =
    ranges.get(asked) ?? rangeOf(words.filter((word) => word.asked === asked).map(({ map }) => map));
  ranges.set(asked, range);
  return range;
}

const rangesOf = new WeakMap<readonly MappedWord[], Map<boolean, Range>>();

import type { PatchMap } from '../../../core/maps';
import { type CaptionToken, groupWords, wordMap } from '../../../core/words';

/** Below this probability a word is a guess, and says so. */
export const DOUBTFUL = 0.2;

/** A word of a caption, as a person reads it. */
export interface Word {
  text: string;
  /** exp(Σ logProb) over its pieces, 0…1. The punctuation in its text does not count. */
  probability: number;
  /** Mean of its pieces' maps. */
  map: PatchMap;
  /** Which of the tokens are its pieces. */
  pieces: number[];
}

/**
 * A caption's words with their probabilities and maps.
 *
 * @param maps parallel to `tokens`, each of the same length; a token whose map has not come yet is left out.
 */
export function captionWords(tokens: readonly CaptionToken[], maps: readonly PatchMap[]): Word[] {
  return groupWords(tokens.slice(0, maps.length)).map((word) => ({
    text: word.text,
    probability: Math.exp(word.tokens.reduce((sum, token) => sum + tokens[token]!.logProb, 0)),
    map: wordMap(maps, word),
    pieces: word.tokens,
  }));
}

/** The words as one writes them. */
export function sentenceOf(words: readonly Word[]): string {
  return words.map(({ text }) => text).join(' ');
}

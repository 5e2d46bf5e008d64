/** The words of a caption, as a person reads them, and the tokens that they are made of. */
import { meanMap, type PatchMap } from './maps.ts';

/** One piece of a caption. `text` is a whole word, or a continuation that starts with `##`. */
export interface CaptionToken {
  id: number;
  text: string;
  /** Natural logarithm, of the model's plain distribution before any penalty or truncation. */
  logProb: number;
  /** The end token and the like: part of the score, not of the text. */
  special: boolean;
}

/** A word of a caption. */
export interface WordTokens {
  text: string;
  /** Indices of its pieces among the tokens. */
  tokens: number[];
}

const CONTINUATION = '##';
const PUNCTUATION = /^[\p{P}\p{S}]+$/u;
const JOINING = /^['’\-‐‑]$/u;

/** Whether a piece is written without a space after the text before it. */
export function joinsWord(before: string, piece: string): boolean {
  return piece.startsWith(CONTINUATION) || PUNCTUATION.test(piece) || JOINING.test(before.slice(-1));
}

/**
 * Joins tokens to words: `##` pieces and what follows a hyphen or an apostrophe (t-shirt, man's) are appended, other
 * punctuation is appended to the text of the word before it without counting among its tokens, special tokens are left
 * out.
 */
export function groupWords(tokens: readonly Pick<CaptionToken, 'text' | 'special'>[]): WordTokens[] {
  const words: WordTokens[] = [];
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

/** The mean of a word's pieces' maps, so that its heat does not depend on their number. `maps` has one for each token. */
export function wordMap(maps: readonly PatchMap[], { tokens }: Pick<WordTokens, 'tokens'>): PatchMap {
  return meanMap(
    tokens.map((token) => maps[token]!),
    maps[0]!.length,
  );
}

/**
 * The mean of all tokens' maps but the special ones', as in LAVIS; zeros where there are none. `maps` are parallel to
 * `tokens`.
 */
export function sentenceMap(
  maps: readonly PatchMap[],
  tokens: readonly Pick<CaptionToken, 'special'>[],
): PatchMap {
  return meanMap(
    maps.filter((_, token) => !tokens[token]!.special),
    maps[0]!.length,
  );
}

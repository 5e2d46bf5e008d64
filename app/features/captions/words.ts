import type { CaptionToken, PatchMap } from '../../../core/protocol';

/** Below this probability a word is a guess, and says so. */
export const DOUBTFUL = 0.2;

/** A word of a caption, as a person reads it. */
export interface Word {
  text: string;
  /** exp(Σ logProb) over its pieces, 0…1. Punctuation that hangs on it does not count. */
  probability: number;
  /** Mean of its pieces' maps. */
  map: PatchMap;
  /** Which of the tokens are its pieces. */
  pieces: number[];
}

interface Draft {
  text: string;
  logProb: number;
  maps: PatchMap[];
  pieces: number[];
  /** Ends in a hyphen or an apostrophe, so that the next piece belongs to it: t-shirt, man's. */
  open: boolean;
}

const CONTINUATION = '##';
const PUNCTUATION = /^[\p{P}\p{S}]+$/u;
const JOINING = /^['’\-‐‑]$/u;

/**
 * Joins tokens to words: `##` pieces and what follows a hyphen or an apostrophe are appended, other punctuation
 * hangs on the word before it, special tokens are left out.
 * @param maps parallel to `tokens`, each of the same length.
 */
export function groupWords(tokens: readonly CaptionToken[], maps: readonly PatchMap[]): Word[] {
  const drafts: Draft[] = [];
  tokens.forEach((token, index) => {
    const map = maps[index];
    if (!token.special && map) append(drafts, token, map, index);
  });
  return drafts.map(({ text, logProb, maps: ofPieces, pieces }) => ({
    text,
    probability: Math.exp(logProb),
    map: meanMap(ofPieces),
    pieces,
  }));
}

function append(drafts: Draft[], { text, logProb }: CaptionToken, map: PatchMap, index: number): void {
  const last = drafts.at(-1);
  const piece = text.startsWith(CONTINUATION) ? text.slice(CONTINUATION.length) : text;
  const joining = JOINING.test(piece);
  if (last && PUNCTUATION.test(piece) && !joining) {
    last.text += piece;
  } else if (last && (last.open || joining || piece !== text)) {
    last.text += piece;
    last.logProb += logProb;
    last.maps.push(map);
    last.pieces.push(index);
    last.open = joining;
  } else {
    drafts.push({ text: piece, logProb, maps: [map], pieces: [index], open: false });
  }
}

function meanMap(maps: readonly PatchMap[]): PatchMap {
  const [first = new Float32Array()] = maps;
  if (maps.length === 1) return first;
  return first.map((_, patch) => maps.reduce((sum, map) => sum + map[patch]!, 0) / maps.length);
}

/** The sentence as one writes it. */
export function sentenceOf(words: readonly Word[]): string {
  return words.map(({ text }) => text).join(' ');
}

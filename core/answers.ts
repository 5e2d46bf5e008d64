/** Answers to questions about a picture, and the maps that explain them. */
import type { ExplainedToken, ExplainMethod } from './explain.ts';
import type { PatchMap } from './maps.ts';
import type { CaptionToken } from './words.ts';

/** An answer to a question about a picture. */
export interface Answer {
  text: string;
  /** The entire sequence, with start token, and with the end token when it was produced. */
  tokenIds: number[];
  /** The tokens after the start token, with the end token when it was produced. */
  tokens: CaptionToken[];
  /** Sum over `tokens`. */
  logProb: number;
  /** Of all `tokens` together: exp(logProb). */
  probability: number;
  /** `length` where the end token did not fit: the probability is of the answer's beginning. */
  finish: 'end' | 'length' | 'cancelled';
}

/** One of the answers that a person listed. */
export interface RankedAnswer extends Omit<Answer, 'finish'> {
  /** Among the listed answers: the softmax of their log-probabilities. */
  share: number;
}

/** A text with its maps. */
export interface MappedText {
  /** Including special tokens. */
  tokens: ExplainedToken[];
  /** By layer of the question encoder, each parallel to `tokens`: raw values, without the column of the [CLS] token. */
  maps: PatchMap[][];
}

/** Where a question answerer looked for an answer. */
export interface ExplainedAnswer {
  method: ExplainMethod;
  /** Patches in a map: [rows, columns]. */
  grid: [number, number];
  /** The question's tokens have no `logProb`. Their maps explain the whole answer. */
  question: MappedText;
  /** Each token's map explains that token; the end token is the last one. */
  answer: MappedText;
  /** By layer, the map of the whole answer. */
  whole: PatchMap[];
  /** Sum over the answer's tokens. In float32: of a bundle in `q8`, that of `Answer` may differ a little. */
  logProb: number;
  /** exp(logProb) */
  probability: number;
}

/** Answers to questions about a picture. */
import type { CaptionToken } from './words.ts';

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

/**
 * The output layer's matrix and bias are one with the word embeddings and the head's bias in most checkpoints.
 * Source: transformers `modeling_utils.py` `tie_weights`: of two that are stored and differ none is tied, and where
 * one is missing it is the other, whichever that is.
 */
import type { IsShared } from '../checkpoint/mixture.ts';
import type { Weights } from '../checkpoint/weights.ts';
import { HEAD_BIAS, OUTPUT_BIAS, OUTPUT_EMBEDDINGS, WORD_EMBEDDINGS } from './text-decoder.ts';

const sameBytes: IsShared = (weights, key, other) => weights.same(key, other);

/**
 * Aliases what is tied. Returns whether the output matrix is the word embeddings. `tied` is what the configuration
 * says; where it says no, both are needed.
 */
export async function tieOutput(
  weights: Weights,
  tied: boolean,
  isShared: IsShared = sameBytes,
): Promise<boolean> {
  const tie = async (key: string, other: string): Promise<boolean> => {
    if (!tied) return false;
    if (!weights.has(other) && weights.has(key)) weights.alias(other, key);
    else if (!weights.has(key) || (await isShared(weights, key, other))) weights.alias(key, other);
    else return false;
    return true;
  };
  await tie(OUTPUT_BIAS, HEAD_BIAS);
  return tie(OUTPUT_EMBEDDINGS, WORD_EMBEDDINGS);
}

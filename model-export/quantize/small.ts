/**
 * Small matrices, such as those of the demo model, gain neither time from integer products nor much space from fewer
 * bits, but suffer from the errors of both.
 */
import type { Weight } from '../checkpoint/weights.ts';
import { dequantizedLinear } from './dequantized.ts';
import { fp16InFloat } from './fp16.ts';
import type { Scheme } from './scheme.ts';

/** In elements. The smallest matrix of a published BLIP has 768 · 768, the largest of the demo model 768 · 192. */
const SMALL = 2 ** 18;

/** `scheme`, except that a small vocabulary's embeddings have 16 bits: every word is read and scored by them. */
export function exemptSmallVocabularies(scheme: Scheme): Scheme {
  return {
    ...scheme,
    embedding: (graph, weight) => (isSmall(weight) ? fp16InFloat : scheme).embedding(graph, weight),
  };
}

/** `scheme`, except that small matrices have 8 bits and are multiplied in float32. */
export function exemptSmallMatrices(scheme: Scheme): Scheme {
  return {
    ...scheme,
    linear: (graph, x, layer) =>
      isSmall(layer.weight) ? dequantizedLinear(graph, x, layer) : scheme.linear(graph, x, layer),
  };
}

function isSmall({ shape }: Weight): boolean {
  return shape.reduce((product, size) => product * size, 1) <= SMALL;
}

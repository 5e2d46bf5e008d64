/**
 * Small matrices, such as those of the demo model, gain no time from integer products and hardly a byte from fewer
 * bits, but feel the errors of both.
 */
import type { Weight } from '../checkpoint/weights.ts';
import { dequantizedLinear } from './dequantized.ts';
import { floatEmbedding } from './fp32.ts';
import type { Scheme } from './scheme.ts';

/** Elements. The smallest matrix of a published BLIP has 768 · 768, the largest of the demo model 768 · 192. */
const SMALL = 2 ** 18;

/** `scheme`, but a small vocabulary's embeddings stay float32: every word is read by them and scored by them. */
export function exemptSmallVocabularies(scheme: Scheme): Scheme {
  return {
    ...scheme,
    embedding: (graph, weight) =>
      isSmall(weight) ? floatEmbedding(graph, weight) : scheme.embedding(graph, weight),
  };
}

/** `scheme`, but small matrices keep 8 bits, and what is multiplied with them stays float32. */
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

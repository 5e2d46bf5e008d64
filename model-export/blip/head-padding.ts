/**
 * Heads widened with zeros: they add nothing to query·key, and the values they carry meet zeros in the matrix
 * that follows. See `cacheHeadSize` for why.
 */
import type { Weight } from '../checkpoint/weights.ts';
import type { LinearWeights } from '../quantize/scheme.ts';

export interface HeadSizes {
  count: number;
  size: number;
  padded: number;
}

/** weight [H·d, K], bias [H·d] → [H·padded, K], [H·padded] */
export function padOutputHeads({ weight, bias }: LinearWeights, heads: HeadSizes): LinearWeights {
  return {
    weight: padHeads(weight, heads, 0),
    bias: bias && padHeads(bias, heads, 0),
  };
}

/** weight [N, H·d] → [N, H·padded] */
export function padInputHeads({ weight, bias }: LinearWeights, heads: HeadSizes): LinearWeights {
  return { weight: padHeads(weight, heads, 1), bias };
}

function padHeads(weight: Weight, { count, size, padded }: HeadSizes, axis: number): Weight {
  if (size === padded) return weight;
  const shape = weight.shape.map((length, index) => (index === axis ? count * padded : length));
  const inner = weight.shape.slice(axis + 1).reduce((product, length) => product * length, 1);
  const outer = weight.shape.slice(0, axis).reduce((product, length) => product * length, 1);
  const read = async () =>
    spread(await weight.read(), { pieces: outer * count, from: size * inner, to: padded * inner });
  // A name of its own: in blocks, a padded and a plain matrix may have one shape and other bytes.
  return { key: `${weight.key}.heads${padded}`, shape, read };
}

/** Consecutive pieces of `from` values, each followed by zeros up to `to`. */
function spread(values: Float32Array, { pieces, from, to }: { pieces: number; from: number; to: number }) {
  const out = new Float32Array(pieces * to);
  for (let piece = 0; piece < pieces; piece++) {
    out.set(values.subarray(piece * from, (piece + 1) * from), piece * to);
  }
  return out;
}

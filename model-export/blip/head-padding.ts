/**
 * Pads heads with zeros, which add nothing to query·key; the padded values meet zeros in the following matrix. See
 * `cacheHeadSize` for the reason.
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
  // A different name: in blocks, a padded and an unpadded matrix may have the same shape but different bytes.
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

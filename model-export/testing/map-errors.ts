/** How far maps are from the reference's. */
import { largestError } from './reference.ts';

/** The largest difference of any map to its row of `expected` [L,T,N − 1], as a share of the row's maximum. */
export function worstMap(maps: readonly Float32Array[][], expected: Float32Array): number {
  const all = maps.flat();
  const patches = expected.length / all.length;
  const shares = all.map((map, index) => {
    const row = expected.subarray(index * patches, (index + 1) * patches);
    const error = largestError(map, row);
    return error === 0 ? 0 : error / Math.max(...row);
  });
  return Math.max(...shares);
}

/** Cross-attention probabilities [L,H,T,N] as maps: [L,T,N − 1]. */
export function headMeans(
  probabilities: Float32Array,
  { layers, heads }: { layers: number; heads: number },
  tokens: number,
): Float32Array {
  const columns = probabilities.length / layers / heads / tokens;
  const means: number[] = [];
  for (let layer = 0; layer < layers; layer++) {
    for (let token = 0; token < tokens; token++) {
      for (let column = 1; column < columns; column++) {
        let sum = 0;
        for (let head = 0; head < heads; head++) {
          sum += probabilities[((layer * heads + head) * tokens + token) * columns + column]!;
        }
        means.push(sum / heads);
      }
    }
  }
  return Float32Array.from(means);
}

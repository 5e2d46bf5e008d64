/** Differences between maps and the reference's. */
import { largestError } from './reference.ts';

/** The largest difference between a map and its row of `expected` [L,T,N − 1], relative to the row's maximum. */
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

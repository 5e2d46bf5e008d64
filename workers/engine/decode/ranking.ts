/**
 * Indices of the `count` largest values, or of all if there are fewer, largest first; of equal values the earlier index
 * comes first.
 */
export function topIndices(values: Float32Array, count: number): number[] {
  const best: number[] = [];
  for (let index = 0; index < values.length; index++) {
    if (best.length === count) {
      if (count === 0 || values[index]! <= values[best[count - 1]!]!) continue;
      best.pop();
    }
    best.splice(placeFor(values[index]!, best, values), 0, index);
  }
  return best;
}

/** The place of a value in `best`: after all that are not smaller. */
function placeFor(value: number, best: readonly number[], values: Float32Array): number {
  let [low, high] = [0, best.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (values[best[middle]!]! >= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** How good a ranking is, and a cut of it. */

/** A picture as a ranking has it. */
export interface Ranked {
  picture: number;
  score: number;
}

export interface Cut {
  precision: number;
  recall: number;
  f1: number;
}

/** By cosine, in full precision. */
export function exactRanking(pictures: readonly Float32Array[], query: Float32Array): Ranked[] {
  const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, at) => sum + value * b[at]!, 0);
  const cosine = (a: Float32Array) => dot(a, query) / Math.sqrt(dot(a, a) * dot(query, query));
  return pictures
    .map((vector, picture) => ({ picture, score: cosine(vector) }))
    .sort((a, b) => b.score - a.score);
}

/** The share of queries with a relevant picture among the first k. */
export function recallAt(
  rankings: readonly (readonly Ranked[])[],
  relevant: readonly ReadonlySet<number>[],
  k: number,
): number {
  const found = rankings.filter((ranking, query) =>
    ranking.slice(0, k).some(({ picture }) => relevant[query]!.has(picture)),
  );
  return found.length / rankings.length;
}

/** Of all pictures from a score on, over all queries together. */
export function cutAt(
  rankings: readonly (readonly Ranked[])[],
  relevant: readonly ReadonlySet<number>[],
  threshold: number,
): Cut {
  let [right, shown, wanted] = [0, 0, 0];
  for (const [query, ranking] of rankings.entries()) {
    wanted += relevant[query]!.size;
    for (const { picture, score } of ranking) {
      if (score < threshold) continue;
      shown += 1;
      right += Number(relevant[query]!.has(picture));
    }
  }
  const [precision, recall] = [right / Math.max(1, shown), right / Math.max(1, wanted)];
  return { precision, recall, f1: (2 * precision * recall) / Math.max(1e-9, precision + recall) };
}

/** The threshold of the highest F1, among `steps` from `low` to `high`. */
export function bestThreshold(
  rankings: readonly (readonly Ranked[])[],
  relevant: readonly ReadonlySet<number>[],
  { low, high, steps }: { low: number; high: number; steps: number },
): number {
  const thresholds = Array.from({ length: steps + 1 }, (_, step) => low + ((high - low) * step) / steps);
  const f1 = (threshold: number) => cutAt(rankings, relevant, threshold).f1;
  return thresholds.reduce((best, each) => (f1(each) > f1(best) ? each : best));
}

/** The uncertainty of a mean over scenes. */
import { captionRandom } from '../../workers/engine/parts.ts';

export interface Estimate {
  mean: number;
  /** 95 % interval. */
  low: number;
  high: number;
}

const RESAMPLES = 2000;
const SEED = 1;

/**
 * The mean of all values, and its percentile bootstrap interval (Efron and Tibshirani 1993, chapter 13) over groups:
 * values of one scene are correlated, so whole scenes are drawn. Empty groups are ignored; there is at least one
 * value.
 */
export function estimateMean(groups: readonly (readonly number[])[]): Estimate {
  const filled = groups.filter(({ length }) => length > 0);
  const random = captionRandom(SEED, filled.length);
  const draw = () => filled[Math.floor(random() * filled.length)]!;
  const means = Array.from({ length: RESAMPLES }, () => mean(filled.flatMap(draw)));
  means.sort((a, b) => a - b);
  const quantile = (share: number) => means[Math.round(share * (RESAMPLES - 1))]!;
  return { mean: mean(filled.flat()), low: quantile(0.025), high: quantile(0.975) };
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

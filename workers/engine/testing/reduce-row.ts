import type { Candidates, ReductionSize } from '../decode/candidates.ts';
import { logSumExp } from '../decode/sampling.ts';

/** What the device makes of a row of logits, in a few lines; `room` is how many words it can give. */
export function reduceRow(
  logits: Float32Array,
  { largest }: ReductionSize,
  named: readonly number[],
  room = 2 * largest,
): Candidates {
  const border = logits.toSorted((a, b) => b - a)[largest - 1]!;
  const reaching = [...logits.keys()].filter((id) => logits[id]! >= border);
  const ids = [...new Set([...reaching.slice(0, room), ...named])].sort((a, b) => a - b);
  return {
    ids,
    logits: Float32Array.from(ids, (id) => logits[id]!),
    rest: reaching.length > room ? Infinity : border,
    logSumExp: logSumExp(logits),
  };
}

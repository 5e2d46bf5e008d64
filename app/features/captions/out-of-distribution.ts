/** Whether a picture is of the world that a model knows, by what its matcher says of the best captions. */
import type { CaptionMatch } from '../../../core/protocol';
import { DEMO_ID } from '../models/active/names';
import { isSettled, type Run } from './run';

/** What the captions of a known picture reach: the best of them both numbers. */
type Reach = CaptionMatch & { cosine: number };

/** ITM as CapFilt's filter has it (BLIP, section 3.3). What cosines mean differs from matcher to matcher. */
const ANY_MODEL: Reach = { probability: 0.5, cosine: -1 };

/**
 * One held-out scene in a hundred stays below each of the two: `figures.py world` in `demo-model/`, which also
 * tells how many photographs do.
 */
const DEMO_MODEL: Reach = { probability: 0.61, cosine: 0.81 };

/** How a picture is foreign to a model, and what its best caption reaches. */
export interface OutOfDistribution {
  /** `unfit`: no caption fits (ITM). `unlike`: one does, but picture and words are far apart all the same (ITC). */
  how: 'unfit' | 'unlike';
  probability: number;
}

/** Null for a picture of the model's own world, and where the captions were not compared with the picture. */
export function outOfDistribution(run: Run): OutOfDistribution | null {
  const matches = run.captions.flatMap(({ match }) => match ?? []);
  if (!isSettled(run) || matches.length === 0 || matches.length < run.captions.length) return null;
  const world = run.matcher === DEMO_ID ? DEMO_MODEL : ANY_MODEL;
  const { probability, cosine } = matches.reduce((a, b) => (b.probability > a.probability ? b : a));
  if (probability < world.probability) return { how: 'unfit', probability };
  return (cosine ?? 1) < world.cosine ? { how: 'unlike', probability } : null;
}

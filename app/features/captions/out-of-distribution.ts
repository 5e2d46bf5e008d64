/** Whether a picture is out of distribution for a model, by the match of its best caption. */
import type { CaptionMatch } from '../../../core/protocol';
import { DEMO_ID } from '../models/active/names';
import { isSettled, type Run } from './run';

/** Thresholds that the best caption of a picture in distribution reaches. */
type Thresholds = CaptionMatch & { cosine: number };

/** ITM as CapFilt's filter has it (BLIP, section 3.3). What cosines mean differs from matcher to matcher. */
const ANY_MODEL: Thresholds = { probability: 0.5, cosine: -1 };

/** One held-out scene in a hundred is below each of them: `figures.py world` in `demo-model/`. */
const DEMO_MODEL: Thresholds = { probability: 0.91, cosine: 0.77 };

/** In what way a picture is out of distribution, and the match of its best caption. */
export interface OutOfDistribution {
  /** `unfit`: no caption fits (ITM). `unlike`: one does, but less well than captions of pictures in distribution (ITM, ITC). */
  how: 'unfit' | 'unlike';
  probability: number;
}

/** Null for a picture in distribution, and where the captions were not compared with the picture. */
export function outOfDistribution(run: Run): OutOfDistribution | null {
  const matches = run.captions.flatMap(({ match }) => match ?? []);
  if (!isSettled(run) || matches.length === 0 || matches.length < run.captions.length) return null;
  const thresholds = run.matcher === DEMO_ID ? DEMO_MODEL : ANY_MODEL;
  const { probability, cosine } = matches.reduce((a, b) => (b.probability > a.probability ? b : a));
  if (probability < ANY_MODEL.probability) return { how: 'unfit', probability };
  const unlike = probability < thresholds.probability || (cosine ?? 1) < thresholds.cosine;
  return unlike ? { how: 'unlike', probability } : null;
}

/**
 * Times choosing the next token of three captions from logits of BLIP's size: sampling with the default settings, and
 * the log-probability of what was chosen.
 *
 *   npx tsx bench/sampler.ts
 */
import { DEFAULT_SETTINGS } from '../core/settings/index.ts';
import { captionRandom, decodingPolicy, logProbOf } from '../workers/engine/parts.ts';

const [ROWS, VOCABULARY, STEPS] = [3, 30_524, 1000];
const SEQUENCE = [30_522, 1037, 3861, 1997, 1037, 3899];
const SETTINGS = { ...DEFAULT_SETTINGS, prompt: '', numCaptions: ROWS, seed: 1 };

const random = captionRandom(1, 0);
const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
/** Most tokens about 15 below the few that fit, as a captioner's. */
const makeRow = () =>
  Float32Array.from({ length: VOCABULARY }, (_, id) => 2 * normal() + (id % 1000 === 37 ? 7 : -5));
const rows = Array.from({ length: ROWS }, makeRow);
const { choose } = decodingPolicy(SETTINGS, { eosId: 102, padId: 0 });

function medianMs(job: () => void): number {
  const times = Array.from({ length: STEPS }, () => {
    const start = performance.now();
    job();
    return performance.now() - start;
  });
  return times.toSorted((a, b) => a - b)[STEPS / 2]!;
}

const sample = () => rows.map((row, index) => choose(index, row, SEQUENCE));
const withLogProbs = () => sample().map((id, row) => logProbOf(rows[row]!, id));
console.log(
  `sampling ${medianMs(sample).toFixed(3)} ms, with log-probabilities ${medianMs(withLogProbs).toFixed(3)} ms`,
);

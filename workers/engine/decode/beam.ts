/**
 * Beam search for one picture, as `GenerationMixin._beam_search` of `transformers` 5.23 does it with a batch of
 * one, one end token and no sampling (src/transformers/generation/utils.py). Scores are rounded to single precision
 * where that code does so.
 */
import {
  feedPrompt,
  type Generated,
  type GeneratedToken,
  rowOf,
  type StepDecoder,
  type StepOutput,
} from './decode.ts';
import { topIndices } from './ranking.ts';
import { logSoftmax } from './sampling.ts';

/** Lengths count the prompt. */
export interface BeamPolicy {
  beams: number;
  endId: number;
  minLength: number;
  maxLength: number;
  /** A finished beam scores its log-probability divided by (generated tokens ^ lengthPenalty). */
  lengthPenalty: number;
  /** Stops as soon as there are as many finished beams as beams. */
  earlyStopping: boolean;
}

interface Beam {
  tokens: GeneratedToken[];
  /** Sum of the tokens' log-probabilities. */
  score: number;
}

/** A beam one token longer, and the row of the batch it grew from. */
interface Candidate extends Beam {
  row: number;
}

interface Finished extends Generated {
  /** With the length penalty. */
  score: number;
}

/**
 * Yields the best sentence so far after every step; returns the best `beams` sentences, best first. When the signal
 * aborts, running beams are returned as `cancelled` in addition to the finished ones.
 */
export async function* beamSearch(
  decoder: StepDecoder,
  prompt: readonly number[],
  policy: BeamPolicy,
  signal?: AbortSignal,
): AsyncGenerator<GeneratedToken[], Generated[]> {
  // 1. Feed the prompt to every row; at first all rows are the same, so that only the first one counts.
  await feedPrompt(decoder, prompt, signal);
  let running: Beam[] = [{ tokens: [], score: 0 }];
  let finished: Finished[] = [];

  for (let length = prompt.length; length < policy.maxLength; length++) {
    if (signal?.aborted) break;

    // 2. One step for all running beams, then the best continuations of any of them.
    const last = perRow(running, policy.beams).map(({ tokens }) => tokens.at(-1)?.id ?? prompt.at(-1)!);
    const output = await decoder.step(last, length - 1);
    const candidates = bestCandidates(running, output, prompt.length, policy);

    // 3. Of the first `beams` candidates, those that end are finished; they compete with the earlier ones.
    const atLimit = length + 1 >= policy.maxLength;
    const ends = (candidate: Candidate) => atLimit || candidate.tokens.at(-1)!.id === policy.endId;
    const ended = candidates.slice(0, policy.beams).filter(ends);
    finished = keepBest([...finished, ...ended.map((beam) => finish(beam, policy))], policy.beams);

    // 4. The others go on.
    const open = candidates.filter((candidate) => !ends(candidate)).slice(0, policy.beams);
    running = open;
    yield bestSoFar(finished, running, policy);
    if (atLimit || isDone(finished, running, policy)) return finished;
    decoder.reorder(perRow(open, policy.beams).map((beam) => beam.row));
  }
  return keepBest([...finished, ...running.map((beam) => cancel(beam, policy))], policy.beams);
}

/** One beam per row of the batch; where there are fewer, the first fills the other rows. */
function perRow<B extends Beam>(running: readonly B[], beams: number): B[] {
  return Array.from({ length: beams }, (_, row) => running[row] ?? running[0]!);
}

/** The 2 · beams best continuations of all running beams, best first: enough that `beams` of them go on. */
function bestCandidates(
  running: readonly Beam[],
  output: StepOutput,
  promptLength: number,
  policy: BeamPolicy,
): Candidate[] {
  const vocabulary = output.logits.length / policy.beams;
  const logProbs = running.map((_, row) => logSoftmax(rowOf(output.logits, row, policy.beams)));
  const totals = new Float32Array(running.length * vocabulary);
  for (const [row, beam] of running.entries()) {
    const start = row * vocabulary;
    for (let id = 0; id < vocabulary; id++) totals[start + id] = logProbs[row]![id]! + beam.score;
    const length = promptLength + beam.tokens.length;
    if (length < policy.minLength) totals[start + policy.endId] = -Infinity;
  }
  return topIndices(totals, 2 * policy.beams).map((index) => {
    const row = Math.floor(index / vocabulary);
    const id = index % vocabulary;
    const attention = { step: output.step, row };
    const token = { id, logProb: logProbs[row]![id]!, map: output.maps[row]!, attention };
    return { tokens: [...running[row]!.tokens, token], score: totals[index]!, row };
  });
}

function finish(beam: Beam, policy: BeamPolicy): Finished {
  const ended = beam.tokens.at(-1)!.id === policy.endId;
  return { tokens: beam.tokens, finish: ended ? 'end' : 'length', score: penalized(beam, policy) };
}

function cancel(beam: Beam, policy: BeamPolicy): Finished {
  return { tokens: beam.tokens, finish: 'cancelled', score: penalized(beam, policy) };
}

function penalized(beam: Beam, policy: BeamPolicy): number {
  return Math.fround(beam.score / beam.tokens.length ** policy.lengthPenalty);
}

function keepBest(beams: readonly Finished[], count: number): Finished[] {
  return beams.toSorted((a, b) => b.score - a.score).slice(0, count);
}

/** Whether no running beam can still displace a finished one, taken at its present length. */
function isDone(finished: readonly Finished[], running: readonly Beam[], policy: BeamPolicy): boolean {
  if (finished.length < policy.beams) return false;
  return policy.earlyStopping || penalized(running[0]!, policy) <= finished.at(-1)!.score;
}

function bestSoFar(
  finished: readonly Finished[],
  running: readonly Beam[],
  policy: BeamPolicy,
): GeneratedToken[] {
  const [done, open] = [finished[0], running[0]];
  if (done && (!open || done.score >= penalized(open, policy))) return done.tokens;
  return open!.tokens;
}

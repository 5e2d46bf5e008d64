import { describe, expect, test } from 'vitest';
import { reduceRow } from '../testing/reduce-row.ts';
import { candidateScores, logProbOf, MOST_CANDIDATES, reductionSize } from './candidates.ts';
import { captionRandom } from './random.ts';
import { argmax } from './ranking.ts';
import { applyAll, drawToken, logSoftmax, type ProcessorSettings, processors } from './sampling.ts';

const VOCABULARY = 400;
const END = 3;
const MAX_LENGTH = 12;
const LAVIS = { repetitionPenalty: 1.1, minLength: 8, temperature: 1, topK: 20, topP: 0.9 };

const SETTINGS: [string, ProcessorSettings][] = [
  ['LAVIS', LAVIS],
  ['a hot temperature', { ...LAVIS, temperature: 3 }],
  ['a penalty that rewards', { ...LAVIS, repetitionPenalty: 0.5 }],
  ['a heavy penalty', { ...LAVIS, repetitionPenalty: 20 }],
  ['no top-p', { ...LAVIS, topP: 1 }],
  ['greedy', { repetitionPenalty: 1, minLength: 8, temperature: 1, topK: 1, topP: 1 }],
];

/** A row whose best words are those of the sequence and the end, where processors meet them. */
function makeRow(seed: number, sequence: readonly number[]): Float32Array {
  const random = captionRandom(seed, 0);
  const row = Float32Array.from({ length: VOCABULARY }, () => 8 * (random() + random() - 1));
  for (const id of [...sequence.slice(1), END]) row[id]! += 6;
  return row;
}

function makeSequence(seed: number): number[] {
  const random = captionRandom(seed, 1);
  return Array.from({ length: 1 + (seed % (MAX_LENGTH - 1)) }, () => Math.floor(VOCABULARY * random()));
}

describe.each(SETTINGS)('choosing among candidates, %s', (_, settings) => {
  const size = reductionSize(settings, MAX_LENGTH)!;
  const process = applyAll(processors(settings, END));

  test('is choosing among all words, on every row', () => {
    for (let seed = 0; seed < 200; seed++) {
      const sequence = makeSequence(seed);
      const row = makeRow(seed, sequence);
      const candidates = reduceRow(row, size, [...sequence, END]);
      const scores = candidateScores(candidates, sequence, settings, END);
      expect(scores).not.toBeNull();
      const all = process(row, sequence);
      expect(scores).toEqual(Float32Array.from(candidates.ids, (id) => all[id]!));
      expect(candidates.ids[argmax(scores!)]).toBe(argmax(all));
      const draw = () => captionRandom(seed, 2);
      expect(candidates.ids[drawToken(scores!, draw())]).toBe(drawToken(all, draw()));
    }
  });

  test('among equal logits either is the same, or is left to all words', () => {
    let decided = 0;
    for (let seed = 0; seed < 500; seed++) {
      const sequence = makeSequence(seed);
      const row = makeRow(seed, sequence).map((logit) => Math.round(3 * logit) / 3);
      const candidates = reduceRow(row, size, [...sequence, END], size.largest);
      const scores = candidateScores(candidates, sequence, settings, END);
      if (!scores) continue;
      decided += 1;
      const draw = () => captionRandom(seed, 2);
      const expected = drawToken(process(row, sequence), draw());
      expect(candidates.ids[drawToken(scores, draw())]).toBe(expected);
    }
    expect(decided).toBeLessThan(500);
  });
});

describe('candidates', () => {
  test('of a row in which too many words reach the border decide nothing', () => {
    const row = new Float32Array(VOCABULARY);
    const candidates = reduceRow(row, { largest: 30, named: 2 }, [1, END]);
    expect(candidates.rest).toBe(Infinity);
    expect(candidateScores(candidates, [1], LAVIS, END)).toBeNull();
  });

  test('give the log-probability of the whole row', () => {
    const row = makeRow(7, [5]);
    const candidates = reduceRow(row, { largest: 30, named: 1 }, [399]);
    const logProbs = logSoftmax(row);
    for (const id of candidates.ids) expect(logProbOf(candidates, id)).toBeCloseTo(logProbs[id]!, 5);
    expect(candidates.ids).toContain(399);
  });

  test('are as many as the settings can push down, and one for the border', () => {
    expect(reductionSize({ ...LAVIS, topK: 50 }, 30)).toEqual({ largest: 82, named: 30 });
    expect(reductionSize({ ...LAVIS, topK: 50, repetitionPenalty: 1 }, 30)).toEqual({
      largest: 52,
      named: 30,
    });
  });

  test('are not enough without top-k, or with a large one', () => {
    expect(reductionSize({ ...LAVIS, topK: 0 }, 30)).toBeNull();
    expect(reductionSize({ ...LAVIS, topK: MOST_CANDIDATES }, 30)).toBeNull();
  });
});

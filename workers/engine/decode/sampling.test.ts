import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { REFERENCE } from '../../../model-export/testing/memory.ts';
import { naiveDraw, naiveProcess } from '../testing/naive-sampling.ts';
import { captionRandom, type RandomSource } from './random.ts';
import {
  drawToken,
  logProbOf,
  logSoftmax,
  logSumExp,
  type ProcessorSettings,
  processLogits,
} from './sampling.ts';

type Scores = (number | null)[];

interface ProcessorCase extends ProcessorSettings {
  name: string;
  previousIds: number[];
  endId: number;
  scores: Scores;
  stages: { processor: string; scores: Scores }[];
}

const cases: ProcessorCase[] = JSON.parse(
  readFileSync(path.join(REFERENCE, 'values/logits-processors.json'), 'utf8'),
);

const NEUTRAL: ProcessorSettings = { repetitionPenalty: 1, minLength: 0, temperature: 1, topK: 0, topP: 1 };
const END = 3;

/** null is −∞ in the file. */
const floats = (scores: Scores) => Float32Array.from(scores, (score) => score ?? -Infinity);
const f32 = (...scores: number[]) => Float32Array.from(scores);

/** The processed row: −∞ for tokens that are not candidates. */
function process(
  logits: Float32Array,
  settings: Partial<ProcessorSettings>,
  sequence: readonly number[] = [],
  endId = END,
): Float32Array {
  const { ids, scores } = processLogits(logits, sequence, { ...NEUTRAL, ...settings }, endId);
  const row = new Float32Array(logits.length).fill(-Infinity);
  for (const [index, id] of ids.entries()) row[id] = scores[index]!;
  return row;
}

/** The settings of the first processors that a case names, each stage with one more. */
function stagesOf(each: ProcessorCase): Partial<ProcessorSettings>[] {
  const names = (Object.keys(NEUTRAL) as (keyof ProcessorSettings)[]).filter(
    (name) => each[name] !== NEUTRAL[name],
  );
  return names.map((_, stage) =>
    Object.fromEntries(names.slice(0, stage + 1).map((name) => [name, each[name]])),
  );
}

describe('the processors of transformers', () => {
  test.each(cases)('$name', (each) => {
    const stages = stagesOf(each);
    expect(stages.length).toBe(each.stages.length);
    for (const [stage, settings] of stages.entries()) {
      const scores = process(floats(each.scores), settings, each.previousIds, each.endId);
      const expected = floats(each.stages[stage]!.scores);
      expect([...scores].map(Number.isFinite)).toEqual([...expected].map(Number.isFinite));
      // One unit in the last place: the reference divides and multiplies in single precision.
      for (const [id, score] of scores.entries()) {
        if (Number.isFinite(score))
          expect(Math.abs(score - expected[id]!)).toBeLessThanOrEqual(2 ** -22 * Math.abs(score));
      }
    }
  });

  test('never write to the logits', () => {
    const logits = f32(3, 1, -2, 0.5);
    process(
      logits,
      { repetitionPenalty: 2, minLength: 9, temperature: 0.5, topK: 2, topP: 0.5 },
      [0, 1, 2, 3],
    );
    expect(logits).toEqual(f32(3, 1, -2, 0.5));
  });

  test('a repeated id is penalised once', () => {
    expect(process(f32(4, -1, 3), { repetitionPenalty: 2 }, [0, 0, 1])).toEqual(f32(2, -2, 3));
  });

  test('the end token is impossible while the sequence, prompt included, is shorter than the minimum', () => {
    const settings = { minLength: 3 };
    expect(process(f32(0, 5, 1), settings, [0, 0], 1)).toEqual(f32(0, -Infinity, 1));
    expect(process(f32(0, 5, 1), settings, [0, 0, 0], 1)).toEqual(f32(0, 5, 1));
  });

  test('top-k keeps the tokens that tie with the k-th best', () => {
    expect(process(f32(1, 3, 2, 2, 0), { topK: 2 })).toEqual(f32(-Infinity, 3, 2, 2, -Infinity));
  });

  test('top-p keeps the token that crosses the border', () => {
    const logits = f32(0.5, 0.3, 0.2).map(Math.log);
    expect([...process(logits, { topP: 0.6 })].map(Number.isFinite)).toEqual([true, true, false]);
    expect([...process(logits, { topP: 0.49 })].map(Number.isFinite)).toEqual([true, false, false]);
  });

  test('of equal scores at the border, top-p keeps the later ids', () => {
    expect(process(f32(1, 1, 1, 1), { topP: 0.4 })).toEqual(f32(-Infinity, -Infinity, 1, 1));
  });
});

const LAVIS: ProcessorSettings = {
  repetitionPenalty: 1.1,
  minLength: 8,
  temperature: 1,
  topK: 20,
  topP: 0.9,
};
const VARIANTS: [string, ProcessorSettings][] = [
  ['the defaults of LAVIS', LAVIS],
  ['a high temperature', { ...LAVIS, temperature: 3 }],
  ['a low temperature', { ...LAVIS, temperature: 0.3 }],
  ['a penalty that rewards', { ...LAVIS, repetitionPenalty: 0.5 }],
  ['a heavy penalty', { ...LAVIS, repetitionPenalty: 20 }],
  ['no top-p', { ...LAVIS, topP: 1 }],
  ['no top-k', { ...LAVIS, topK: 0 }],
  ['top-k of one', { ...LAVIS, topK: 1 }],
  ['top-k beyond the vocabulary', { ...LAVIS, topK: Number.MAX_SAFE_INTEGER }],
];

/** Logits in which the sequence and the end are among the best, rounded to multiples of `grain` for ties. */
function randomRow(random: RandomSource, sequence: readonly number[], grain: number): Float32Array {
  const row = Float32Array.from({ length: 400 }, () => 8 * (random() + random() - 1));
  for (const id of [...sequence, END]) row[id]! += 6;
  return grain === 0 ? row : row.map((logit) => Math.round(logit / grain) * grain);
}

describe.each(VARIANTS)('one pass with %s', (_, settings) => {
  test.each([
    ['distinct logits', 0],
    ['some ties', 0.03],
    ['mostly ties', 2],
  ])('equals processor after processor: %s', (__, grain) => {
    const naive = naiveProcess(settings, END);
    for (let seed = 0; seed < 150; seed++) {
      const random = captionRandom(seed, 0);
      const sequence = Array.from({ length: seed % 12 }, () => Math.floor(400 * random()));
      const row = randomRow(random, sequence, grain);
      const expected = naive(row, sequence);
      expect(process(row, settings, sequence)).toEqual(expected);
      const drawn = drawToken(processLogits(row, sequence, settings, END), captionRandom(seed, 1));
      expect(drawn).toBe(naiveDraw(expected, captionRandom(seed, 1)));
    }
  });
});

test.each([
  ['ascending', (id: number) => id],
  ['descending', (id: number) => -id],
  ['equal', () => 1],
  ['impossible', () => -Infinity],
])('one pass over %s logits equals processor after processor', (_, logitOf) => {
  const row = Float32Array.from({ length: 3000 }, (__, id) => logitOf(id));
  expect(process(row, LAVIS, [5])).toEqual(naiveProcess(LAVIS, END)(row, [5]));
});

describe('drawing a token', () => {
  test('follows the probabilities and never gives an impossible one', () => {
    const logits = f32(Math.log(0.6), -Infinity, Math.log(0.3), Math.log(0.1), -Infinity);
    const candidates = processLogits(logits, [], NEUTRAL, END);
    const random = captionRandom(1, 0);
    const counts = [0, 0, 0, 0, 0];
    const draws = 20_000;
    for (let draw = 0; draw < draws; draw++) counts[drawToken(candidates, random)]! += 1;
    for (const [id, probability] of [0.6, 0, 0.3, 0.1, 0].entries()) {
      const deviation = Math.sqrt(draws * probability * (1 - probability));
      expect(Math.abs(counts[id]! - draws * probability)).toBeLessThanOrEqual(5 * deviation);
    }
  });

  test('gives the last possible token when the sum of probabilities falls short of the draw', () => {
    expect(drawToken(processLogits(f32(0, 0, -Infinity), [], NEUTRAL, END), () => 1)).toBe(1);
  });
});

describe('log-softmax', () => {
  test('of large logits stays finite, of impossible ones −∞', () => {
    const logProbs = logSoftmax(f32(1000, 1000, -Infinity));
    expect(logProbs[0]).toBeCloseTo(-Math.LN2, 6);
    expect(logProbs[2]).toBe(-Infinity);
    expect(logSumExp(logProbs)).toBeCloseTo(0, 6);
  });

  test('of one token is as exact as double precision', () => {
    const random = captionRandom(3, 0);
    const row = Float32Array.from({ length: 5000 }, () => 60 * (random() - 0.5));
    row.set([-Infinity, -100, 90], 10);
    const total = logSumExp(row);
    for (const id of [0, 11, 12, 13, 4000]) expect(logProbOf(row, id)).toBeCloseTo(row[id]! - total, 12);
  });
});

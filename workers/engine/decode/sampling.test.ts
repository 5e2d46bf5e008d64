import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { REFERENCE } from '../../../model-export/testing/memory.ts';
import { captionRandom } from './random.ts';
import {
  barEndBefore,
  drawToken,
  keepTopK,
  keepTopP,
  logSoftmax,
  logSumExp,
  type ProcessorSettings,
  penalizeRepetition,
  processors,
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

/** null is −∞ in the file. */
const floats = (scores: Scores) => Float32Array.from(scores, (score) => score ?? -Infinity);
const f32 = (...scores: number[]) => Float32Array.from(scores);

describe('the processors of transformers', () => {
  test.each(cases)('$name', (each) => {
    const list = processors(each, each.endId);
    expect(list.length).toBe(each.stages.length);
    let scores: Float32Array = floats(each.scores);
    for (const [stage, process] of list.entries()) {
      scores = process(scores, each.previousIds);
      const expected = floats(each.stages[stage]!.scores);
      expect([...scores].map(Number.isFinite)).toEqual([...expected].map(Number.isFinite));
      // One unit in the last place: the reference divides and multiplies in single precision.
      for (const [id, score] of scores.entries()) {
        if (Number.isFinite(score))
          expect(Math.abs(score - expected[id]!)).toBeLessThanOrEqual(2 ** -22 * Math.abs(score));
      }
    }
  });

  test('never write to their input', () => {
    const scores = f32(3, 1, -2, 0.5);
    const settings = { repetitionPenalty: 2, minLength: 9, temperature: 0.5, topK: 2, topP: 0.5 };
    const list = processors(settings, 3);
    expect(list.length).toBe(5);
    for (const process of list) process(scores, [0, 1, 2, 3]);
    expect(scores).toEqual(f32(3, 1, -2, 0.5));
  });

  test('a repeated id is penalised once', () => {
    expect(penalizeRepetition(2)(f32(4, -1, 3), [0, 0, 1])).toEqual(f32(2, -2, 3));
  });

  test('the end is barred while the sequence, prompt included, is shorter than the minimum', () => {
    const bar = barEndBefore(3, 1);
    expect(bar(f32(0, 5, 1), [7, 8])).toEqual(f32(0, -Infinity, 1));
    expect(bar(f32(0, 5, 1), [7, 8, 9])).toEqual(f32(0, 5, 1));
  });

  test('top-k keeps what ties at its border', () => {
    expect(keepTopK(2)(f32(1, 3, 2, 2, 0), [])).toEqual(f32(-Infinity, 3, 2, 2, -Infinity));
  });

  test('top-p keeps the token that crosses the border', () => {
    const probabilities = f32(0.5, 0.3, 0.2).map(Math.log);
    expect([...keepTopP(0.6)(probabilities, [])].map(Number.isFinite)).toEqual([true, true, false]);
    expect([...keepTopP(0.49)(probabilities, [])].map(Number.isFinite)).toEqual([true, false, false]);
  });

  test('of equal scores at the border, top-p keeps the later ids', () => {
    expect(keepTopP(0.4)(f32(1, 1, 1, 1), [])).toEqual(f32(-Infinity, -Infinity, 1, 1));
  });
});

describe('drawing a token', () => {
  test('follows the probabilities and never gives an impossible one', () => {
    const scores = f32(Math.log(0.6), -Infinity, Math.log(0.3), Math.log(0.1), -Infinity);
    const random = captionRandom(1, 0);
    const counts = [0, 0, 0, 0, 0];
    const draws = 20_000;
    for (let draw = 0; draw < draws; draw++) counts[drawToken(scores, random)]! += 1;
    for (const [id, probability] of [0.6, 0, 0.3, 0.1, 0].entries()) {
      const deviation = Math.sqrt(draws * probability * (1 - probability));
      expect(Math.abs(counts[id]! - draws * probability)).toBeLessThanOrEqual(5 * deviation);
    }
  });

  test('gives the last possible token when the sum of probabilities falls short of the draw', () => {
    expect(drawToken(f32(0, 0, -Infinity), () => 1)).toBe(1);
  });
});

describe('log-softmax', () => {
  test('of large logits stays finite, of impossible ones −∞', () => {
    const logProbs = logSoftmax(f32(1000, 1000, -Infinity));
    expect(logProbs[0]).toBeCloseTo(-Math.LN2, 6);
    expect(logProbs[2]).toBe(-Infinity);
    expect(logSumExp(logProbs)).toBeCloseTo(0, 6);
  });
});

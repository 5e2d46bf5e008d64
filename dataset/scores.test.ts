import { expect, test } from 'vitest';
import { DEFAULT_FILTER } from '../core/collection.ts';
import { chooseTexts } from './choose.ts';
import { countsAt, histogramOf, indexScores } from './scores.ts';
import { human, original, record, synthetic } from './testing/records.ts';

const RECORDS = [
  record({ texts: [original('a', 0.1), synthetic('b', 0.5), synthetic('c', 1)] }),
  record({ texts: [original('a', 0.3), synthetic('b', 0.2)] }),
  record({ texts: [synthetic('without a match')] }),
  record({ texts: [synthetic('b', 0.9)], done: false }),
  record({ texts: [synthetic('b', 0.9)], decision: { kind: 'edited', text: human('x') } }),
  record({ texts: [] }),
];

test('counts at a threshold', () => {
  expect(countsAt(indexScores(RECORDS), 0.5)).toEqual({
    original: { kept: 0, dropped: 2 },
    synthetic: { kept: 2, dropped: 1 },
    pictures: { kept: 2, dropped: 1 },
  });
});

test('histogram of texts by source', () => {
  expect(histogramOf(indexScores(RECORDS), 4)).toEqual({ original: [1, 1, 0, 0], synthetic: [1, 0, 1, 1] });
});

test('kept pictures are those that the rule keeps, at any threshold', () => {
  const records = Array.from({ length: 300 }, (_, index) => {
    const probability = (step: number) => ((index * step) % 101) / 100;
    return record({ texts: [original('a', probability(37)), synthetic('b', probability(59))] });
  });
  const index = indexScores(records);
  for (const threshold of [0, 0.01, 0.37, 0.5, 0.99, 1]) {
    const filter = { ...DEFAULT_FILTER, threshold };
    const kept = records.filter((each) => chooseTexts(each, filter).leftOut === null).length;
    expect(countsAt(index, threshold).pictures).toEqual({ kept, dropped: records.length - kept });
  }
});

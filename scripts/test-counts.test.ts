import { expect, test } from 'vitest';
import { addCounts, playwrightCounts, vitestCounts } from './test-counts.ts';

test('adds up the counts of both runners', () => {
  const unit = vitestCounts({ numPassedTests: 5, numFailedTests: 1, numTotalTests: 6 });
  const browser = playwrightCounts({ stats: { expected: 3, unexpected: 2, flaky: 1, skipped: 0 } });
  expect(addCounts(unit, browser)).toEqual({ passed: 9, failed: 3 });
});

test('refuses a report of another shape', () => {
  expect(() => vitestCounts({})).toThrow('numPassedTests');
  expect(() => playwrightCounts({ stats: null })).toThrow('stats.expected');
});

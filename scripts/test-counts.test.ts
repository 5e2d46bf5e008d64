import { expect, test } from 'vitest';
import { addCounts, playwrightCounts, vitestCounts } from './test-counts.ts';

const unitReport = { numPassedTests: 5, numFailedTests: 1, numPendingTests: 0, numTotalTests: 6 };

test('adds up the counts of both runners', () => {
  const stats = { expected: 3, unexpected: 2, flaky: 1, skipped: 0 };
  expect(addCounts(vitestCounts(unitReport), playwrightCounts({ stats, suites: [] }))).toEqual({
    passed: 9,
    failed: 3,
    skipped: [],
  });
});

test('names skipped tests, with the reason where one is given', () => {
  const result = (status: string, description?: string) => ({
    status,
    annotations: description ? [{ type: 'skip', description }] : [],
  });
  const suites = [
    {
      title: 'a.spec.ts',
      specs: [{ title: 'runs', tests: [result('expected')] }],
      suites: [
        {
          title: 'Firefox',
          specs: [
            { title: 'captions', tests: [result('skipped', 'Firefox is not installed')] },
            { title: 'waits', tests: [result('skipped')] },
          ],
        },
      ],
    },
  ];
  const stats = { expected: 1, unexpected: 0, flaky: 0, skipped: 2 };
  expect(playwrightCounts({ stats, suites }).skipped).toEqual([
    'a.spec.ts › Firefox › captions: Firefox is not installed',
    'a.spec.ts › Firefox › waits',
  ]);
  expect(vitestCounts({ ...unitReport, numPendingTests: 2 }).skipped).toHaveLength(2);
});

test('refuses a report of another shape', () => {
  expect(() => vitestCounts({})).toThrow('numPassedTests');
  expect(() => playwrightCounts({ stats: null })).toThrow('stats.expected');
});

/** Numbers of passed and failed tests, read from the runners' JSON reports. */
export interface Counts {
  passed: number;
  failed: number;
}

export const NONE: Counts = { passed: 0, failed: 0 };

export function addCounts(a: Counts, b: Counts): Counts {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed };
}

/** Reads the report of Vitest's `json` reporter, which has Jest's format. */
export function vitestCounts(report: unknown): Counts {
  return { passed: numberAt(report, 'numPassedTests'), failed: numberAt(report, 'numFailedTests') };
}

/** Reads the report of Playwright's `json` reporter. A test that passed on retry counts as passed. */
export function playwrightCounts(report: unknown): Counts {
  return {
    passed: numberAt(report, 'stats', 'expected') + numberAt(report, 'stats', 'flaky'),
    failed: numberAt(report, 'stats', 'unexpected'),
  };
}

function numberAt(value: unknown, ...path: string[]): number {
  const found = path.reduce<unknown>(
    (parent, key) => (typeof parent === 'object' && parent !== null ? Reflect.get(parent, key) : undefined),
    value,
  );
  if (typeof found !== 'number') throw new Error(`The test report has no number at ${path.join('.')}.`);
  return found;
}

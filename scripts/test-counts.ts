/** Numbers of passed and failed tests, and the skipped ones, read from the runners' JSON reports. */
export interface Counts {
  passed: number;
  failed: number;
  /** Each with its reason. */
  skipped: readonly string[];
}

export const NONE: Counts = { passed: 0, failed: 0, skipped: [] };

export function addCounts(a: Counts, b: Counts): Counts {
  return {
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    skipped: [...a.skipped, ...b.skipped],
  };
}

/** Reads the report of Vitest's `json` reporter, which has Jest's format. */
export function vitestCounts(report: unknown): Counts {
  return {
    passed: numberAt(report, 'numPassedTests'),
    failed: numberAt(report, 'numFailedTests'),
    skipped: Array.from({ length: numberAt(report, 'numPendingTests') }, () => 'a unit test'),
  };
}

/** Reads the report of Playwright's `json` reporter. A test that passed on retry counts as passed. */
export function playwrightCounts(report: unknown): Counts {
  return {
    passed: numberAt(report, 'stats', 'expected') + numberAt(report, 'stats', 'flaky'),
    failed: numberAt(report, 'stats', 'unexpected'),
    skipped: suitesAt(report).flatMap((suite) => skippedIn(suite, [])),
  };
}

/** As much of a suite in Playwright's report as is used: a file, or a group of tests in it. */
interface Suite {
  title: string;
  suites?: Suite[];
  specs?: {
    title: string;
    tests: { status: string; annotations: { type: string; description?: string }[] }[];
  }[];
}

function suitesAt(report: unknown): Suite[] {
  return (report as { suites: Suite[] }).suites;
}

function skippedIn({ title, suites = [], specs = [] }: Suite, around: readonly string[]): string[] {
  const path = [...around, title];
  const own = specs.flatMap((spec) =>
    spec.tests
      .filter(({ status }) => status === 'skipped')
      .map(({ annotations }) => {
        const reason = annotations.find(({ type }) => type === 'skip')?.description;
        return `${[...path, spec.title].join(' › ')}${reason ? `: ${reason}` : ''}`;
      }),
  );
  return [...own, ...suites.flatMap((suite) => skippedIn(suite, path))];
}

function numberAt(value: unknown, ...path: string[]): number {
  const found = path.reduce<unknown>(
    (parent, key) => (typeof parent === 'object' && parent !== null ? Reflect.get(parent, key) : undefined),
    value,
  );
  if (typeof found !== 'number') throw new Error(`The test report has no number at ${path.join('.')}.`);
  return found;
}

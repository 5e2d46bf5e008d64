/** `npm test`: runs all checks, stage by stage, up to the first failure. The last line is "N passed, N failed". */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureBrowser } from './find-browser.ts';
import { addCounts, type Counts, NONE, playwrightCounts, vitestCounts } from './test-counts.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const REPORTS = join(ROOT, '.cache', 'test');

interface Stage {
  name: string;
  command: string[];
  environment?: Record<string, string>;
  /** The stage's JSON report and how to count its tests; absent for stages without tests. */
  report?: { file: string; count: (json: unknown) => Counts };
}

const vitestReport = join(REPORTS, 'vitest.json');
const playwrightReport = join(REPORTS, 'playwright.json');

const STAGES: Stage[] = [
  { name: 'Formatting, lint and types', command: ['npm', 'run', '-s', 'check'] },
  {
    name: 'Unit tests',
    command: [
      'npx',
      'vitest',
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${vitestReport}`,
    ],
    report: { file: vitestReport, count: vitestCounts },
  },
  { name: 'Build', command: ['npm', 'run', '-s', 'build'] },
  {
    name: 'The app in browsers',
    // On a busy machine a browser test may time out once. A test that fails twice fails; Playwright lists the others
    // as flaky.
    command: [
      'npx',
      'playwright',
      'test',
      '--project=app',
      '--project=parity',
      '--project=package',
      '--project=engines',
      '--reporter=list,json',
      '--retries=1',
    ],
    environment: { PLAYWRIGHT_JSON_OUTPUT_FILE: playwrightReport },
    report: { file: playwrightReport, count: playwrightCounts },
  },
];

function main(): number {
  rmSync(REPORTS, { recursive: true, force: true });
  mkdirSync(REPORTS, { recursive: true });
  let total = NONE;
  for (const stage of STAGES) {
    console.log(`\n── ${stage.name}`);
    const passed = run(stage);
    const counts = countsOf(stage);
    // A stage may fail without a failed test, e.g. by a type error or a file that does not load.
    total = addCounts(total, passed ? counts : { ...counts, failed: Math.max(1, counts.failed) });
    if (!passed) break;
  }
  return sumUp(total);
}

function sumUp({ passed, failed, skipped }: Counts): number {
  if (skipped.length > 0) console.log(`\n${skipped.length} skipped:\n  ${skipped.join('\n  ')}`);
  console.log(`\n${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

function run({ command: [program = '', ...args], environment }: Stage): boolean {
  const { status } = spawnSync(program, args, {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, ...environment },
    shell: process.platform === 'win32',
  });
  return status === 0;
}

function countsOf({ report }: Stage): Counts {
  return report && existsSync(report.file)
    ? report.count(JSON.parse(readFileSync(report.file, 'utf8')))
    : NONE;
}

try {
  ensureBrowser();
  process.exitCode = main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = sumUp({ ...NONE, failed: 1 });
}

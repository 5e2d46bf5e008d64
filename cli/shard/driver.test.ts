import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const PYTHON = fileURLToPath(new URL('../../.cache/ray/venv/bin/python', import.meta.url));
const SCALE = fileURLToPath(new URL('../../scale', import.meta.url));
const MS = 900_000;

test(
  'blipscope-ray: its own tests, with Ray on this machine',
  ({ skip }) => {
    if (!existsSync(PYTHON)) return skip('Ray is not installed in .cache/ray/venv: see .ci/run');
    const { status, stdout } = spawnSync(PYTHON, ['-m', 'pytest', '-q', '-p', 'no:cacheprovider'], {
      cwd: SCALE,
      env: { ...process.env, PYTHONPATH: SCALE, PYTHONDONTWRITEBYTECODE: '1', RAY_USAGE_STATS_ENABLED: '0' },
      encoding: 'utf8',
      timeout: MS,
    });
    expect(status, stdout).toBe(0);
    expect(stdout).toMatch(/\d+ passed/);
  },
  MS,
);

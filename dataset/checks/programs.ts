import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const SCRIPT = fileURLToPath(new URL('check.py', import.meta.url));
const VENV = fileURLToPath(new URL('../../.cache/dataset-checks/bin/python', import.meta.url));

export type Outcome = { texts: Record<string, string[]> } | { error: string } | { missing: string };

/** The Python that `.ci/run` sets up, or the one that `BLIPSCOPE_PYTHON` names, or `python3`. */
function python(): string {
  return process.env.BLIPSCOPE_PYTHON ?? (existsSync(VENV) ? VENV : 'python3');
}

/** What check.py finds in a folder, by check; null if there is no Python. */
export function runChecks(folder: string): Record<string, Outcome> | null {
  const { status, stdout, stderr, error } = spawnSync(python(), [SCRIPT, folder], {
    encoding: 'utf8',
    timeout: 300_000,
    env: { ...process.env, HF_HOME: `${folder}/hub` },
  });
  if (error && 'code' in error && error.code === 'ENOENT') return null;
  if (status !== 0) throw new Error(`check.py failed: ${error?.message ?? stderr}`);
  return JSON.parse(stdout);
}

export function hasExiftool(): boolean {
  return spawnSync('exiftool', ['-ver']).status === 0;
}

/** @throws {Error} with what exiftool says, if it fails. */
export function exiftool(...args: string[]): string {
  const { status, stdout, stderr } = spawnSync('exiftool', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`exiftool ${args.join(' ')}: ${stderr}`);
  return stdout;
}

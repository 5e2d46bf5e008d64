/** Programs that building and testing do not need. They are installed when they are first asked for. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './places.ts';

const TOOLS = join(ROOT, 'scripts', 'package', 'tools');

/** @throws {Error} if it cannot be installed, or fails. */
export function runTool(name: 'changeset' | 'typedoc', args: readonly string[], cwd: string): void {
  const program = join(TOOLS, 'node_modules', '.bin', name);
  if (!existsSync(program)) runProgram('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], TOOLS);
  runProgram(program, args, cwd);
}

/** @throws {Error} if it fails. */
export function runProgram(program: string, args: readonly string[], cwd: string): void {
  const { status } = spawnSync(program, args, { cwd, stdio: 'inherit', shell: process.platform === 'win32' });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} failed.`);
}

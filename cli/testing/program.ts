/** For tests: runs the program as its user does. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** As an address, so that the program may run in any folder. */
const TSX = import.meta.resolve('tsx');
const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));
/** What Node is given to run the program. */
export const PROGRAM = ['--import', TSX, MAIN] as const;
export const REFERENCE = fileURLToPath(new URL('../../reference/', import.meta.url));
export const SCENE = join(REFERENCE, 'images', 'scene-320x240.png');

const SIGNALS = ['SIGTERM', 'SIGHUP'] as const;

export interface Outcome {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface ProgramOptions {
  env?: Record<string, string | undefined>;
  cwd?: string;
  /** Standard input: bytes, or the descriptor of an open file. */
  input?: Uint8Array | number;
  /** The descriptor of an open file for standard output, instead of `stdout`. */
  output?: number;
  /** Aborting kills the program without cleanup, and rejects. */
  signal?: AbortSignal;
  /** Aborting does what Ctrl-C does, or sends the signal that is the reason. */
  interrupt?: AbortSignal;
}

/** Runs `blipscope` with its cache in the folder `home`, without the user's hub settings. */
export function runProgram(
  home: string,
  args: readonly string[],
  { env, cwd, input, output, signal, interrupt }: ProgramOptions = {},
): Promise<Outcome> {
  const program = spawn(process.execPath, [...PROGRAM, ...args], {
    env: { ...process.env, XDG_CACHE_HOME: join(home, 'cache'), HF_TOKEN: '', HF_ENDPOINT: '', ...env },
    cwd,
    stdio: [typeof input === 'number' ? input : 'pipe', output ?? 'pipe', 'pipe'],
    signal,
    killSignal: 'SIGKILL',
  });
  if (typeof input !== 'number') program.stdin?.end(input);
  interrupt?.addEventListener('abort', () => {
    program.kill(SIGNALS.find((name) => name === interrupt.reason) ?? 'SIGINT');
  });
  const outcome: Outcome = { code: null, stdout: '', stderr: '' };
  program.stdout?.setEncoding('utf8').on('data', (text) => {
    outcome.stdout += text;
  });
  program.stderr?.setEncoding('utf8').on('data', (text) => {
    outcome.stderr += text;
  });
  return new Promise((resolve, reject) => {
    program.on('error', reject).on('close', (code) => resolve({ ...outcome, code }));
  });
}

export function jsonLines({ stdout }: Outcome) {
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

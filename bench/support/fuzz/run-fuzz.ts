/** Odd files, read in a process with limits. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import type { Tally } from './child.ts';
import type { SubjectName } from './subjects.ts';

/** Of one case: processor time and memory beyond that before it. */
export const MAX_MS = 2000;
export const MAX_BYTES = 200e6;
/** A process that is silent for so long does not end by itself. */
const SILENCE_MS = 120_000;
/** MB of JavaScript objects; more ends the process. */
const HEAP_MB = 400;

const CHILD = path.join(import.meta.dirname, 'child.ts');
const TSX = import.meta.resolve('tsx');

export interface FuzzOptions {
  seed: number;
  /** Number of cases. */
  count: number;
  /** The first case. */
  first?: number;
}

/**
 * Runs the cases of one subject.
 * @throws {Error} with the case's number when a case fails, does not end, or takes too much time or memory
 */
export async function runFuzz(subject: SubjectName, { seed, count, first = 0 }: FuzzOptions): Promise<Tally> {
  const lines = await linesOf([subject, seed, first, count].map(String));
  const tally: Tally = JSON.parse(lines);
  const where = (index: number) => `${subject}, seed ${seed}, case ${index}`;
  if (tally.ms.most > MAX_MS)
    throw new Error(`${where(tally.ms.index)} took ${tally.ms.most} ms of processor time.`);
  if (tally.bytes.most > MAX_BYTES)
    throw new Error(`${where(tally.bytes.index)} took ${tally.bytes.most} bytes more.`);
  return tally;
}

/** The last line. */
function linesOf(args: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, [
    ...[`--max-old-space-size=${HEAP_MB}`, '--import', TSX, CHILD],
    ...args,
  ]);
  let [last, errors] = ['none', ''];
  const hurry = setTimeout(() => child.kill('SIGKILL'), SILENCE_MS);
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    hurry.refresh();
    last = text.trimEnd().split('\n').at(-1)!;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject).on('close', (code, signal) => {
      clearTimeout(hurry);
      if (code === 0) resolve(last);
      else reject(new Error(`${args.join(' ')}: case ${last} failed (${signal ?? code}).\n${errors}`));
    });
  });
}

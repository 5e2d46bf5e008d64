/** `capfilt`, killed at random moments: what is done stays, and the result is that of a run that nobody disturbed. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { JOURNAL_FILE, OWN_FILES } from '../../dataset/index.ts';
import { exportModels, writePictures } from '../testing/many-pictures.ts';
import { PROGRAM, runProgram } from '../testing/program.ts';

const PICTURES = 30;
const KILLS = 10;
const SIGNALS = ['SIGKILL', 'SIGINT', 'SIGTERM'] as const;
const SOME_FAILED = 2;
const SEED = 7;

let home: string;
let args: string[];
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'blipscope-killed-'));
  await writePictures(join(home, 'pictures'), PICTURES);
  const formats = ['--format', 'txt,jsonl,parquet', '--workers', '1', '--threshold', '0'];
  args = ['capfilt', join(home, 'pictures'), ...(await exportModels(home)), ...formats];
}, 120_000);
afterAll(() => rm(home, { recursive: true, force: true }));

/** Whole numbers below `below`, the same ones at each run. */
function randomNumbers(count: number, below: number): number[] {
  let state = SEED;
  return Array.from({ length: count }, () => {
    state = (state * 48_271) % 0x7fffffff;
    return state % below;
  });
}

/** Lines of the journal and files of the export: it grows from the first picture to the last file. */
async function progressIn(out: string): Promise<number> {
  const journal = await readFile(join(out, JOURNAL_FILE), 'utf8').catch(() => '');
  const names = await readdir(out).catch(() => []);
  return journal.split('\n').length - 1 + names.filter((name) => !name.startsWith('.')).length;
}

/** Runs the program until there is so much. Returns its exit code, or the signal that ended it. */
async function killedAt(out: string, progress: number, signal: NodeJS.Signals) {
  const program: ChildProcess = spawn(process.execPath, [...PROGRAM, ...args, '--out', out], {
    env: { ...process.env, XDG_CACHE_HOME: join(home, 'cache') },
    stdio: 'ignore',
  });
  const ended = once(program, 'exit');
  while (program.exitCode === null && (await progressIn(out)) < progress)
    await new Promise((resolve) => setTimeout(resolve, 2));
  program.kill(signal);
  const [code, by] = await ended;
  return by ?? code;
}

/** Every file but the list of our own ones, which has times. Lines of the journal are in the order in which they were written. */
async function filesIn(out: string): Promise<Map<string, string>> {
  const names = (await readdir(out)).filter((name) => name !== OWN_FILES).sort();
  const contents = names.map(async (name) => {
    const content = await readFile(join(out, name), 'latin1');
    return [name, name === JOURNAL_FILE ? content.split('\n').sort().join('\n') : content] as const;
  });
  return new Map(await Promise.all(contents));
}

test('killed again and again, the files are those of a run that nobody disturbed', async () => {
  const [out, undisturbed] = [join(home, 'out'), join(home, 'undisturbed')];
  expect((await runProgram(home, [...args, '--out', undisturbed])).code).toBe(SOME_FAILED);
  const expected = await filesIn(undisturbed);
  const most = await progressIn(undisturbed);
  const moments = randomNumbers(KILLS, most).sort((a, b) => a - b);
  const ends = new Map<string, number>();
  for (const [kill, progress] of moments.entries()) {
    const signal = SIGNALS[kill % SIGNALS.length]!;
    const end = `${signal}: ${await killedAt(out, progress, signal)}`;
    ends.set(end, (ends.get(end) ?? 0) + 1);
  }
  // A signal may come before the program has a handler, and a run may be faster than its killer.
  const possible = SIGNALS.flatMap((signal) => [signal, 130, SOME_FAILED].map((end) => `${signal}: ${end}`));
  expect([...ends.keys()].filter((end) => !possible.includes(end))).toEqual([]);
  expect([...ends.keys()]).toContain('SIGKILL: SIGKILL');

  expect((await runProgram(home, [...args, '--out', out])).code).toBe(SOME_FAILED);
  const found = await filesIn(out);
  expect([...found.keys()]).toEqual([...expected.keys()]);
  for (const [name, content] of expected) expect(found.get(name) === content, name).toBe(true);
}, 600_000);

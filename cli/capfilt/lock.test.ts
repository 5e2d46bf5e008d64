import { type ChildProcess, spawn } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { whileLocked } from './lock.ts';

const TSX = import.meta.resolve('tsx');
const TAKE_LOCKS = fileURLToPath(new URL('testing/take-locks.ts', import.meta.url));
const LOCK = '.blipscope.lock';
/** Of a program that is gone: no system gives that number to one. */
const STALE = `4194999 ${hostname()}`;

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'blipscope-lock-'));
});
afterEach(() => rmSync(home, { recursive: true }));

const leave = (content: string, name = LOCK) => writeFileSync(join(home, name), content);

test('a lock that a killed program left is taken over, and nothing is left of it', async () => {
  leave(STALE);
  await whileLocked(home, async () => {
    expect(readFileSync(join(home, LOCK), 'utf8')).toBe(`${process.pid} ${hostname()}`);
  });
  expect(readdirSync(home)).toEqual([]);
});

test.each([
  ['of a program that runs', `${process.ppid} ${hostname()}`, `process ${process.ppid}`],
  ['of another machine', '17 elsewhere', 'process 17 on elsewhere'],
  ['that is being written', '', 'another program'],
  ['of a page', 'page 3f2a', 'a page that writes the journal'],
])('a lock %s stays, and is told', async (_, content, who) => {
  leave(content);
  await expect(whileLocked(home, async () => {})).rejects.toThrow(
    `${home} is in use by ${who}. Wait for it, or delete ${join(home, LOCK)} if it is gone.`,
  );
  expect(readFileSync(join(home, LOCK), 'utf8')).toBe(content);
});

test.each(['', 'page 3f2a'])('the lock %j is taken over after a minute', async (content) => {
  leave(content);
  const time = Date.now() / 1000 - 90;
  utimesSync(join(home, LOCK), time, time);
  await whileLocked(home, async () => {
    expect(readFileSync(join(home, LOCK), 'utf8')).toBe(`${process.pid} ${hostname()}`);
  });
  expect(readdirSync(home)).toEqual([]);
});

test('of many programs that find the same stale lock at once, one has the folder at a time', async () => {
  const folders = Array.from({ length: 60 }, (_, index) => join(home, String(index)));
  for (const folder of folders) {
    mkdirSync(folder);
    writeFileSync(join(folder, LOCK), STALE);
  }
  // Time for all of them to start.
  const begin = String(Date.now() + 8000);
  const programs = Array.from({ length: 6 }, () =>
    spawn(process.execPath, ['--import', TSX, TAKE_LOCKS, begin, ...folders]),
  );
  const outcomes = await Promise.all(programs.map(linesOf));
  for (const [index, folder] of folders.entries()) {
    const here = outcomes.map((lines) => lines[index]);
    expect(here, folder).toContain('taken');
    expect(here.filter((each) => each !== 'taken' && each !== 'busy')).toEqual([]);
    expect(readdirSync(folder)).toEqual([]);
  }
}, 120_000);

async function linesOf({ stdout }: ChildProcess): Promise<string[]> {
  return (await text(stdout!)).trimEnd().split('\n');
}

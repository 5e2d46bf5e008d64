/** `capfilt` as its user runs it. */
import { spawn } from 'node:child_process';
import { appendFile, cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SyntheticText } from '../../core/collection.ts';
import { JOURNAL_FILE, readJournal } from '../../dataset/index.ts';
import { jsonLines, runProgram } from '../testing/program.ts';

const SAMPLES = fileURLToPath(new URL('../../public/samples/', import.meta.url));
const TSX = import.meta.resolve('tsx');
const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));

let home: string;
let pictures: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'blipscope-capfilt-'));
  pictures = join(home, 'pictures');
  await mkdir(join(pictures, 'sub'), { recursive: true });
  const samples = (await readdir(SAMPLES)).filter((name) => /\.(jpg|png|webp)$/.test(name)).slice(0, 5);
  for (const [index, name] of samples.entries()) {
    await cp(join(SAMPLES, name), join(pictures, index % 2 ? 'sub' : '.', `${index}-${name}`));
  }
  const [first = ''] = samples;
  await cp(join(SAMPLES, first), join(pictures, `copy-${first}`));
  await writeFile(join(pictures, `0-${first.replace(/\..*$/, '')}.txt`), 'a cat on a table');
  await writeFile(join(pictures, 'bad.jpg'), 'no picture');
});
afterAll(() => rm(home, { recursive: true, force: true }));

const run = (...args: string[]) =>
  runProgram(home, ['capfilt', pictures, '--candidates', '2', '--threads', '1', '--workers', '1', ...args]);

async function journalOf(folder: string) {
  const bytes = await readFile(join(folder, JOURNAL_FILE));
  return readJournal(
    (async function* () {
      yield bytes;
    })(),
  );
}

/** The candidates of each picture. */
async function captionsIn(folder: string): Promise<Record<string, string[]>> {
  const { results } = await journalOf(folder);
  return Object.fromEntries(
    [...results]
      .sort()
      .map(([path, { texts }]) => [
        path,
        texts.filter((text): text is SyntheticText => text.source === 'synthetic').map(({ text }) => text),
      ]),
  );
}

test('into its own folder: results, refusals, and a second run that does nothing again', async () => {
  const outcome = await run('--out', pictures, '--format', 'txt,jsonl', '--json');
  expect(outcome.stderr).toBe('');
  const report = jsonLines(outcome).at(-1);
  expect(outcome.code).toBe(2);
  expect(report).toMatchObject({ event: 'report', read: 7, captioned: 7, earlier: 0 });
  expect(report.failed.map(({ path }: { path: string }) => path)).toEqual(['bad.jpg']);
  // The text that came with a picture is not ours.
  expect(report.skipped['file-exists']).toBe(1);
  expect(
    (await readdir(pictures)).some((name) => name.startsWith('.blipscope-') && !name.endsWith('.json')),
  ).toBe(false);
  const before = await readFile(join(pictures, JOURNAL_FILE));

  const again = jsonLines(await run('--out', pictures, '--format', 'txt', '--json')).at(-1);
  expect(again).toMatchObject({ captioned: 0, earlier: 7, files: report.files.slice(0, 1) });
  expect(await readFile(join(pictures, JOURNAL_FILE))).toEqual(before);

  const other = await run('--out', pictures, '--seed', '9');
  expect(other.code).toBe(1);
  expect(other.stderr).toContain('--seed 0, not 9');
  expect(await readFile(join(pictures, JOURNAL_FILE))).toEqual(before);
}, 240_000);

test('into another folder, what the input folder’s journal has is not captioned again', async () => {
  const out = join(home, 'other');
  const before = await readFile(join(pictures, JOURNAL_FILE));
  const dropped = { path: 'bad.jpg', decision: { kind: 'dropped' } };
  await appendFile(join(pictures, JOURNAL_FILE), `${JSON.stringify(dropped)}\n`);
  const report = jsonLines(await run('--out', out, '--format', 'jsonl', '--json')).at(-1);
  expect(report).toMatchObject({ captioned: 0, earlier: 7 });
  expect(await captionsIn(out)).toEqual(await captionsIn(pictures));
  const records = (await readFile(join(out, 'captions.jsonl'), 'utf8')).trimEnd().split('\n');
  expect(records.map((line) => JSON.parse(line)).find(({ path }) => path === 'bad.jpg').decision).toBe(
    'dropped',
  );
  expect((await readFile(join(pictures, JOURNAL_FILE))).subarray(0, before.length)).toEqual(before);
}, 240_000);

/** Kills the program when the journal has so many lines. */
async function killed(out: string, lines: number, signal: 'SIGKILL' | 'SIGINT'): Promise<number | null> {
  const args = [
    'capfilt',
    pictures,
    '--candidates',
    '2',
    '--threads',
    '1',
    '--workers',
    '1',
    '--out',
    out,
    '--format',
    'jsonl',
  ];
  const program = spawn(process.execPath, ['--import', TSX, MAIN, ...args], {
    env: { ...process.env, XDG_CACHE_HOME: join(home, 'cache') },
    stdio: 'ignore',
  });
  const ended = new Promise<number | null>((resolve) => program.on('close', resolve));
  let sent = false;
  const timer = setInterval(async () => {
    const text = await readFile(join(out, JOURNAL_FILE), 'utf8').catch(() => '');
    if (sent || text.split('\n').length <= lines) return;
    // A second one would not wait for the pictures in hand.
    sent = true;
    program.kill(signal);
  }, 2);
  return ended.finally(() => clearInterval(timer));
}

test('killed and resumed, every picture is captioned once, with the same captions', async () => {
  const out = join(home, 'killed');
  const expected = await captionsIn(pictures);
  // It would be taken over.
  await rm(join(pictures, JOURNAL_FILE));
  for (const lines of [1, 3, 5]) await killed(out, lines, 'SIGKILL');
  const last = jsonLines(await run('--out', out, '--format', 'jsonl', '--json')).at(-1);
  expect(last.captioned + last.earlier).toBe(7);
  expect(await captionsIn(out)).toEqual(expected);
  const lines = (await readFile(join(out, JOURNAL_FILE), 'utf8')).trimEnd().split('\n');
  const vectors = lines.map((line) => JSON.parse(line)).filter((line) => 'vector' in line);
  // The run and its results. A program that is killed may have written a picture's result and not yet its vector.
  expect(lines.length - vectors.length).toBe(8);
  expect(new Set(vectors.map(({ path }) => path)).size).toBe(vectors.length);
  expect((await readdir(out)).filter((name) => name.includes('lock'))).toEqual([]);
}, 240_000);

test('an interruption leaves the journal and says how to go on', async () => {
  const out = join(home, 'interrupted');
  expect(await killed(out, 2, 'SIGINT')).toBe(130);
  const { damaged, results } = await journalOf(out);
  expect(damaged).toBe(0);
  expect(results.size).toBeGreaterThan(0);
  expect(await readdir(out)).toEqual([JOURNAL_FILE]);
}, 240_000);

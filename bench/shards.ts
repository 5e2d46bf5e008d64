/**
 * Captions shards of small drawn pictures with `blipscope work` and the demo model, one candidate each. Among the pictures
 * are broken and empty ones, some that claim a huge size, equal ones, names that are there twice, and samples without a picture. Checks that every
 * picture is one row, with its error if it has one; that `shard --skip-done` does nothing afterwards; and, for tar files,
 * the exit codes. Prints the memory of the process after each shard. Linux only.
 *
 *   npx tsx bench/shards.ts [--shards 10] [--pictures 1000] [--form tar] [--work .cache/bench/shards]
 *
 * Forms: tar, img2dataset-tar, img2dataset-folder, parquet, parquet-paths, list. A run that was ended goes on where it was.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { markdownTable } from '../app/features/bench/tables';
import { pathKind } from '../cli/files.ts';
import { PROGRAM, runProgram } from '../cli/testing/program.ts';
import { cpuOf, mb, memoryOf } from './support/memory.ts';
import { integer, readOptions } from './support/options.ts';
import { type CheckedShard, checkShard, hiddenFiles } from './support/shards/check.ts';
import { codeCases } from './support/shards/codes.ts';
import { FORMS, formNamed, type WrittenShard } from './support/shards/forms.ts';
import { drawSamples } from './support/shards/samples.ts';

const { values } = readOptions(import.meta.filename, {
  shards: { type: 'string', default: '10' },
  pictures: { type: 'string', default: '1000' },
  form: { type: 'string', default: 'tar' },
  work: { type: 'string', default: '.cache/bench/shards' },
});
const FORM = formNamed(values.form);
const COUNT = integer('shards', values.shards);
const PICTURES = integer('pictures', values.pictures);
const WORK = resolve(values.work, `${FORM}-${COUNT}-${PICTURES}`);
const [INPUT, OUT] = [join(WORK, 'in'), join(WORK, 'out')];
const SETTINGS = join(WORK, 'settings.json');
/** One thread, so that the CPU time of a busy machine says something. */
const FLAGS = ['--settings', SETTINGS, '--threads', '1'];
const IDS = Array.from({ length: COUNT }, (_, shard) => String(shard).padStart(5, '0'));

async function writeShards(): Promise<WrittenShard[]> {
  await mkdir(INPUT, { recursive: true });
  await writeFile(SETTINGS, JSON.stringify({ candidates: 1 }));
  const shards: WrittenShard[] = [];
  for (const [shard, id] of IDS.entries())
    shards.push(await FORMS[FORM](INPUT, id, await drawSamples(shard, PICTURES)));
  return shards;
}

/** Rows of the table of memory: pictures so far, resident now and at most, CPU seconds. */
async function captionAll(shards: readonly WrittenShard[]): Promise<string[][]> {
  const child = spawn(process.execPath, [...PROGRAM, 'work', ...FLAGS], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const events = eventsOf(child);
  await events('ready');
  const rows = [[...measured(child, 0), '']];
  let pictures = 0;
  for (const [index, { path }] of shards.entries()) {
    const id = IDS[index]!;
    if ((await pathKind(join(OUT, `${id}_stats.json`))) === 'file') continue;
    child.stdin!.write(`${JSON.stringify({ op: 'shard', id, in: path, out: OUT })}\n`);
    const done = await events('done');
    pictures += Number(done.rows);
    rows.push([...measured(child, pictures), Number(done.seconds).toFixed(0)]);
    console.error(`${id}: ${JSON.stringify(done)}, ${rows.at(-1)!.join(', ')}`);
  }
  child.stdin!.end();
  return rows;
}

function measured({ pid = 0 }: ChildProcess, pictures: number): string[] {
  const { now, peak } = memoryOf(pid);
  return [String(pictures), mb(now), mb(peak), (cpuOf(pid) / 1000).toFixed(0)];
}

type Event = Record<string, unknown>;

/** The next event other than of progress. The function throws if it is another one than is wanted. */
function eventsOf(child: ChildProcess): (wanted: string) => Promise<Event> {
  const lines = createInterface(child.stdout!)[Symbol.asyncIterator]();
  return async (wanted) => {
    for (;;) {
      const { value, done } = await lines.next();
      if (done) throw new Error('The command has ended.');
      const event: Event = JSON.parse(value);
      if (event.event === wanted) return event;
      if (event.event !== 'progress') throw new Error(value);
    }
  };
}

async function checkAll(shards: readonly WrittenShard[]): Promise<CheckedShard> {
  const total: CheckedShard = { rows: 0, failed: {}, everywhere: [], problems: [] };
  for (const [index, { rows }] of shards.entries()) {
    const checked = await checkShard(OUT, IDS[index]!, rows);
    total.rows += checked.rows;
    total.everywhere = [...new Set([...total.everywhere, ...checked.everywhere])];
    total.problems.push(...checked.problems);
    for (const [code, count] of Object.entries(checked.failed))
      total.failed[code] = (total.failed[code] ?? 0) + count;
  }
  const hidden = await hiddenFiles(OUT);
  if (hidden.length > 0) total.problems.push(`left over: ${hidden.join(', ')}`);
  if (total.everywhere.length > 1)
    total.problems.push(`equal pictures have other texts: ${total.everywhere.join(' ')}`);
  return total;
}

/** Runs `shard --skip-done` for every shard. Returns what went wrong. */
async function skipAll(shards: readonly WrittenShard[]): Promise<string[]> {
  const before = await statesIn(OUT);
  const problems: string[] = [];
  for (const { path } of shards) {
    const { code, stdout } = await runProgram(WORK, ['shard', path, '--out', OUT, ...FLAGS, '--skip-done']);
    if (code !== 0 || !stdout.endsWith(': done before\n')) problems.push(`${path}: ${code} ${stdout}`);
  }
  if ((await statesIn(OUT)) !== before) problems.push('--skip-done has changed the outputs');
  return problems;
}

/** Names, sizes and times of the files. */
async function statesIn(folder: string): Promise<string> {
  const names = (await readdir(folder)).sort();
  const states = names.map(async (name) => {
    const { size, mtimeMs, ino } = await stat(join(folder, name));
    return [name, size, mtimeMs, ino].join(' ');
  });
  return (await Promise.all(states)).join('\n');
}

async function exitCodes(tar: string): Promise<string[]> {
  const folder = join(WORK, 'codes');
  const rows: string[][] = [];
  const problems: string[] = [];
  for (const { name, args, code } of await codeCases(folder, tar)) {
    const outcome = await runProgram(WORK, [
      'shard',
      ...args,
      ...FLAGS.filter(() => !args.includes('--settings')),
    ]);
    const said = (outcome.stderr || outcome.stdout).trim().replaceAll(folder, '…');
    rows.push([name, String(outcome.code), said]);
    if (outcome.code !== code) problems.push(`${name}: ${outcome.code} instead of ${code}`);
  }
  console.log(markdownTable(['shard', 'exit code', 'message'], rows), '\n');
  return problems;
}

const shards = await writeShards();
const memory = await captionAll(shards);
console.log(markdownTable(['pictures', 'resident', 'at most', 'CPU s', 'seconds'], memory), '\n');
const { rows, failed, problems } = await checkAll(shards);
console.log(
  `${rows} rows; ${Object.entries(failed)
    .map(([code, count]) => `${count} ${code}`)
    .join(', ')}\n`,
);
problems.push(...(await skipAll(shards)));
if (FORM === 'tar') problems.push(...(await exitCodes(shards[0]!.path)));
console.log(problems.length === 0 ? 'Everything is as it should be.' : problems.slice(0, 20).join('\n'));
if (problems.length > 0) process.exitCode = 1;

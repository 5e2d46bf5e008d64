/** On a disk that is full, nothing that was made is lost, and the same command goes on when there is room. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { JOURNAL_FILE, OWN_FILES } from '../dataset/index.ts';
import { exportModels, writePictures } from './testing/many-pictures.ts';
import { type Outcome, runProgram } from './testing/program.ts';
import { mountSmallDisk, type SmallDisk } from './testing/small-disk.ts';

const PICTURES = 40;
const DISK_BYTES = 4 << 20;
const TRY_AGAIN = 75;
/** capfilt: some pictures failed. */
const SOME_FAILED = 2;

let home: string;
let pictures: string;
let models: string[];
let disk: SmallDisk | string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'blipscope-full-'));
  pictures = join(home, 'pictures');
  await writePictures(pictures, PICTURES);
  models = await exportModels(home);
  disk = await mountSmallDisk(join(home, 'disk'), DISK_BYTES);
}, 120_000);
afterAll(async () => {
  if (typeof disk !== 'string') await disk.unmount();
  await rm(home, { recursive: true, force: true });
});

async function capfilt(out: string): Promise<Outcome> {
  const formats = ['--workers', '1', '--format', 'txt,jsonl', '--threshold', '0'];
  return runProgram(home, ['capfilt', pictures, ...models, ...formats, '--out', out]);
}

function shard(out: string): Promise<Outcome> {
  return runProgram(home, ['shard', pictures, ...models, '--out', out]);
}

/** Lines of a journal are in the order in which they were written. */
async function contentOf(folder: string, name: string): Promise<string> {
  const content = await readFile(join(folder, name), 'latin1');
  return name === JOURNAL_FILE ? content.split('\n').sort().join('\n') : content;
}

async function namesIn(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => name !== OWN_FILES).sort();
}

async function requireEqual(folder: string, other: string): Promise<void> {
  const names = await namesIn(other);
  expect(await namesIn(folder)).toEqual(names);
  for (const name of names)
    expect((await contentOf(folder, name)) === (await contentOf(other, name)), name).toBe(true);
}

/** Room for so many bytes: for a few lines of the journal, and for the journal but not for the export. */
for (const free of [4096, 40_960])
  test(`capfilt with room for ${free} bytes`, async ({ skip }) => {
    if (typeof disk === 'string') return skip(disk);
    const [out, elsewhere] = [join(disk.folder, `capfilt-${free}`), join(home, `capfilt-${free}`)];
    expect((await capfilt(elsewhere)).code).toBe(SOME_FAILED);
    await disk.fill(free);
    const full = await capfilt(out);
    expect(full.code).toBe(1);
    expect(full.stderr).toMatch(/^blipscope: .*The disk is full\. Free some space and try again\.\n$/m);
    const lines = (await readFile(join(out, JOURNAL_FILE), 'utf8').catch(() => '')).split('\n');
    // No half a line.
    expect(lines.pop()).toBe('');
    const results = lines.slice(1).filter((line) => !('vector' in JSON.parse(line)));
    await disk.makeRoom();
    const resumed = await capfilt(out);
    expect(resumed.code).toBe(SOME_FAILED);
    const done = Number(/(\d+) done before/.exec(resumed.stdout)?.[1]);
    expect(done).toBe(results.length);
    await requireEqual(out, elsewhere);
  }, 240_000);

test('shard with room for a few pictures', async ({ skip }) => {
  if (typeof disk === 'string') return skip(disk);
  const [out, elsewhere] = [join(disk.folder, 'shard'), join(home, 'shard')];
  expect((await shard(elsewhere)).code).toBe(0);
  await disk.fill(12_288);
  // No picture is suspected for a full disk.
  for (let attempt = 0; attempt < 2; attempt++) {
    const full = await shard(out);
    expect(full.code).toBe(TRY_AGAIN);
    expect(full.stderr).toContain('The disk is full. Free some space and try again.');
    expect((await readdir(out)).filter((name) => name.endsWith('_stats.json'))).toEqual([]);
  }
  await disk.makeRoom();
  expect((await shard(out)).code).toBe(0);
  await requireEqual(out, elsewhere);
}, 240_000);

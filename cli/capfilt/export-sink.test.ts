import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { OWN_FILES } from '../../dataset/index.ts';
import { ExportSink } from './export-sink.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'blipscope-sink-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function* chunks(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}

const content = (path: string) => readFile(join(folder, path), 'utf8');

test('only what exports wrote is replaced', async () => {
  await writeFile(join(folder, 'mine.txt'), 'mine');
  await symlink(join(folder, 'mine.txt'), join(folder, 'link.txt'));
  const sink = await ExportSink.open(folder, false);
  expect(await sink.write('mine.txt', chunks('no'))).toBeNull();
  expect(await sink.write('link.txt', chunks('no'))).toBeNull();
  expect(await sink.write('mine.txt/x', chunks('no'))).toBeNull();
  expect(await sink.write('sub/deep/a.txt', chunks('o', 'ne'))).toBe(3);
  await sink.finish();
  const next = await ExportSink.open(folder, false);
  expect(await next.write('sub/deep/a.txt', chunks('two'))).toBe(3);
  await next.finish();
  expect(await content('mine.txt')).toBe('mine');
  expect(await content('sub/deep/a.txt')).toBe('two');
  await writeFile(join(folder, 'sub/deep/a.txt'), 'edited by hand');
  expect(await (await ExportSink.open(folder, false)).write('sub/deep/a.txt', chunks('three'))).toBeNull();
});

test('a file that a killed export left is taken for ours if it is the same', async () => {
  await writeFile(join(folder, 'a.txt'), 'same');
  await writeFile(join(folder, 'b.txt'), 'other');
  const sink = await ExportSink.open(folder, false);
  expect(await sink.write('a.txt', chunks('same'))).toBe(4);
  expect(await sink.write('b.txt', chunks('same'))).toBeNull();
  await sink.finish();
  expect((await readdir(folder)).sort()).toEqual([OWN_FILES, 'a.txt', 'b.txt']);
});

test('half a file that a killed export left is removed by the next one', async () => {
  await writeFile(join(folder, '.blipscope-export.part'), 'ha');
  const sink = await ExportSink.open(folder, false);
  expect(await sink.write('a.txt', chunks('whole'))).toBe(5);
  await sink.finish();
  expect((await readdir(folder)).sort()).toEqual([OWN_FILES, 'a.txt']);
});

test('a failure leaves nothing that this export made, and everything else', async () => {
  await mkdir(join(folder, 'sub'));
  const sink = await ExportSink.open(folder, false);
  await sink.write('sub/a.txt', chunks('a'));
  await sink.write('made/deep/b.txt', chunks('b'));
  const broken = async function* () {
    yield Buffer.from('c');
    throw Object.assign(new Error('full'), { code: 'ENOSPC' });
  };
  await expect(sink.write('c.txt', broken())).rejects.toThrow('The disk is full.');
  await sink.discard();
  expect(await readdir(folder)).toEqual(['sub']);
  expect(await readdir(join(folder, 'sub'))).toEqual([]);
});

test('a dry run writes nothing, and knows what would be refused', async () => {
  await writeFile(join(folder, 'mine.txt'), 'mine');
  const sink = await ExportSink.open(folder, true);
  expect(await sink.write('mine.txt', chunks('no'))).toBeNull();
  expect(await sink.write('new/a.txt', chunks('abc'))).toBe(3);
  await sink.finish();
  expect(await readdir(folder)).toEqual(['mine.txt']);
});

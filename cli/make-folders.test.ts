import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeFolders } from './files.ts';
import { type Outcome, REFERENCE, runProgram, SCENE } from './testing/program.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'blipscope-folders-'));
  await writeFile(join(folder, 'file'), '');
});
afterAll(() => rm(folder, { recursive: true }));

test('makes what is missing, and returns the outermost folder that it made', async () => {
  const deep = join(folder, 'a', 'b', 'c');
  expect(await makeFolders(deep)).toBe(join(folder, 'a'));
  expect((await stat(deep)).isDirectory()).toBe(true);
  expect(await makeFolders(deep)).toBeUndefined();
  expect(await makeFolders(join(deep, 'd'))).toBe(join(deep, 'd'));
});

test('two at once make one folder', async () => {
  const deep = join(folder, 'twice', 'b', 'c');
  await Promise.all([makeFolders(deep), makeFolders(deep), makeFolders(deep)]);
  expect((await stat(deep)).isDirectory()).toBe(true);
});

test('a file in the way is an error', async () => {
  await expect(makeFolders(join(folder, 'file'))).rejects.toThrow('EEXIST');
  await expect(makeFolders(join(folder, 'file', 'b'))).rejects.toThrow('ENOTDIR');
});

const isLinux = process.platform === 'linux';

test.runIf(isLinux)('where the system makes no folders, it ends', async () => {
  await expect(makeFolders('/proc/none/blipscope')).rejects.toThrow('ENOENT');
});

test.runIf(isLinux)('a cache where no folder can be made is one sentence', async () => {
  const outcome = await runProgram(folder, ['caption', SCENE], { env: { XDG_CACHE_HOME: '/proc/none' } });
  expect(outcome).toMatchObject({ code: 1, stdout: '' });
  expect(outcome.stderr).toMatch(
    /^blipscope: \/proc\/none\/blipscope\/demo-\w+: There is no such file or folder\.\n$/,
  );
});

test('a cache whose place is a file is one sentence', async () => {
  const XDG_CACHE_HOME = join(folder, 'file');
  const outcome = await runProgram(folder, ['caption', SCENE], { env: { XDG_CACHE_HOME } });
  expect(outcome).toMatchObject({ code: 1, stdout: '' });
  expect(outcome.stderr).toMatch(/demo-\w+: A part of this path is a file, not a folder\.\n$/);
});

test.each([
  [['export', join(REFERENCE, 'checkpoints/odd-9'), '--out', ''], '--out is empty. Give a value.'],
  [['caption', SCENE, ''], 'An argument of caption is empty. Give a name or a text.'],
  [['explain', SCENE, 'a cat', '--png', ''], '--png is empty. Give a value.'],
])('an empty argument is refused: %j', async (args, message) => {
  const outcome: Outcome = await runProgram(folder, args, { cwd: folder });
  expect(outcome).toMatchObject({ code: 1, stdout: '', stderr: `blipscope: ${message}\n` });
});

import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
  cacheBytes,
  cacheFolder,
  clearCache,
  demoFolder,
  hashesFolder,
  hubFolder,
  removeOldDemos,
  vectorsFolder,
} from './cache.ts';
import { jsonLines, runProgram } from './testing/program.ts';

const OLD = demoNamed('0');
const KILLED = '.blipscope-of-a-killed-program';
const RUNNING = '.blipscope-of-a-running-program';

function demoNamed(digit: string): string {
  return `demo-${digit.repeat(16)}`;
}

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'blipscope-cache-'));
  vi.stubEnv('XDG_CACHE_HOME', join(home, 'cache'));
  for (const name of [OLD, demoNamed('1'), KILLED, RUNNING, 'demo-notes']) {
    await mkdir(join(cacheFolder(), name), { recursive: true });
    await writeFile(join(cacheFolder(), name, 'file'), '12345');
  }
  const before = new Date(Date.now() - 2 * 24 * 60 * 60 * 1000);
  await utimes(join(cacheFolder(), KILLED), before, before);
  await mkdir(hubFolder());
  for (const name of ['sha256-abc', 'sha256-def.partial', 'sha256-def.etag', 'notes.txt']) {
    await writeFile(join(hubFolder(), name), '1');
  }
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(home, { recursive: true });
});

test('a new demo bundle removes older ones and what killed programs left, and nothing else', async () => {
  await removeOldDemos(demoFolder('1'.repeat(16)));
  expect((await readdir(cacheFolder())).sort()).toEqual([RUNNING, demoNamed('1'), 'demo-notes', 'hub']);
  expect(await readdir(hubFolder())).toHaveLength(4);
});

test('is cleared of what is ours and no running program writes to', async () => {
  expect(await cacheBytes()).toEqual({ demo: 20, hub: 4, vectors: 0 });
  expect(await clearCache()).toBe(18);
  expect((await readdir(cacheFolder())).sort()).toEqual([RUNNING, 'demo-notes', 'hub']);
  expect(await readdir(hubFolder())).toEqual(['notes.txt']);
});

test('counts vectors of pictures, and is cleared of them', async () => {
  await mkdir(vectorsFolder());
  const names = [`${'0'.repeat(64)}.jsonl`, 'notes.txt'];
  for (const name of names) await writeFile(join(vectorsFolder(), name), '123');
  expect((await cacheBytes()).vectors).toBe(6);
  await clearCache();
  expect(await readdir(vectorsFolder())).toEqual(['notes.txt']);
});

test('forgets the hashes of bundles when it is cleared', async () => {
  await mkdir(hashesFolder());
  for (const name of ['0'.repeat(64), 'notes.txt']) await writeFile(join(hashesFolder(), name), '1');
  await clearCache();
  expect(await readdir(hashesFolder())).toEqual(['notes.txt']);
});

test('`blipscope cache` tells its folder and its bytes', async () => {
  const outcome = await runProgram(home, ['cache', '--json']);
  expect(outcome).toMatchObject({ code: 0, stderr: '' });
  expect(jsonLines(outcome)).toEqual([{ folder: cacheFolder(), demo: 20, hub: 4, vectors: 0 }]);
});

import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { hashesFolder } from './cache.ts';
import { nodeHashing } from './files.ts';
import { sha256Of } from './hash-memory.ts';

const digest = (text: string) => nodeHashing.digest(Buffer.from(text));

let home: string;
let file: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'blipscope-'));
  vi.stubEnv('XDG_CACHE_HOME', home);
  file = join(home, 'weights.bin');
  await writeFile(file, 'weights');
});
afterEach(async () => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
  await rm(home, { recursive: true });
});

/** As if the file had been written a while ago. */
function later(): void {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 60_000 });
}

async function onlyRecord(): Promise<string> {
  const [name = ''] = await readdir(hashesFolder());
  return join(hashesFolder(), name);
}

test('a file that has not changed is not read again', async () => {
  later();
  expect(await sha256Of(file)).toBe(await digest('weights'));
  const record = await onlyRecord();
  await writeFile(record, (await readFile(record, 'utf8')).replace(/\n.*\n/, '\nremembered\n'));
  expect(await sha256Of(file)).toBe('remembered');
});

test('a file that changed is read again, even with its size and time as before', async () => {
  later();
  await sha256Of(file);
  const before = new Date(1e12);
  await utimes(file, before, before);
  await sha256Of(file);
  await writeFile(file, 'weighty');
  await utimes(file, before, before);
  expect(await sha256Of(file)).toBe(await digest('weighty'));
});

test('a file that was written just now is not remembered', async () => {
  await sha256Of(file);
  await expect(readdir(hashesFolder())).rejects.toThrow('ENOENT');
});

test('a damaged record, or a cache that cannot be written, changes nothing', async () => {
  later();
  await sha256Of(file);
  await writeFile(await onlyRecord(), '');
  expect(await sha256Of(file)).toBe(await digest('weights'));
  vi.stubEnv('XDG_CACHE_HOME', join(file, 'no folder'));
  expect(await sha256Of(file)).toBe(await digest('weights'));
});

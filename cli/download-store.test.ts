import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FolderStore } from './download-store.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'blipscope-store-'));
});
afterEach(() => rm(folder, { recursive: true }));

const open = () => new FolderStore(join(folder, 'hub')).open('key');
const names = async () => (await readdir(join(folder, 'hub'))).sort();
const bytes = (text: string) => new TextEncoder().encode(text);

test('restores bytes when the file is reopened', async () => {
  const first = await open();
  await first.restart();
  await first.append(bytes('abc'));
  await first.append(bytes('de'));
  await first.close();
  const second = await open();
  expect(second).toMatchObject({ length: 5, finished: false });
  await second.append(bytes('f'));
  expect(Buffer.from(await second.read(1, 6)).toString()).toBe('bcdef');
  await second.finish();
  await second.close();
  expect(await names()).toEqual(['key']);
  const third = await open();
  expect(third).toMatchObject({ length: 6, finished: true });
  expect(Buffer.from(await third.read(0, 6)).toString()).toBe('abcdef');
  await third.close();
});

test('a restart drops bytes, also of a finished file', async () => {
  const file = await open();
  await file.restart();
  await file.append(bytes('abc'));
  await file.restart();
  expect(file).toMatchObject({ length: 0, finished: false });
  expect(await names()).toEqual(['key.partial']);
  await file.append(bytes('xy'));
  await file.finish();
  await file.close();
  const finished = await open();
  await finished.restart();
  await finished.append(bytes('z'));
  await finished.close();
  expect(await names()).toEqual(['key.partial']);
  const last = await open();
  expect(last).toMatchObject({ length: 1, finished: false });
  await last.close();
});

test('reading past the end is an error', async () => {
  const file = await open();
  await file.append(bytes('abc'));
  await writeFile(join(folder, 'hub', 'key.partial'), 'a');
  await expect(file.read(0, 3)).rejects.toThrow('ends at byte 1, 3 are needed');
  await file.close();
});

test('does not finish a file that another program appended to', async () => {
  const [mine, other] = [await open(), await open()];
  await mine.append(bytes('abc'));
  await other.append(bytes('abc'));
  await expect(mine.finish()).rejects.toThrow('Another program was writing');
  await mine.close();
  await other.close();
});

import {
  link,
  mkdir,
  mkdtemp,
  open,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { replaceFile, requireWritable } from './replace-file.ts';

const OUTPUT = { flag: '--out', kind: 'a result', isOwn: (start: Buffer) => start.toString() === 'result' };

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'blipscope-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function stored(name: string, text: string): Promise<string> {
  await writeFile(join(folder, name), text);
  return join(folder, name);
}

describe('an output is refused', () => {
  test('that is an input, by whatever link', async () => {
    const input = await stored('x.jpg', 'result');
    const [soft, hard] = [join(folder, 'soft.jpg'), join(folder, 'hard.jpg')];
    await symlink(input, soft);
    await link(input, hard);
    for (const file of [input, `${folder}/./x.jpg`, soft, hard]) {
      await expect(requireWritable(file, OUTPUT, [input])).rejects.toThrow('is read by this command');
    }
  });

  test('that is a folder, or a file which is no older result', async () => {
    await mkdir(join(folder, 'sub'));
    await expect(requireWritable(join(folder, 'sub'), OUTPUT, [])).rejects.toThrow('is a folder');
    const notes = await stored('notes.txt', 'notes');
    await expect(requireWritable(notes, OUTPUT, [])).rejects.toThrow(
      'is not a result, so it is not overwritten',
    );
  });

  test('but not an older result, an empty file, a new one or a device', async () => {
    const files = [
      await stored('old', 'result'),
      await stored('empty', ''),
      join(folder, 'new'),
      '/dev/null',
    ];
    for (const file of files) await requireWritable(file, OUTPUT, []);
  });
});

describe('a file is replaced', () => {
  test('with its permissions, and through a link, which stays a link', async () => {
    const file = await stored('old', 'old');
    await (await open(file)).chmod(0o600);
    await symlink(file, join(folder, 'link'));
    await replaceFile(join(folder, 'link'), Buffer.from('new'));
    expect(await readFile(file, 'utf8')).toBe('new');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await readdir(folder)).sort()).toEqual(['link', 'old']);
  });

  test('only when all of it is written: on a full disk the older one stays', async () => {
    const file = await stored('old', 'old');
    const handle = await open(file);
    const prototype = Object.getPrototypeOf(handle);
    await handle.close();
    const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    const write = vi.spyOn(prototype, 'write').mockRejectedValue(full);
    await expect(replaceFile(file, Buffer.from('new'))).rejects.toThrow(`${file}: The disk is full.`);
    write.mockRestore();
    expect(await readFile(file, 'utf8')).toBe('old');
    expect(await readdir(folder)).toEqual(['old']);
  });

  test('a missing folder is one sentence', async () => {
    const file = join(folder, 'nowhere', 'x');
    await expect(replaceFile(file, Buffer.of(1))).rejects.toThrow(
      `${file}: There is no such file or folder.`,
    );
  });
});

import { execFileSync, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { READ_FLAGS, readBytes, readText } from './read-file.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'blipscope-'));
});
afterEach(() => rm(folder, { recursive: true }));

const HEAD = 1 << 18;

test.each([0, 1, HEAD - 1, HEAD, HEAD + 1, 3 * HEAD + 7])('a file of %d bytes, head first', async (size) => {
  const bytes = Buffer.from(Array.from({ length: size }, (_, i) => i % 251));
  const path = join(folder, 'file');
  await writeFile(path, bytes);
  const heads: number[] = [];
  const read = await readBytes(path, { checkHead: (head) => void heads.push(head.length) });
  expect(read.equals(bytes)).toBe(true);
  expect(heads).toEqual([Math.min(size, HEAD)]);
});

test('stops after a head that is refused', async () => {
  const refuse = () => {
    throw new Error('no picture');
  };
  const path = join(folder, 'file');
  await writeFile(path, Buffer.alloc(3 * HEAD));
  await expect(readBytes(path, { checkHead: refuse })).rejects.toThrow('no picture');
});

test('more bytes than are permitted are refused', async () => {
  const path = join(folder, 'file');
  await writeFile(path, Buffer.alloc(HEAD + 1));
  await expect(readBytes(path, { maxBytes: HEAD })).rejects.toThrow(`more than ${HEAD} bytes`);
});

test('a folder and a device are refused', async () => {
  await expect(readBytes(folder)).rejects.toThrow('This is a folder');
  await expect(readBytes('/dev/null')).rejects.toThrow('This is a device');
});

describe.skipIf(process.platform === 'win32')('a pipe', () => {
  let pipe: string;
  beforeEach(() => {
    pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
  });

  test('that has a name is refused, without waiting for its writer', async () => {
    await expect(readBytes(pipe)).rejects.toThrow('This is a named pipe');
    await expect(readText(pipe)).rejects.toThrow(`${pipe}: This is a named pipe`);
  });

  test('that the shell opened is read to its end', async () => {
    const bytes = Buffer.alloc(2 * HEAD + 5, 7);
    await writeFile(join(folder, 'file'), bytes);
    spawn('sh', ['-c', 'cat "$1" > "$2"', 'sh', join(folder, 'file'), pipe]);
    const heads: number[] = [];
    const opened = openSync(pipe, READ_FLAGS);
    const read = await readBytes(`/dev/fd/${opened}`, { checkHead: (head) => void heads.push(head.length) });
    closeSync(opened);
    expect(read.equals(bytes)).toBe(true);
    expect(heads).toEqual([HEAD]);
  });

  test('that nobody writes to can be given up', async () => {
    const given = new AbortController();
    const opened = openSync(pipe, READ_FLAGS);
    const reading = readBytes(`/dev/fd/${opened}`, { signal: given.signal });
    given.abort();
    await expect(reading).rejects.toThrow('aborted');
    closeSync(opened);
  });
});

describe('a text', () => {
  const TEXT = '{"a.png": ["é"]}';
  test.each([
    ['UTF-8', Buffer.from(TEXT)],
    ['UTF-8 with a byte-order mark', Buffer.from(`\ufeff${TEXT}`)],
    ['UTF-16 of Windows', Buffer.from(`\ufeff${TEXT}`, 'utf16le')],
    ['UTF-16, big end first', Buffer.from(`\ufeff${TEXT}`, 'utf16le').swap16()],
  ])('in %s', async (_, bytes) => {
    await writeFile(join(folder, 'texts.json'), bytes);
    expect(await readText(join(folder, 'texts.json'))).toBe(TEXT);
  });

  test('in another encoding is refused', async () => {
    const path = join(folder, 'texts.json');
    await writeFile(path, Buffer.from(TEXT, 'latin1'));
    await expect(readText(path)).rejects.toThrow(`${path} is not a text in UTF-8.`);
  });
});

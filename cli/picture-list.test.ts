import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { listPictures } from './picture-list.ts';

let folder: string;
let notices: string[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'blipscope-'));
  notices = [];
});
afterEach(() => rm(folder, { recursive: true }));

function list(...paths: string[]) {
  return listPictures(paths, (notice) => void notices.push(notice));
}

async function names(...paths: string[]): Promise<string[]> {
  return (await list(...paths)).map(({ name }) => name);
}

async function album(...files: string[]): Promise<string> {
  const path = join(folder, 'album');
  await mkdir(path, { recursive: true });
  for (const file of files) await writeFile(join(path, file), '');
  return path;
}

describe('a folder lists its pictures', () => {
  test('sorted by name; what is left out is counted and named', async () => {
    const path = await album('b.JPG', 'a.png', 'c.webp', 'notes.txt', '.hidden.png');
    await mkdir(join(path, 'sub.png'));
    expect(await names('first.png', path, 'last.png')).toEqual([
      ...['first.png', join(path, 'a.png'), join(path, 'b.JPG'), join(path, 'c.webp'), 'last.png'],
    ]);
    expect(notices).toEqual([
      `${path}: left out 3: .hidden.png (hidden), notes.txt (no picture’s name), sub.png (a folder)`,
    ]);
  });

  test('a notice names a few of many', async () => {
    const path = await album('a.png', ...Array.from({ length: 9 }, (_, i) => `${i}.txt`));
    await names(path);
    expect(notices[0]).toMatch(/left out 9: 0\.txt .+4\.txt \(no picture’s name\) and 4 more$/);
  });

  test.each(['jfif', 'jpe', 'jif', 'jfi', 'pjpeg', 'pjp', 'apng', 'dib', 'tiff', 'heic', 'avif', 'JPEG'])(
    '.%s is a picture’s extension',
    async (extension) => {
      const path = await album(`a.${extension}`);
      expect(await names(path)).toEqual([join(path, `a.${extension}`)]);
      expect(notices).toEqual([]);
    },
  );

  test('a folder without pictures is an error, unless there are other pictures', async () => {
    const path = await album('notes.txt');
    await expect(list(path)).rejects.toThrow(`${path} has no pictures in it.`);
    const [bare, other] = await list(path, 'other.png');
    expect(bare?.problem?.message).toBe(`${path} has no pictures in it.`);
    expect(other).toEqual({ name: 'other.png', path: 'other.png' });
  });
});

describe.skipIf(process.platform === 'win32')('entries that are no files', () => {
  test('folders behind links, pipes and sockets are left out; links that lead nowhere stay', async () => {
    const path = await album('a.png');
    await symlink(folder, join(path, 'link.jpg'));
    await symlink('loop.png', join(path, 'loop.png'));
    await symlink('gone', join(path, 'dangling.png'));
    execFileSync('mkfifo', [join(path, 'pipe.png')]);
    const server = createServer().listen(join(path, 'socket.png'));
    await new Promise((resolve) => server.once('listening', resolve));
    try {
      expect(await names(path)).toEqual(
        ['a.png', 'dangling.png', 'loop.png'].map((name) => join(path, name)),
      );
      expect(notices).toEqual([
        `${path}: left out 3: link.jpg (a link to a folder), pipe.png (a pipe), socket.png (a socket)`,
      ]);
    } finally {
      server.close();
    }
  });

  test('paths that the system refuses stay, so that reading them tells why', async () => {
    await symlink('loop', join(folder, 'loop'));
    const paths = [join(folder, 'loop'), 'x'.repeat(300), 'gone.png'];
    expect(await names(...paths)).toEqual(paths);
  });
});

describe.skipIf(process.platform !== 'linux')('names that are no UTF-8', () => {
  const BYTES = Buffer.from('caf\xe9.png', 'latin1');

  test('are read by their bytes, and shown with the bytes escaped', async () => {
    const path = await album('z.png');
    await writeFile(Buffer.concat([Buffer.from(`${path}/`), BYTES]), '');
    const [first, second] = await list(path);
    expect(first?.path).toEqual(Buffer.concat([Buffer.from(`${path}/`), BYTES]));
    expect(first?.name).toBe(join(path, 'caf\udce9.png'));
    expect(second?.name).toBe(join(path, 'z.png'));
  });

  test('are found although Node has lost the bytes of an argument', async () => {
    const path = await album();
    const bytes = Buffer.concat([Buffer.from(`${path}/`), BYTES]);
    await writeFile(bytes, '');
    const argument = bytes.toString('utf8');
    expect(await list(argument)).toEqual([{ path: bytes, name: join(path, 'caf\udce9.png') }]);
    await writeFile(Buffer.concat([Buffer.from(`${path}/caf`), Buffer.of(0xe8), Buffer.from('.png')]), '');
    expect(await list(argument)).toEqual([{ path: argument, name: argument }]);
  });
});

/** `npm run rooms [-- FOLDER]`: files and lines of each room of a checkout, code and tests apart. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const CODE = /\.(tsx?|py|css)$/;
const TEST = /\.test\.|\/testing\/|^e2e\/|\/tests?\//;
/** Rooms that are divided into rooms. */
const DIVIDED = ['workers', 'app'];

interface Sizes {
  files: number;
  lines: number;
  testFiles: number;
  testLines: number;
}

function roomOf(path: string): string {
  const folders = path.split('/').slice(0, -1);
  return folders.slice(0, DIVIDED.includes(folders[0] ?? '') ? 2 : 1).join('/') || '(root)';
}

function measure(root: string): Map<string, Sizes> {
  const paths = execFileSync('git', ['ls-files'], { cwd: root, encoding: 'utf8' }).trim().split('\n');
  const sizes = new Map<string, Sizes>();
  for (const path of paths.filter((each) => CODE.test(each)).sort()) {
    const lines = readFileSync(join(root, path), 'utf8').split('\n').length - 1;
    for (const name of [roomOf(path), 'total']) {
      const room = sizes.get(name) ?? { files: 0, lines: 0, testFiles: 0, testLines: 0 };
      room[TEST.test(path) ? 'testFiles' : 'files'] += 1;
      room[TEST.test(path) ? 'testLines' : 'lines'] += lines;
      sizes.set(name, room);
    }
  }
  return sizes;
}

console.table(Object.fromEntries([...measure(process.argv[2] ?? '.')].sort()));

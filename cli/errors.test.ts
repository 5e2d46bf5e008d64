import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { aboutPath, CliError, oneLine } from './errors.ts';

const CODES = [
  ...[
    'EACCES',
    'EISDIR',
    'ENAMETOOLONG',
    'ESPIPE',
    'ENOSPC',
    'EROFS',
    'ENOTDIR',
    'EMFILE',
    'ENOENT',
    'ELOOP',
  ],
  ...['EPERM', 'EIO', 'EBUSY', 'ENXIO', 'EDQUOT', 'EFBIG', 'EUNHEARDOF'],
];

test.each(CODES)('%s is one plain sentence about the path', (code) => {
  const raw = Object.assign(new Error(`${code}: raw words, open '/x/y'`), { code, path: '/x/y' });
  expect(oneLine(raw)).toMatch(/^\/x\/y: [A-Z].+\.$/);
  expect(oneLine(raw)).not.toContain('raw words');
  const error = aboutPath('out', raw) as Error;
  expect(error).toBeInstanceOf(CliError);
  expect(error.message).toMatch(/^out: [A-Z].+\.$/);
});

test('errors of Node itself', async () => {
  const notAFolder = readFile(join(import.meta.filename, 'x')).catch(oneLine);
  expect(await notAFolder).toContain('A part of this path is a file, not a folder.');
  expect(await writeFile(import.meta.dirname, '').catch(oneLine)).toBe(
    `${import.meta.dirname}: This is a folder, not a file.`,
  );
});

test('other errors keep their message, in one line', () => {
  expect(oneLine(new Error('two\n  lines'))).toBe('two lines');
  const coded = Object.assign(new Error('no key'), { code: 'ERR_NO_KEY' });
  expect(oneLine(coded)).toBe('no key');
  expect(aboutPath('out', coded)).toBe(coded);
});

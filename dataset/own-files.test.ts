import { expect, test } from 'vitest';
import { OwnFiles } from './own-files.ts';

const STATE = { bytes: 3, modified: 5 };

test('a list is read as it was written', async () => {
  const own = await OwnFiles.read(new Blob([new OwnFiles([['a.txt', STATE]]).toJson()]));
  expect(own.isOwn('a.txt', STATE)).toBe(true);
  expect(own.isOwn('a.txt', { ...STATE, modified: 6 })).toBe(false);
  expect(own.isOwn('b.txt', STATE)).toBe(false);
});

test.each([
  'no json',
  '[]',
  'null',
  '{"files":null}',
  '{"files":{"a.txt":1}}',
  '{"files":{"a.txt":{"bytes":3}}}',
])('after damage no file is ours: %s', async (json) => {
  const own = await OwnFiles.read(new Blob([json]));
  expect(own.isOwn('a.txt', STATE)).toBe(false);
});

test('a file that is too large for a list is not read', async () => {
  const file = { size: 2 ** 30, text: () => Promise.reject(new Error('it was read')) } as unknown as Blob;
  expect((await OwnFiles.read(file)).isEmpty).toBe(true);
});

test('without a list no file is ours', async () => {
  expect((await OwnFiles.read(null)).isEmpty).toBe(true);
});

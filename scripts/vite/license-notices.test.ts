import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { noticesOf, packageFolder } from './license-notices.ts';

let root: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'licenses-'));
});
afterAll(() => rm(root, { recursive: true }));

async function packageOf(name: string, files: Record<string, string>): Promise<string> {
  const folder = join(root, 'node_modules', name);
  await mkdir(folder, { recursive: true });
  const all = { 'package.json': JSON.stringify({ name, version: '1.2.3', license: 'MIT' }), ...files };
  for (const [file, text] of Object.entries(all)) await writeFile(join(folder, file), text);
  return folder;
}

test('each package is listed with name, version, licence and texts, after the notices of the app', async () => {
  const own = join(root, 'own.txt');
  const extra = join(root, 'extra.txt');
  await writeFile(own, 'Of the app.');
  await writeFile(extra, 'Copyright C.');
  const folders = [
    await packageOf('b', { LICENSE: 'Copyright B.', NOTICE: 'B has parts of others.' }),
    await packageOf('@scope/a', { 'licence.md': 'Copyright A.' }),
    await packageOf('c', {}),
  ];
  const notices = noticesOf(folders, { own: [{ title: 'The app', file: own }], texts: { c: extra } });
  const parts = ['The app', 'Of the app.', '@scope/a 1.2.3 (MIT)', 'Copyright A.', 'b 1.2.3 (MIT)'];
  const order = [...parts, 'Copyright B.', 'B has parts of others.', 'c 1.2.3 (MIT)', 'Copyright C.'];
  const places = order.map((part) => notices.indexOf(part));
  expect(places.every((place) => place >= 0)).toBe(true);
  expect(places).toEqual([...places].sort((x, y) => x - y));
});

test('packages without a licence text are refused by name', async () => {
  const folders = [await packageOf('bare', {}), await packageOf('empty', { LICENSE: ' ' })];
  expect(() => noticesOf(folders, { own: [], texts: {} })).toThrow('bare 1.2.3, empty 1.2.3');
});

test.each([
  ['/app/node_modules/react/index.js', '/app/node_modules/react'],
  ['/app/node_modules/@mantine/core/esm/a.mjs?v=1', '/app/node_modules/@mantine/core'],
  ['/app/node_modules/a/node_modules/b/c.js', '/app/node_modules/a/node_modules/b'],
  ['\0/app/node_modules/react/index.js?commonjs', '/app/node_modules/react'],
  ['/app/src/main.tsx', null],
  ['\0vite/preload-helper.js', null],
])('the package of %s', (id, folder) => {
  expect(packageFolder(id)).toBe(folder);
});

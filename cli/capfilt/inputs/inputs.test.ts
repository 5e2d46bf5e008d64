import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { tarEnd, tarHeader, tarPadding } from '../../../dataset/archive/tar-header.ts';
import { OWN_FILES, OwnFiles } from '../../../dataset/index.ts';
import { exported } from '../../../dataset/testing/export.ts';
import { record, synthetic } from '../../../dataset/testing/records.ts';
import { zipOf } from '../../../dataset/testing/zip.ts';
import { temporaries } from '../../testing/temporaries.ts';
import { type Listing, listInputs } from './inputs.ts';
import { type TextChoice, textChoice } from './texts.ts';

const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');

let folder: string;
let listing: Listing | null = null;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'blipscope-inputs-'));
});
afterEach(async () => {
  await listing?.close();
  await rm(folder, { recursive: true });
});

async function files(contents: Record<string, string | Uint8Array>): Promise<void> {
  for (const [path, content] of Object.entries(contents)) {
    await mkdir(join(folder, path, '..'), { recursive: true });
    await writeFile(join(folder, path), content);
  }
}

async function list(paths: string[], choice: TextChoice = { kind: 'auto' }) {
  listing = await listInputs(
    paths.map((path) => join(folder, path)),
    choice,
    new AbortController().signal,
  );
  const texts = listing.pictures.map(({ path, originals }) => [path, ...originals.map(({ text }) => text)]);
  return { texts, ...listing };
}

test('a folder with its subfolders, without hidden files and what exports wrote', async () => {
  await files({
    'a.png': PNG,
    'a.txt': 'a dog',
    'sub/b.JPG': PNG,
    '.c/c.png': PNG,
    '.d.png': PNG,
    'e.bin': 'x',
  });
  await files({ 'sub/b.txt': 'ours', 'sub/made/x.png': PNG });
  const own = new OwnFiles();
  for (const path of ['b.txt', 'made/x.png']) {
    const { size, mtimeMs } = await stat(join(folder, 'sub', path));
    own.add(path, { bytes: size, modified: Math.floor(mtimeMs) });
  }
  await files({ [`sub/${OWN_FILES}`]: own.toJson() });
  const { texts, leftOut } = await list(['']);
  expect(texts).toEqual([['a.png', 'a dog'], ['sub/b.JPG']]);
  expect(leftOut).toEqual([{ path: 'e.bin', reason: 'no picture’s name' }]);
});

test('several inputs are folders of one collection', async () => {
  await files({
    'one/a.png': PNG,
    'one/a.txt': 'first',
    'x/one/a.png': PNG,
    'pack.zip': zipOf([
      { name: 'a.png', content: PNG, deflate: true },
      { name: 'a.txt', content: Buffer.from('zipped') },
      { name: '../b.png', content: PNG },
    ]),
    'a.png': PNG,
  });
  const { texts, leftOut, pictures } = await list(['one', 'x/one', 'pack.zip', 'a.png']);
  expect(texts).toEqual([['one/a.png', 'first'], ['one (2)/a.png'], ['pack/a.png', 'zipped'], ['a.png']]);
  expect(leftOut).toEqual([{ path: 'pack/../b.png', reason: 'path-outside' }]);
  for (const { open } of pictures) expect(Buffer.from(await open())).toEqual(PNG);
});

test('what exports make is an input again: a tar, a table with pictures', async () => {
  const records = ['a.png', 'b.png', 'c.png'].map((path) =>
    record({ path, bytes: PNG.length, texts: [synthetic(`text of ${path}`, 0.9)] }),
  );
  const bytes = new Map(records.map(({ path }, at) => [path, Buffer.concat([PNG, Buffer.from([at])])]));
  const { files: made } = await exported({
    formats: ['webdataset', 'parquet'],
    records,
    pictures: bytes,
    options: { pictures: true },
  });
  for (const [path, content] of made) await files({ [path.replace('webdataset/', '')]: content });
  for (const path of [...made.keys()]) {
    const { texts, pictures } = await list([path.replace('webdataset/', '')]);
    expect(texts.map(([, ...each]) => each)).toEqual(records.map((each) => [`text of ${each.path}`]));
    // In another order than the run's.
    for (const at of [2, 0, 1]) expect(Buffer.from(await pictures[at]!.open()).at(-1)).toBe(at);
    await listing?.close();
  }
});

test.each(['pack.tar.gz', 'pack.tgz', 'pack.bin'])('a tar file in gzip, as %s', async (name) => {
  const tar = Buffer.concat([
    ...[tarHeader('x/a.png', PNG.length), PNG, tarPadding(PNG.length)],
    ...[tarHeader('x/a.txt', 5), Buffer.from('a dog'), tarPadding(5), tarEnd()],
  ]);
  const before = await temporaries();
  await files({ [name]: gzipSync(tar), 'b.png': PNG });
  const { texts, pictures } = await list([name]);
  expect(texts).toEqual([['x/a.png', 'a dog']]);
  expect(pictures[0]!.modified).toBe(Math.floor((await stat(join(folder, name))).mtimeMs));
  expect(Buffer.from(await pictures[0]!.open())).toEqual(PNG);
  await listing?.close();
  expect((await list([name, 'b.png'])).texts[0]![0]).toBe('pack/x/a.png');
  await listing?.close();
  await files({ [name]: gzipSync(tar).subarray(0, -20) });
  await expect(list([name])).rejects.toThrow(`${name} cannot be read: its compressed data are damaged.`);
  await files({ [name]: gzipSync('no tar') });
  await expect(list([name])).rejects.toThrow(`${name} cannot be read: neither a zip nor a tar file.`);
  listing = null;
  expect(await temporaries()).toEqual(before);
});

test('lists of paths, and records of this project', async () => {
  const own = {
    path: 'a.png',
    texts: [
      { source: 'original', text: 'mine' },
      { source: 'synthetic', text: 'made' },
    ],
  };
  const lines = [
    JSON.stringify({ format: 'blipscope-journal', version: 1, fingerprint: {} }),
    JSON.stringify(own),
    '{"path":"a.png","decision":null}',
    '{"image":"sub/b.png","caption":["one","two"]}',
    `{"file_name":${JSON.stringify(join(folder, 'sub/b.png'))},"text":"three"}`,
    '{"image":"https://example.com/c.png"}',
    '{"image":"gone.png"}',
    'nonsense',
  ];
  await files({ 'a.png': PNG, 'sub/b.png': PNG, 'list.jsonl': lines.join('\n') });
  const { texts, leftOut } = await list(['list.jsonl']);
  expect(texts).toEqual([
    ['a.png', 'mine'],
    ['sub/b.png', 'one', 'two', 'three'],
  ]);
  expect(leftOut.map(({ path }) => path)).toEqual(['https://example.com/c.png', 'gone.png', 'line 8']);
});

test('which texts count can be chosen', async () => {
  await files({
    'a.png': PNG,
    'a.txt': 'beside',
    'captions.csv': 'path,text\na.png,in the table',
    'other.csv': 'file_name,caption\na.png,elsewhere',
  });
  const of = async (value: string) => (await list([''], await textChoice(value))).texts[0]!.slice(1);
  expect(await of('none')).toEqual([]);
  expect(await of('sidecar')).toEqual(['beside']);
  expect(await of('xmp')).toEqual([]);
  expect(await of(`csv=${join(folder, 'other.csv')}`)).toEqual(['elsewhere']);
  await expect(textChoice('all')).rejects.toThrow('--texts is all');
  await expect(textChoice(`csv=${join(folder, 'gone.csv')}`)).rejects.toThrow('There is no such file');
});

test('an input that is none is an error that names it', async () => {
  await files({
    'empty/readme.bin': '',
    'broken.zip': 'PK\u0003\u0004 broken',
    'none.parquet': 'PAR1 broken',
  });
  await expect(list(['gone'])).rejects.toThrow('gone: There is no such file or folder.');
  await expect(list(['empty'])).rejects.toThrow('no pictures in it. 1 left out, first readme.bin');
  await expect(list(['broken.zip'])).rejects.toThrow('broken.zip cannot be read: ');
  await expect(list(['none.parquet'])).rejects.toThrow('none.parquet cannot be read: ');
});

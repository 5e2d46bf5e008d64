import { describe, expect, test } from 'vitest';
import type { PictureRecord } from '../../core/collection.ts';
import type { ExportFormat, SkippedPicture } from '../../core/protocol/exports.ts';
import { bytesSource } from '../io/source.ts';
import { type ExportSetup, exported, exportJob, textOf } from '../testing/export.ts';
import { human, original, record, synthetic } from '../testing/records.ts';
import { exportFiles, previewExport } from './export.ts';

const RECORDS = [
  record({ path: 'a/one.jpg', texts: [original('old', 0.6), synthetic('=new "x",\n<b>', 0.9)] }),
  record({ path: 'two.png', decision: { kind: 'decorative' } }),
  record({ path: 'three.webp', decision: { kind: 'dropped' } }),
];

async function textFile(format: ExportFormat, path: string, setup: Partial<ExportSetup> = {}) {
  const { files } = await exported({ formats: [format], records: RECORDS, ...setup });
  return textOf(files, path);
}

describe('what is left out', () => {
  test('is told once for all formats, and by each format for its own reasons', async () => {
    const { skipped } = await exported({ formats: ['txt', 'jsonl', 'html'], records: RECORDS });
    expect(skipped).toEqual([
      { path: 'three.webp', format: null, reason: 'dropped', detail: null },
      { path: 'two.png', format: 'txt', reason: 'decorative', detail: null },
    ]);
  });

  test.each(['parquet', 'webdataset', 'embed'] as const)('%s: a picture that is gone', async (format) => {
    const records = [record({ path: 'gone.jpg', texts: [synthetic('a', 1)] })];
    const { skipped } = await exported({ formats: [format], records, options: { pictures: true } });
    expect(skipped).toEqual([{ path: 'gone.jpg', format, reason: 'unreadable', detail: 'gone.jpg is gone' }]);
  });

  test('sidecars of the same name, also where only case differs', async () => {
    const records = ['a.jpg', 'A.png', 'b.jpg'].map((path) => record({ path, texts: [synthetic('t', 1)] }));
    const { files, skipped } = await exported({ formats: ['txt'], records });
    expect([...files.keys()]).toEqual(['a.txt', 'b.txt']);
    expect(skipped).toEqual([{ path: 'A.png', format: 'txt', reason: 'name-taken', detail: 'a.jpg' }]);
  });
});

test('sidecars have a text a line', async () => {
  expect(await textFile('txt', 'a/one.txt')).toBe('=new "x", <b>\nold\n');
  expect(await textFile('caption', 'a/one.caption', { keep: 'best' })).toBe('=new "x", <b>\n');
});

test('the template fills name, folder and date, and leaves other braces', async () => {
  const records = [
    record({ path: 'x/Rome/cat.1.jpg', modified: Date.UTC(2024, 4, 6), texts: [synthetic('{name}', 1)] }),
  ];
  const template = '{caption}, {name} {folder} {date} {other}';
  expect(await textFile('txt', 'x/Rome/cat.1.txt', { records, template })).toBe(
    '{name}, cat.1 Rome 2024-05-06 {other}\n',
  );
});

test('control characters and halves of surrogate pairs are left out', async () => {
  const records = [record({ texts: [synthetic('a\u0000b\ud800c\u001b😀', 1)] })];
  expect(await textFile('txt', 'a.txt', { records })).toBe('abc😀\n');
});

test('CSV is guarded against formulas and begins with a byte order mark', async () => {
  const [header, ...rows] = (await textFile('csv', 'captions.csv')).split('\r\n');
  expect(header).toBe('\ufeffpath,text,source,itm,itc,width,height,sha256');
  expect(rows[0]).toBe('a/one.jpg,"\'=new ""x"",\n<b>",synthetic,0.9,,4,3,');
  expect(rows[2]).toBe('two.png,,decorative,,,4,3,');
});

test('HTML is escaped, and a decorative picture has an empty alternative text', async () => {
  const page = await textFile('html', 'captions.html');
  expect(page).toContain('<img src="./a/one.jpg" width="4" height="3" alt="=new &quot;x&quot;,\n&lt;b&gt;">');
  expect(page).toContain('<img src="./two.png" width="4" height="3" alt="">');
});

test('WordPress without a list: the path stands for the address', async () => {
  expect(await textFile('wordpress', 'wordpress.csv')).toBe(
    'id,source_url,alt_text\r\n,a/one.jpg," =new ""x"", <b>"\r\n,two.png,\r\n',
  );
});

test('WordPress with a list: rows are found by the name, scaled or not', async () => {
  const table = bytesSource(
    new TextEncoder().encode(
      'ID;guid\n7;https://x.org/wp/one-scaled.jpg\n8;https://x.org/wp/TWO.png?v=1\n9;other.jpg\n',
    ),
  );
  const records = [...RECORDS, record({ path: 'missing.jpg', texts: [synthetic('m', 1)] })];
  const { files, skipped } = await exported({ formats: ['wordpress'], records, options: { table } });
  expect(textOf(files, 'wordpress.csv').split('\r\n').slice(1, -1)).toEqual([
    '7,https://x.org/wp/one-scaled.jpg," =new ""x"", <b>"',
    '8,https://x.org/wp/TWO.png?v=1,',
  ]);
  expect(skipped.filter(({ format }) => format).map(({ path, reason }) => [path, reason])).toEqual([
    ['missing.jpg', 'not-in-table'],
  ]);
});

test('Shopify: one column of the export of the shop is filled, all other cells stay', async () => {
  const table =
    'Handle,Title,Image Src,Image Alt Text,Price\r\nh,"A, b",https://cdn/one.jpg?v=3,was,=1\r\nh,,https://cdn/x.jpg,stays,2\r\n';
  const options = { table: bytesSource(new TextEncoder().encode(table)) };
  expect(await textFile('shopify', 'shopify.csv', { options })).toBe(
    table.replace(',was,', '," =new ""x"", <b>",'),
  );
});

test.each([
  ['shopify', null, 'product export'],
  ['shopify', 'Handle,Title\n', 'Image Alt Text'],
  ['wordpress', 'name\nx\n', 'no column'],
] as const)('%s with the list %j is refused before a file is written', async (format, text, message) => {
  const options = { table: text === null ? null : bytesSource(new TextEncoder().encode(text)) };
  await expect(exported({ formats: [format], records: RECORDS, options })).rejects.toThrow(message);
});

test('pictures are copied once, and by formats that have none of their own', async () => {
  const pictures = new Map(RECORDS.map(({ path }) => [path, new Uint8Array([1, 2, 3])]));
  const options = { pictures: true };
  const { files } = await exported({
    formats: ['parquet', 'txt', 'imagefolder'],
    records: RECORDS,
    pictures,
    options,
  });
  expect([...files.keys()]).toEqual([
    'captions.parquet',
    'a/one.txt',
    'a/one.jpg',
    'two.png',
    'metadata.jsonl',
  ]);
});

test('pictures are copied also where the first format is a table', async () => {
  const pictures = new Map(RECORDS.map(({ path }) => [path, new Uint8Array([1, 2, 3])]));
  const { files } = await exported({
    formats: ['csv', 'xmp', 'txt'],
    records: RECORDS,
    pictures,
    options: { pictures: true },
  });
  expect([...files.keys()].sort()).toEqual([
    'a/one.jpg',
    'a/one.jpg.xmp',
    'a/one.txt',
    'captions.csv',
    'two.png',
  ]);
});

test.each(['txt', 'parquet', 'webdataset', 'embed'] as const)(
  '%s: a picture that changes while it is read',
  async (format) => {
    const records = ['gone.jpg', 'there.jpg'].map((path) => record({ path, texts: [synthetic('a', 1)] }));
    const skipped: SkippedPicture[] = [];
    const job = exportJob({ formats: [format], records, options: { pictures: true } }, skipped);
    const there = bytesSource(new Uint8Array([0xff, 0xd8, 0xff, 0xda, 0, 2, 1]));
    const gone = { size: 7, read: () => Promise.reject(new Error('changed')) };
    const openPicture = async (path: string) => (path === 'gone.jpg' ? gone : there);
    let bytes = 0;
    for await (const { chunks } of exportFiles({ ...job, openPicture })) {
      for await (const chunk of chunks) bytes += chunk.length;
    }
    expect(bytes).toBeGreaterThan(7);
    expect(skipped).toEqual([{ path: 'gone.jpg', format, reason: 'unreadable', detail: 'changed' }]);
  },
);

test('a human text is exported as it is', async () => {
  const records: PictureRecord[] = [record({ decision: { kind: 'edited', text: human('mine') } })];
  const line = JSON.parse(await textFile('jsonl', 'captions.jsonl', { records }));
  expect(line.chosen).toEqual([{ source: 'human', text: 'mine', itm: null, itc: null }]);
});

test.each([
  'jsonl',
  'csv',
  'xmp',
  'embed',
  'parquet',
  'webdataset',
  'coco',
  'blip',
  'txt',
  'shopify',
] as const)('a preview in %s shows the text', async (format) => {
  const job = exportJob({ formats: [format], records: [...RECORDS, ...RECORDS], keep: 'original' }, []);
  const previews = await previewExport(job, 3);
  expect(previews[0]).toContain('old');
  expect(previews.length).toBeLessThanOrEqual(3);
});

import { describe, expect, test } from 'vitest';
import type { TextWarning } from '../../core/protocol/collection-worker.ts';
import { bytesSource, type InputFile } from '../io/source.ts';
import { readOriginals } from './read.ts';

type Content = string | Uint8Array;
const PICTURES = [
  'a.jpg',
  'sub/b.jpg',
  'sub/c.png',
  'Sub2/Größe.JPG',
  'x/same.jpg',
  'y/same.jpg',
  'twin.jpg',
  'twin.png',
];

function fileOf([path, content]: [string, Content]): InputFile {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  return { path, size: bytes.length, open: async () => bytesSource(bytes) };
}

async function read(files: Record<string, Content>) {
  const warnings: TextWarning[] = [];
  const texts: Record<string, string[]> = {};
  const warn = (warning: TextWarning) => void warnings.push(warning);
  for await (const { path, text } of readOriginals({
    pictures: PICTURES,
    files: Object.entries(files).map(fileOf),
    warn,
  })) {
    texts[path] = [...(texts[path] ?? []), text.text];
  }
  return { texts, warnings: warnings.map(({ code, record, detail }) => [code, record, detail]) };
}

function utf16(text: string, bigEndian: boolean, mark: boolean): Uint8Array {
  const full = (mark ? '\ufeff' : '') + text;
  const view = new DataView(new ArrayBuffer(full.length * 2));
  for (let at = 0; at < full.length; at++) view.setUint16(at * 2, full.charCodeAt(at), !bigEndian);
  return new Uint8Array(view.buffer);
}

describe('encodings', () => {
  test.each([
    ['UTF-8', 'a café\n'],
    ['UTF-8 with a mark', '\ufeffa café\r\n'],
    ['UTF-16 LE', utf16('a café\r\n', false, true)],
    ['UTF-16 BE', utf16('a café\n', true, true)],
    ['UTF-16 LE without a mark', utf16('a café\n', false, false)],
  ])('%s', async (_, content) => {
    expect(await read({ 'a.txt': content })).toEqual({ texts: { 'a.jpg': ['a café'] }, warnings: [] });
  });

  test.each(['a.txt', 't.csv', 't.jsonl'])(
    'bytes that are no UTF-8 are read as Windows-1252, and told: %s',
    async (name) => {
      const text = {
        'a.txt': 'a caf\xe9',
        't.csv': 'path,text\na.jpg,a caf\xe9\n',
        't.jsonl': '{"path":"a.jpg","text":"a caf\xe9"}',
      }[name];
      const { texts, warnings } = await read({
        [name]: Uint8Array.from(text ?? '', (letter) => letter.charCodeAt(0)),
      });
      expect(texts).toEqual({ 'a.jpg': ['a café'] });
      expect(warnings).toEqual([['encoding', null, null]]);
    },
  );

  test('UTF-16 in a table', async () => {
    const { texts } = await read({ 't.csv': utf16('path\ttext\r\na.jpg\tä\r\n', false, true) });
    expect(texts).toEqual({ 'a.jpg': ['ä'] });
  });
});

describe('names of pictures', () => {
  test.each([
    ['a.jpg', 'a.jpg'],
    ['./a.jpg', 'a.jpg'],
    ['sub\\b.jpg', 'sub/b.jpg'],
    ['b.jpg', 'sub/b.jpg'],
    ['SUB/B.JPG', 'sub/b.jpg'],
    ['sub2/gro\u0308ße.jpg', null],
    ['Sub2/Gr\u006f\u0308ße.jpg', 'Sub2/Größe.JPG'],
    ['/home/me/data/sub/b.jpg', 'sub/b.jpg'],
    ['C:\\data\\sub\\b.jpg', 'sub/b.jpg'],
    ['https://x.org/data/sub/b.jpg?v=1', 'sub/b.jpg'],
    ['https://x.org/Sub2/Gr%C3%B6%C3%9Fe.JPG', 'Sub2/Größe.JPG'],
    ['x/../a.jpg', 'a.jpg'],
    ['/data/y/same.jpg', 'y/same.jpg'],
  ])('%s', async (name, path) => {
    const { texts } = await read({ 't.jsonl': JSON.stringify({ path: name, text: 't' }) });
    expect(Object.keys(texts)).toEqual(path === null ? ['Sub2/Größe.JPG'] : [path]);
  });

  test.each([
    ['same.jpg', 'ambiguous'],
    ['missing.jpg', 'no-such-picture'],
    ['other/a2.jpg', 'no-such-picture'],
    ['../../a.jpg', 'path-outside'],
    ['/x/../../a.jpg', 'path-outside'],
  ])('%s is %s', async (name, code) => {
    const { texts, warnings } = await read({ 't.jsonl': JSON.stringify({ path: name, text: 't' }) });
    expect(texts).toEqual({});
    expect(warnings).toEqual([[code, 1, name]]);
  });

  test('relative to the file first, then to the top', async () => {
    const { texts } = await read({
      'sub/t.csv': 'file_name,text\nb.jpg,beside\n../a.jpg,above\nx/same.jpg,top\n',
    });
    expect(texts).toEqual({ 'sub/b.jpg': ['beside'], 'a.jpg': ['above'], 'x/same.jpg': ['top'] });
  });
});

test('by key where the address is none of a picture, as img2dataset writes it', async () => {
  const { texts, warnings } = await read({
    't.jsonl':
      '{"key":"b","url":"https://x.org/cat.jpg","caption":"one"}\n{"key":"same","url":"https://x.org/","caption":"two"}\n',
    'x.csv': 'url,caption,key\nhttps://x.org/other.jpg,three,x/same\n',
  });
  expect(texts).toEqual({ 'sub/b.jpg': ['one'], 'x/same.jpg': ['three'] });
  expect(warnings).toEqual([['ambiguous', 2, 'https://x.org/']]);
});

describe('sidecars', () => {
  test('one text a line, by stem or by full name', async () => {
    const { texts, warnings } = await read({
      'a.txt': 'one\r\n\r\ntwo',
      'sub/c.png.txt': 'three',
      'sub/b.caption': 'four',
    });
    expect(texts).toEqual({ 'a.jpg': ['one', 'two'], 'sub/c.png': ['three'], 'sub/b.jpg': ['four'] });
    expect(warnings).toEqual([]);
  });

  test('two pictures of one stem have both its texts', async () => {
    expect((await read({ 'twin.txt': 't' })).texts).toEqual({ 'twin.jpg': ['t'], 'twin.png': ['t'] });
  });

  test('labels of detectors, missing pictures and files of projects', async () => {
    const { texts, warnings } = await read({
      'a.txt': '0 0.5 0.5 0.1 0.2\n1 0.1 0.1 0.3 0.3\n',
      'gone.txt': 't',
      'README.txt': 't',
    });
    expect(texts).toEqual({});
    expect(warnings).toEqual([
      ['not-this-form', null, null],
      ['no-such-picture', null, 'gone'],
    ]);
  });

  test('XMP as attributes, elements and languages', async () => {
    const xmp = (content: string, attributes = '') =>
      `<x:xmpmeta xmlns:x="adobe:ns:meta/"><r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><r:Description r:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:I="http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/"${attributes}>${content}</r:Description></r:RDF></x:xmpmeta>`;
    const { texts } = await read({
      'a.xmp': xmp(
        '<I:AltTextAccessibility><r:Alt><r:li xml:lang="de">Hund</r:li><r:li xml:lang="x-default">a &lt;dog&gt;</r:li></r:Alt></I:AltTextAccessibility>',
      ),
      'sub/b.jpg.xmp': xmp('', ' dc:description="plain"'),
      'sub/c.xmp': xmp('<dc:description><![CDATA[a & b]]></dc:description>'),
    });
    expect(texts).toEqual({ 'a.jpg': ['a <dog>', 'Hund'], 'sub/b.jpg': ['plain'], 'sub/c.png': ['a & b'] });
  });
});

// Backtracking patterns would take longer than a test may.
test.each([
  ['a.txt', `${`1 ${'1'.repeat(200)} `.repeat(2000)}x`],
  ['t.csv', `path,text\na.jpg,${"'".repeat(900_000)}`],
  ['t.csv', `${'"",'.repeat(100_000)}\n`],
  ['t.csv', `"${'""'.repeat(200_000)}`],
  ['t.jsonl', `{"path":"${'/..'.repeat(100_000)}","text":"t"}`],
  ['t.jsonl', '['.repeat(1_000_000)],
  ['a.xmp', ' '.repeat(3_000_000)],
  ['a.xmp', `<a${' '.repeat(3_000_000)}`],
])('a long %s', async (name, content) => {
  expect((await read({ [name]: content })).texts).toBeDefined();
});

describe('tables and lists', () => {
  test('a row that makes no sense does not end the file', async () => {
    const { texts, warnings } = await read({
      't.jsonl':
        '{"path":"a.jpg","text":"one"}\nnot json\n{"text":"no path"}\n{"path":"sub/b.jpg","captions":["two","three"]}\n',
    });
    expect(texts).toEqual({ 'a.jpg': ['one'], 'sub/b.jpg': ['two', 'three'] });
    expect(warnings).toEqual([
      ['bad-record', 2, 'not json'],
      ['bad-record', 3, '{"text":"no path"}'],
    ]);
  });

  test('repeated rows are told once each and read once', async () => {
    const { texts, warnings } = await read({ 't.csv': 'image,caption\na.jpg,one\na.jpg,two\na.jpg,one\n' });
    expect(texts).toEqual({ 'a.jpg': ['one', 'two'] });
    expect(warnings).toEqual([['duplicate', 4, 'a.jpg']]);
  });

  test('an open quotation mark: what comes before it is read', async () => {
    const { texts, warnings } = await read({ 't.csv': 'path;text\na.jpg;one\nsub/b.jpg;"two\n' });
    expect(texts).toEqual({ 'a.jpg': ['one'] });
    expect(warnings).toEqual([['damaged', null, 'a quotation mark is not closed']]);
  });

  test.each([
    ['t.csv', 'name,value\nx,1\n', 'not-this-form'],
    ['t.json', '"text"', 'not-this-form'],
    ['t.json', '{"images":', 'damaged'],
    ['t.parquet', 'PAR1 no', 'damaged'],
    ['t.tar', 'x'.repeat(1024), 'damaged'],
    ['a.xmp', '<x:xmpmeta>', 'damaged'],
    ['a.xmp', '<!DOCTYPE x [<!ENTITY a "b">]><x/>', 'damaged'],
  ])('%s with %j', async (name, content, code) => {
    const { texts, warnings } = await read({ [name]: content });
    expect(texts).toEqual({});
    expect(warnings.map(([first]) => first)).toEqual([code]);
  });

  test('COCO: annotations without a picture or a caption', async () => {
    const { texts, warnings } = await read({
      't.json': JSON.stringify({
        images: [{ id: 1, file_name: 'a.jpg' }],
        annotations: [
          { image_id: 1, caption: 'one' },
          { image_id: 2, caption: 'two' },
          { image_id: 1, bbox: [] },
        ],
      }),
    });
    expect(texts).toEqual({ 'a.jpg': ['one'] });
    expect(warnings).toEqual([
      ['bad-record', 2, 'no such image_id'],
      ['bad-record', 3, 'no caption'],
    ]);
  });

  test('a file of another kind of lines is given up early', async () => {
    const { warnings } = await read({ 't.jsonl': '{"a":1}\n'.repeat(5000) });
    expect(warnings.length).toBe(21);
    expect(warnings.at(-1)?.[0]).toBe('not-this-form');
  });

  test('a file that cannot be opened does not end the reading', async () => {
    const warnings: string[] = [];
    const broken: InputFile = { path: 'a.txt', size: 1, open: () => Promise.reject(new Error('gone')) };
    const files = [broken, fileOf(['sub/b.txt', 'two'])];
    const found: string[] = [];
    for await (const { path } of readOriginals({
      pictures: PICTURES,
      files,
      warn: ({ code }) => void warnings.push(code),
    })) {
      found.push(path);
    }
    expect([found, warnings]).toEqual([['sub/b.jpg'], ['damaged']]);
  });
});

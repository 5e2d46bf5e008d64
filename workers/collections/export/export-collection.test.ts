import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, test } from 'vitest';
import { DEFAULT_FILTER } from '../../../core/collection.ts';
import type { ExportFormat, ExportRequest, FormatOptions } from '../../../core/protocol/index.ts';
import { readZip } from '../../library/zip.ts';
import { storageOff } from '../../storage/errors.ts';
import { Scene, type Tab } from '../testing/scene.ts';

const NAMES = ['a', 'b', 'sub/c'];

let scene: Scene;
let tab: Tab;
let collection: string;

beforeEach(async () => {
  scene = new Scene();
  for (const name of NAMES) scene.folder.add(`${name}.jpg`, `picture ${name}`);
  tab = await scene.tab();
  await tab.run();
  collection = (await tab.open()).summary.id;
  const decisions = NAMES.map((name) => {
    const text = { source: 'human', text: `text of ${name}`, match: null } as const;
    return { path: `${name}.jpg`, decision: { kind: 'edited', text } as const };
  });
  await tab.ask('decide', { collection, decisions });
});

interface Wish {
  zip?: boolean;
  dryRun?: boolean;
  options?: Partial<FormatOptions>;
}

function request(formats: ExportFormat[], { zip = false, dryRun = false, options = {} }: Wish = {}) {
  const settings = { formats, filter: DEFAULT_FILTER, template: '{caption}', language: 'en', options };
  const target = zip ? null : scene.folder.handle();
  return { collection, settings, target, dryRun } satisfies ExportRequest;
}

describe('into the folder', () => {
  test('every format is written, and the report says what', async () => {
    const report = await tab.ask('exportCollection', request(['txt', 'jsonl']));
    expect(report).toMatchObject({ written: 3, skipped: [], zip: null });
    expect(report.files.map(({ format, files }) => [format, files])).toEqual([
      ['txt', 3],
      ['jsonl', 1],
    ]);
    expect(report.preview).toHaveLength(3);
    expect(await scene.folder.read('sub/c.txt')).toBe('text of sub/c\n');
  });

  test('a file that is not ours stays, and is named', async () => {
    scene.folder.add('b.txt', 'mine');
    const report = await tab.ask('exportCollection', request(['txt']));
    expect(await scene.folder.read('b.txt')).toBe('mine');
    expect(await scene.folder.read('a.txt')).toBe('text of a\n');
    expect(report.skipped).toEqual([
      { path: 'b.txt', format: 'txt', reason: 'file-exists', detail: 'b.txt' },
    ]);
  });

  test('an earlier export is replaced, but not what a person changed in it', async () => {
    await tab.ask('exportCollection', request(['txt']));
    scene.folder.add('a.txt', 'edited', 9);
    const text = { source: 'human', text: 'new', match: null } as const;
    const decisions = [{ path: 'b.jpg', decision: { kind: 'edited', text } as const }];
    await tab.ask('decide', { collection, decisions });
    const report = await tab.ask('exportCollection', request(['txt']));
    expect(report.skipped.map(({ path }) => path)).toEqual(['a.txt']);
    expect(await scene.folder.read('a.txt')).toBe('edited');
    expect(await scene.folder.read('b.txt')).toBe('new\n');
  });

  test('is no part of the collection when it is opened again', async () => {
    await tab.ask('exportCollection', request(['txt', 'imagefolder']));
    const { records, leftOutCount } = await tab.open();
    expect(records.map(({ path }) => path)).toEqual(['a.jpg', 'b.jpg', 'sub/c.jpg']);
    expect(records.flatMap(({ texts }) => texts.filter(({ source }) => source === 'original'))).toEqual([]);
    expect(leftOutCount).toBe(0);
  });

  test('an XMP sidecar that is there is merged into', async () => {
    const foreign = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:Rating="4"/></rdf:RDF></x:xmpmeta>`;
    scene.folder.add('a.jpg.xmp', foreign);
    const report = await tab.ask('exportCollection', request(['xmp']));
    expect(report).toMatchObject({ files: [{ files: 3 }], skipped: [] });
    const merged = await scene.folder.read('a.jpg.xmp');
    expect(merged).toContain('xmp:Rating="4"');
    expect(merged).toContain('text of a');
  });

  test('a dry run writes nothing and reports the same', async () => {
    scene.folder.add('b.txt', 'mine');
    const before = scene.folder.paths();
    const dry = await tab.ask('exportCollection', request(['txt', 'csv'], { dryRun: true }));
    expect(scene.folder.paths()).toEqual(before);
    expect(await tab.ask('exportCollection', request(['txt', 'csv']))).toEqual(dry);
  });

  test('a cancel leaves the folder as it was', async () => {
    const before = scene.folder.paths();
    const stop = new AbortController();
    const exporting = tab.ask('exportCollection', request(['txt']), stop.signal, () => stop.abort());
    await expect(exporting).rejects.toMatchObject({ name: 'AbortError' });
    expect(scene.folder.paths()).toEqual(before);
  });

  test('on a disk that becomes full, nothing is left of it, whenever that is', async () => {
    const before = scene.folder.paths();
    for (const free of [0, 5, 12, 20, 60]) {
      scene.folder.disk.free = free;
      const exporting = tab.ask('exportCollection', request(['txt', 'webdataset', 'jsonl']));
      await expect(exporting).rejects.toMatchObject({ code: 'storage-full' });
      scene.folder.disk.free = Number.POSITIVE_INFINITY;
      expect(scene.folder.paths()).toEqual(before);
    }
    expect((await tab.ask('exportCollection', request(['webdataset']))).files).toHaveLength(1);
  });

  test('without permission is refused', async () => {
    scene.folder.disk.permission = 'prompt';
    const exporting = tab.ask('exportCollection', request(['txt']));
    await expect(exporting).rejects.toMatchObject({ code: 'no-permission' });
  });
});

describe('as a zip file', () => {
  test('holds all files', async () => {
    const { zip, files } = await tab.ask('exportCollection', request(['txt', 'csv'], { zip: true }));
    expect(zip!.name).toBe('holiday.zip');
    const entries = await readZip(zip!);
    expect(entries.map(({ path }) => path)).toEqual(expect.arrayContaining(['a.txt', 'b.txt', 'sub/c.txt']));
    const a = entries.find(({ path }) => path === 'a.txt')!;
    expect(await new Response(a.stream()).text()).toBe('text of a\n');
    expect(files.reduce((sum, each) => sum + each.files, 0)).toBe(entries.length);
  });

  test('replaces the one before, and a cancelled one leaves nothing', async () => {
    await tab.ask('exportCollection', request(['txt'], { zip: true }));
    await tab.ask('exportCollection', request(['txt'], { zip: true }));
    expect(scene.opfs.paths()).toHaveLength(1);
    const stop = new AbortController();
    const wish = request(['txt'], { zip: true });
    const exporting = tab.ask('exportCollection', wish, stop.signal, () => stop.abort());
    await expect(exporting).rejects.toMatchObject({ name: 'AbortError' });
    expect(scene.opfs.paths()).toEqual([]);
    expect(scene.opfs.openFiles()).toBe(0);
  });

  test('is made in memory where the browser has no private files', async () => {
    scene.openRoot = () => Promise.reject(storageOff());
    // Larger than a part in memory.
    const picture = Uint8Array.from({ length: 9_000_000 }, (_, at) => (at * 31 + (at >> 16)) % 251);
    scene.folder.add('d.jpg', picture);
    await tab.open();
    await tab.run();
    const { zip } = await tab.ask('exportCollection', request(['webdataset', 'txt'], { zip: true }));
    expect([zip!.name, zip!.type]).toEqual(['holiday.zip', 'application/zip']);
    const entries = await readZip(zip!);
    const tar = entries.find(({ path }) => path.endsWith('.tar'))!;
    const bytes = Buffer.from(await new Response(tar.stream()).arrayBuffer());
    expect(bytes.includes(Buffer.from(picture))).toBe(true);
    expect(scene.opfs.paths()).toEqual([]);
  });

  test('that does not fit leaves nothing', async () => {
    scene.opfs.quota = 100;
    const exporting = tab.ask('exportCollection', request(['txt'], { zip: true }));
    await expect(exporting).rejects.toMatchObject({ code: 'storage-full' });
    expect(scene.opfs.paths()).toEqual([]);
  });
});

test('a format that lacks what it needs says so, and nothing is written', async () => {
  const before = scene.folder.paths();
  const exporting = tab.ask('exportCollection', request(['txt', 'shopify']));
  await expect(exporting).rejects.toMatchObject({ code: 'bad-settings' });
  expect(scene.folder.paths()).toEqual(before);
});

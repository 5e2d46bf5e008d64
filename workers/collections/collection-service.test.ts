import 'fake-indexeddb/auto';
import { gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Decision } from '../../core/collection.ts';
import type { CollectionSource, PickedFile } from '../../core/protocol/index.ts';
import { tarEnd, tarHeader, tarPadding } from '../../dataset/archive/tar-header.ts';
import type { StoredThumbnail } from './schema.ts';
import { FakeDirectory } from './testing/fake-directory.ts';
import { Scene, type Tab } from './testing/scene.ts';

const DROPPED: Decision = { kind: 'dropped' };

let scene: Scene;
let tab: Tab;

beforeEach(async () => {
  scene = new Scene();
  scene.folder.add('b.jpg', 'picture b', 2000).add('a.PNG', 'picture a', 1000);
  tab = await scene.tab();
});

const picked = (...paths: string[]): PickedFile[] =>
  paths.map((path) => ({ path, file: new File(['x'], path, { lastModified: 5 }) }));

const filesOf = (name: string, files: PickedFile[]): CollectionSource => ({ kind: 'files', name, files });

/** A tar file, in the ustar format. */
function tarred(files: Record<string, string>): Uint8Array<ArrayBuffer> {
  const parts = Object.entries(files).flatMap(([path, text]) => [
    tarHeader(path, text.length),
    new TextEncoder().encode(text),
    tarPadding(text.length),
  ]);
  return Uint8Array.from([...parts, tarEnd()].flatMap((part) => [...part]));
}

async function pathsOf(source?: CollectionSource): Promise<string[]> {
  return (await tab.open(source)).records.map(({ path }) => path);
}

describe('a folder', () => {
  test('is listed with its subfolders, in order of path', async () => {
    scene.folder.add('sub/deep/c.webp', 'picture c', 3000);
    const { records, summary, leftOutCount } = await tab.open();
    expect(records[0]).toEqual({
      path: 'a.PNG',
      bytes: 9,
      modified: 1000,
      sha256: null,
      perceptualHash: null,
      width: null,
      height: null,
      texts: [],
      done: false,
      error: null,
      decision: null,
    });
    expect(records.map(({ path }) => path)).toEqual(['a.PNG', 'b.jpg', 'sub/deep/c.webp']);
    expect(summary).toMatchObject({ name: 'holiday', pictures: 3, done: 0 });
    expect(leftOutCount).toBe(0);
  });

  test('has files that are no pictures, which are named, and files of systems, which are not', async () => {
    for (const path of ['notes.pdf', '.DS_Store', '__MACOSX/a.jpg', 'sub/Thumbs.db', '.hidden/c.jpg'])
      scene.folder.add(path, 'x');
    const { records, leftOut, leftOutCount } = await tab.open();
    expect(records).toHaveLength(2);
    expect(leftOut).toEqual([{ path: 'notes.pdf', reason: 'not-a-picture' }]);
    expect(leftOutCount).toBe(1);
  });

  test('that cannot be read is refused', async () => {
    scene.folder.disk.permission = 'denied';
    await expect(tab.open()).rejects.toMatchObject({ code: 'no-permission' });
    Object.assign(scene.folder.disk, { permission: 'granted', removed: true });
    await expect(tab.open()).rejects.toMatchObject({ code: 'file-missing' });
  });
});

describe('opened again', () => {
  test('a folder is the same collection, in another tab too', async () => {
    const { summary } = await tab.open();
    await tab.ask('decide', { collection: summary.id, decisions: [{ path: 'a.PNG', decision: DROPPED }] });
    const other = await scene.tab();
    const again = await other.open();
    expect(again.summary.id).toBe(summary.id);
    expect(again.records[0]).toMatchObject({ path: 'a.PNG', decision: DROPPED });
  });

  test('at the same time in two tabs, a new folder is one collection', async () => {
    const other = await scene.tab();
    const opened = await Promise.all([tab.open(), other.open()]);
    expect(new Set(opened.map(({ summary }) => summary.id)).size).toBe(1);
    const files = () => filesOf('trip', picked('1.jpg', '2.jpg'));
    const asFiles = await Promise.all([tab.open(files()), other.open(files())]);
    expect(new Set(asFiles.map(({ summary }) => summary.id)).size).toBe(1);
    expect(await tab.ask('collections', null)).toHaveLength(2);
  });

  test('a file that was gone and is back has its decision', async () => {
    const { summary } = await tab.open();
    await tab.ask('decide', { collection: summary.id, decisions: [{ path: 'b.jpg', decision: DROPPED }] });
    scene.folder.delete('b.jpg');
    expect(await pathsOf()).toEqual(['a.PNG']);
    scene.folder.add('b.jpg', 'picture b', 9000);
    expect((await tab.records())['b.jpg']).toMatchObject({ decision: DROPPED });
  });

  test('files of the same name and sizes are the same collection, others of that name are not', async () => {
    const first = await tab.open(filesOf('trip', picked('trip/1.jpg', 'trip/2.jpg')));
    expect(first.records.map(({ path }) => path)).toEqual(['1.jpg', '2.jpg']);
    const more = await tab.open(filesOf('trip', picked('1.jpg', '2.jpg', '3.jpg')));
    expect(more.summary.id).toBe(first.summary.id);
    const others = await tab.open(filesOf('trip', picked('x.jpg', 'y.jpg')));
    expect(others.summary.id).not.toBe(first.summary.id);
  });

  test('a folder that was picked as files is found by its handle later', async () => {
    const first = await tab.open();
    const files = ['a.PNG', 'b.jpg'].map((path) => ({ path, file: new File(['picture a'], path) }));
    const asFiles = await tab.open(filesOf('holiday', files));
    expect(asFiles.summary).toMatchObject({ id: first.summary.id, handle: expect.anything() });
  });
});

describe('an archive', () => {
  const archive = (name: string, bytes: BlobPart): CollectionSource => ({
    kind: 'archive',
    name,
    file: new File([bytes], name, { lastModified: 7 }),
  });

  async function zipped(files: Record<string, string>): Promise<Uint8Array<ArrayBuffer>> {
    const { BlobWriter, TextReader, ZipWriter } = await import('@zip.js/zip.js/lib/zip-core-native.js');
    const zip = new ZipWriter(new BlobWriter());
    for (const [path, text] of Object.entries(files)) await zip.add(path, new TextReader(text));
    return new Uint8Array(await (await zip.close()).arrayBuffer());
  }

  test.each(['zip', 'tar', 'tar.gz'])('of kind %s is listed, read and captioned', async (kind) => {
    const files = { 'b/2.jpg': 'picture two', '1.jpg': 'picture one', '1.txt': 'one' };
    const tar = tarred(files);
    const packed = new Uint8Array(gzipSync(tar));
    const bytes = kind === 'zip' ? await zipped(files) : kind === 'tar' ? tar : packed;
    const source = archive(`trip.${kind}`, bytes);
    const { records, summary } = await tab.open(source);
    expect(records.map(({ path, bytes }) => [path, bytes])).toEqual([
      ['1.jpg', 11],
      ['b/2.jpg', 11],
    ]);
    expect(records[0]!.texts).toMatchObject([{ source: 'original', text: 'one' }]);
    const place = { collection: summary.id, path: 'b/2.jpg' };
    expect(await (await tab.ask('pictureFile', place)).text()).toBe('picture two');
    expect(await tab.run({ collection: summary.id, source })).toMatchObject({ done: 2, failed: 0 });
    expect((await tab.open(source)).summary).toMatchObject({ id: summary.id, done: 2 });
  });

  test('that is none is refused', async () => {
    await expect(tab.open(archive('no.zip', 'no'))).rejects.toMatchObject({ code: 'not-an-archive' });
    const cut = new Uint8Array(gzipSync(tarred({ '1.jpg': 'picture one' })).subarray(0, -20));
    await expect(tab.open(archive('cut.tgz', cut))).rejects.toMatchObject({ code: 'not-an-archive' });
  });
});

test('a text that fits no picture is a warning', async () => {
  scene.folder.add('c.txt', 'lost');
  expect((await tab.open()).warnings).toMatchObject([{ code: 'no-such-picture', file: 'c.txt' }]);
});

test('two picked files of the same path are two pictures', async () => {
  const twice = filesOf('two', picked('a.jpg', 'a.jpg', 'sub/b.jpg'));
  expect(await pathsOf(twice)).toEqual(['a (2).jpg', 'a.jpg', 'sub/b.jpg']);
});

test('a decision is taken back', async () => {
  const collection = (await tab.open()).summary.id;
  const decide = (decision: Decision | null) =>
    tab.ask('decide', { collection, decisions: [{ path: 'a.PNG', decision }] });
  await decide(DROPPED);
  await decide(null);
  expect((await tab.records())['a.PNG']!.decision).toBeNull();
});

test('collections are listed, the newest first, and forgotten', async () => {
  const { summary } = await tab.open();
  await tab.run();
  const other = new FakeDirectory('other').add('1.jpg', 'one');
  const second = await tab.open({ kind: 'directory', name: 'other', handle: other.handle() });
  const all = await tab.ask('collections', null);
  expect(all.map(({ name, pictures, done }) => [name, pictures, done])).toEqual([
    ['other', 1, 0],
    ['holiday', 2, 2],
  ]);
  await tab.ask('forgetCollection', { collection: summary.id });
  expect((await tab.ask('collections', null)).map(({ id }) => id)).toEqual([second.summary.id]);
  const place = { collection: summary.id, path: 'a.PNG' };
  await expect(tab.ask('pictureFile', place)).rejects.toMatchObject({ code: 'collection-closed' });
  expect(Object.values(await tab.records()).map(({ done }) => done)).toEqual([false, false]);
});

test('what a run stores and what a person decides do not overwrite each other', async () => {
  const collection = (await tab.open()).summary.id;
  const running = tab.run({ collection });
  await tab.ask('decide', { collection, decisions: [{ path: 'a.PNG', decision: DROPPED }] });
  await running;
  expect((await tab.records())['a.PNG']).toMatchObject({ done: true, decision: DROPPED });
});

describe('a thumbnail', () => {
  const ask = (collection: string, path: string, signal?: AbortSignal) =>
    tab.ask('thumbnail', { collection, path, size: 64 }, signal);

  test('is made once, and again when the file has changed', async () => {
    const collection = (await tab.open()).summary.id;
    expect(await (await ask(collection, 'a.PNG')).text()).toBe('picture a 64');
    scene.folder.delete('a.PNG');
    expect(await (await ask(collection, 'a.PNG')).text()).toBe('picture a 64');
    scene.folder.add('a.PNG', 'another', 4000);
    await tab.open();
    expect(await (await ask(collection, 'a.PNG')).text()).toBe('another 64');
  });

  test('is stored as bytes; a file that version 1 stored is shown', async () => {
    const collection = (await tab.open()).summary.id;
    await ask(collection, 'a.PNG');
    const { content, type, ...others } = (await tab.database.thumbnail(
      collection,
      'a.PNG',
      64,
    )) as StoredThumbnail;
    expect(new TextDecoder().decode(content)).toBe('picture a 64');
    const old = { ...others, blob: new Blob(['of version 1'], { type }) };
    await tab.database.saveThumbnail(old as never);
    expect(await (await ask(collection, 'a.PNG')).text()).toBe('of version 1');
  });

  test('of a file that is gone is an error, of a collection that is not open too', async () => {
    const collection = (await tab.open()).summary.id;
    scene.folder.delete('b.jpg');
    await expect(ask(collection, 'b.jpg')).rejects.toMatchObject({ code: 'file-missing' });
    await expect(ask('another', 'b.jpg')).rejects.toMatchObject({ code: 'collection-closed' });
  });
});

test('2,000 pictures are listed, stored and joined', async () => {
  for (let number = 0; number < 2000; number++) scene.folder.add(`${number % 20}/${number}.jpg`, `${number}`);
  expect(await pathsOf()).toHaveLength(2002);
  const { summary } = await tab.open();
  expect(summary.pictures).toBe(2002);
});

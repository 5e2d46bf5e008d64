import 'fake-indexeddb/auto';
import { openDB } from 'idb';
import { beforeEach, describe, expect, test } from 'vitest';
import { DEFAULT_FILTER } from '../../../core/collection.ts';
import type { LabelledPicture, SearchResult } from '../../../core/protocol/index.ts';
import { CollectionDatabase } from '../database.ts';
import type { StoredVector } from '../schema.ts';
import { Scene, SETTINGS, type Tab } from '../testing/scene.ts';

/**
 * The first letter of a file is the first pixel, which the fake graphs take for what the picture shows: the higher its code, the
 * more similar is the picture to a text, and the more probably it fits.
 */
const FILES = { 'a.jpg': '~ bright', 'b.jpg': 'M middle', 'c.jpg': '\x02 dark', 'd.jpg': '} bright' };
const BEST_FIRST = ['a.jpg', 'd.jpg', 'b.jpg', 'c.jpg'];

let scene: Scene;
let tab: Tab;

beforeEach(async () => {
  scene = new Scene();
  for (const [path, content] of Object.entries(FILES)) scene.folder.add(path, content);
  tab = await scene.tab({ matcher: true });
});

const TEXT = { query: { kind: 'text', text: 'one' }, rerank: 128 } as const;

const pathsOf = ({ hits }: SearchResult) => hits.map(({ path }) => path);

const vectorsHere = async () => tab.database.vectors((await tab.open()).summary.id);

describe('vectors', () => {
  test('are made by a run: nothing is left for a pass', async () => {
    await tab.run();
    const before = tab.runtime.runs;
    expect(await tab.search('embedCollection', {})).toMatchObject({ done: 4 });
    expect(tab.runtime.runs).toBe(before);
    const found = await tab.search('search', TEXT);
    expect(pathsOf(found)).toEqual(BEST_FIRST);
    expect(found).toMatchObject({ withoutVector: 0, total: 4, fitting: 3, checked: 4, toCheck: 4 });
  });

  test('are those of a pass over pictures that no run has seen', async () => {
    expect(await tab.search('embedCollection', {})).toMatchObject({ done: 4, failed: 0, stopped: null });
    const made = await vectorsHere();
    await tab.run();
    expect(await vectorsHere()).toEqual(made);
  });

  test('of a copy are copied with its result', async () => {
    await tab.run();
    scene.folder.add('copy.jpg', FILES['a.jpg']);
    await tab.run();
    const vectors = new Map((await vectorsHere()).map((vector) => [vector.path, vector]));
    expect(vectors.get('copy.jpg')!.values).toEqual(vectors.get('a.jpg')!.values);
  });

  test('are missing until they are made, and after the file has changed', async () => {
    expect(await tab.search('search', TEXT)).toMatchObject({ hits: [], withoutVector: 4, total: 4 });
    await tab.search('embedCollection', {});
    scene.folder.add('c.jpg', '\x7f brighter', 9000);
    const found = await tab.search('search', TEXT);
    expect(found).toMatchObject({ withoutVector: 1 });
    expect(pathsOf(found)).not.toContain('c.jpg');
    expect(await tab.search('embedCollection', {})).toMatchObject({ done: 4 });
    expect(pathsOf(await tab.search('search', TEXT))[0]).toBe('c.jpg');
  });

  test('of another matcher are none, and are made again', async () => {
    await tab.search('embedCollection', {});
    const other = tab.models.matcher!;
    Object.assign(other.matcher.manifest.source, { sha256: 'another' });
    expect(await tab.search('search', TEXT)).toMatchObject({ hits: [], withoutVector: 4 });
    await tab.search('embedCollection', {});
    expect(await tab.search('search', TEXT)).toMatchObject({ withoutVector: 0 });
    expect(new Set((await vectorsHere()).map(({ matcher }) => matcher)).size).toBe(1);
  });

  test('a pass goes on where it was paused, and tells of pictures that fail', async () => {
    scene.folder.add('bad.jpg', 'damaged');
    const abort = new AbortController();
    const context = { signal: abort.signal };
    let read = 0;
    tab.onRead = async () => {
      read += 1;
      if (read > 3) abort.abort();
    };
    const paused = await tab.search('embedCollection', {}, context);
    expect(paused.paused).toBe(true);
    const made = (await vectorsHere()).length;
    tab.onRead = async () => {};
    const report = await tab.search('embedCollection', {});
    expect(report).toMatchObject({ done: 4, failed: 1, paused: false, stopped: null });
    expect(report.failures).toMatchObject([{ path: 'bad.jpg', error: { code: 'corrupt-image' } }]);
    expect(made).toBeLessThan(4);
  });

  test('go with the folder’s journal to another browser', async () => {
    await tab.run();
    const collection = (await tab.open()).summary.id;
    const folder = scene.folder.handle();
    await tab.ask('writeJournal', { collection, folder, paths: null, anew: false });
    const again = await tab.ask('writeJournal', { collection, folder, paths: null, anew: false });
    expect(again.written).toBe(0);
    const made = await vectorsHere();
    const before = scene.folder;
    scene = new Scene();
    scene.folder = before;
    // A copy of a folder has other dates.
    scene.folder.add('a.jpg', FILES['a.jpg'], 7777);
    tab = await scene.tab({ matcher: true });
    const there = await vectorsHere();
    const withoutPlace = ({ path, matcher, values }: StoredVector) => ({ path, matcher, values });
    expect(there.map(withoutPlace)).toEqual(made.map(withoutPlace));
    const runs = tab.runtime.runs;
    expect(await tab.search('embedCollection', {})).toMatchObject({ done: 4 });
    expect(tab.runtime.runs).toBe(runs);
  });
});

test('a database from before there were vectors and labels keeps what it has, and takes them', async () => {
  const stores = ['pictures', 'results', 'decisions', 'crashes'];
  const before = await openDB('before', 2, {
    upgrade: (db) => {
      for (const name of stores) db.createObjectStore(name, { keyPath: ['collection', 'path'] });
      db.createObjectStore('collections', { keyPath: 'id' });
      db.createObjectStore('thumbnails', { keyPath: ['collection', 'path', 'size'] });
    },
  });
  await before.put('decisions', { collection: 'c', path: 'a.jpg', decision: { kind: 'dropped' } });
  before.close();
  const database = new CollectionDatabase('before');
  expect(await database.decisions('c')).toEqual(new Map([['a.jpg', { kind: 'dropped' }]]));
  const file = { collection: 'c', path: 'a.jpg', bytes: 1, modified: 2, sha256: 'ab', perceptualHash: null };
  const vector = { ...file, matcher: 'm', values: Int8Array.of(1, -2) };
  await database.saveVector(vector);
  expect(await database.vectors('c')).toEqual([vector]);
  await database.changeLabels('c', () => ['a dog']);
  expect(await database.labels('c')).toEqual(['a dog']);
  await database.forget('c');
  expect(await database.countVectors('c')).toBe(0);
});

describe('a search', () => {
  beforeEach(async () => {
    await tab.search('embedCollection', {});
  });

  test('reports the ranking of all before ITM has looked, and then those that it looks at', async () => {
    const reports: SearchResult[] = [];
    const context = { progress: (found: SearchResult) => reports.push(found) };
    const found = await tab.search('search', { ...TEXT, rerank: 2 }, context);
    expect(reports[0]).toMatchObject({ checked: 0, toCheck: 2, fitting: 0 });
    expect(pathsOf(reports[0]!)).toEqual(BEST_FIRST);
    expect(reports[1]).toMatchObject({ checked: 1, toCheck: 2 });
    expect(pathsOf(reports[1]!).toSorted()).toEqual(BEST_FIRST.slice(0, 2));
    expect(pathsOf(found)).toEqual(BEST_FIRST);
  });

  test('that is cancelled has what it knew', async () => {
    const abort = new AbortController();
    const context = { signal: abort.signal, progress: () => abort.abort() };
    const found = await tab.search('search', TEXT, context);
    expect(found).toMatchObject({ checked: 0, toCheck: 4 });
    expect(pathsOf(found)).toEqual(BEST_FIRST);
  });

  test('goes on past a picture that cannot be read any more', async () => {
    const { records } = await tab.open();
    expect(records).toHaveLength(4);
    tab.onRead = async () => {
      tab.onRead = async () => {};
      throw new RangeError('damaged');
    };
    const found = await tab.search('search', TEXT);
    expect(found).toMatchObject({ checked: 4, fitting: 2 });
    expect(found.hits.find(({ path }) => path === 'a.jpg')!.probability).toBeNull();
  });

  test('by a picture finds those like it, without itself', async () => {
    const query = { kind: 'path', path: 'd.jpg' } as const;
    const found = await tab.search('search', { ...TEXT, query });
    expect(pathsOf(found)).toEqual(['a.jpg', 'b.jpg', 'c.jpg']);
    expect(found.fitting).toBeNull();
    const file = new File([FILES['c.jpg']], 'any.jpg');
    const other = await tab.search('search', { ...TEXT, query: { kind: 'file', file } });
    expect(pathsOf(other)[0]).toBe('c.jpg');
    expect(other.hits[0]!.cosine).toBeCloseTo(1, 3);
  });

  test('needs a matcher with a contrast head', async () => {
    Object.assign(tab.models.matcher!.matcher.manifest, { capabilities: ['match'] });
    await expect(tab.search('search', TEXT)).rejects.toMatchObject({ code: 'no-contrast' });
    await expect(tab.search('embedCollection', {})).rejects.toMatchObject({ code: 'no-contrast' });
    await tab.load(false);
    await expect(tab.search('search', TEXT)).rejects.toMatchObject({ code: 'model-missing' });
  });
});

test('pictures are sorted into labels, or into none of them', async () => {
  await tab.search('embedCollection', {});
  const sorted: LabelledPicture[] = [];
  const report = await tab.search(
    'classifyCollection',
    { labels: ['nine nine', 'one'], paths: null },
    { progress: ({ pictures }) => sorted.push(...pictures) },
  );
  expect(report).toEqual({ done: 4, failed: 0, total: 4, withoutVector: 0, paused: false });
  expect(sorted.map(({ path, label }) => [path, label])).toEqual([
    ['a.jpg', 1],
    ['b.jpg', 1],
    ['c.jpg', null],
    ['d.jpg', 1],
  ]);
  const one: LabelledPicture[] = [];
  await tab.search(
    'classifyCollection',
    { labels: ['one'], paths: ['b.jpg'] },
    { progress: ({ pictures }) => one.push(...pictures) },
  );
  expect(one.map(({ path }) => path)).toEqual(['b.jpg']);
});

describe('what pictures are sorted into', () => {
  const labels = ['nine nine', 'one'];
  const stored = async () => tab.ask('labels', { collection: (await tab.open()).summary.id });
  const sorted = async () =>
    (await stored()).pictures.map(({ path, label: { label } }) => [path, label] as const);

  beforeEach(async () => {
    await tab.search('embedCollection', {});
    await tab.search('classifyCollection', { labels, paths: null });
  });

  test('is known in another visit, with what it holds for', async () => {
    tab = await scene.tab({ matcher: true });
    expect(await sorted()).toEqual([
      ['a.jpg', 'one'],
      ['b.jpg', 'one'],
      ['c.jpg', null],
      ['d.jpg', 'one'],
    ]);
    const [first] = (await stored()).pictures;
    expect(first!.label).toMatchObject({ among: labels, probability: expect.any(Number) });
    const matcher = await tab.search('matcherKey', {});
    expect(first!.label.matcher).toBe(matcher);
  });

  test('does not hold for a file that has changed, and is made anew for it alone', async () => {
    scene.folder.add('a.jpg', '\x02 dark', 9000);
    scene.folder.delete('d.jpg');
    expect((await sorted()).map(([path]) => path)).toEqual(['b.jpg', 'c.jpg']);
    await tab.search('embedCollection', {});
    await tab.search('classifyCollection', { labels, paths: ['a.jpg'] });
    expect(await sorted()).toContainEqual(['a.jpg', null]);
  });

  test('is stored as far as it came before a cancel', async () => {
    scene.folder.add('e.jpg', 'e').add('f.jpg', 'f');
    await tab.search('embedCollection', {});
    const abort = new AbortController();
    const context = { signal: abort.signal, progress: () => abort.abort() };
    const report = await tab.search('classifyCollection', { labels, paths: ['e.jpg', 'f.jpg'] }, context);
    expect(report).toMatchObject({ done: 1, paused: true });
    expect((await sorted()).map(([path]) => path)).toEqual(['a.jpg', 'b.jpg', 'c.jpg', 'd.jpg', 'e.jpg']);
  });

  test('is exported with the records, unless the label was removed', async () => {
    const collection = (await tab.open()).summary.id;
    const target = scene.folder.handle();
    const exported = async () => {
      const settings = {
        formats: ['jsonl'],
        filter: DEFAULT_FILTER,
        template: '{caption}',
        language: 'en',
      } as const;
      const report = await tab.ask('exportCollection', { collection, settings, target, dryRun: true });
      return report.preview.map((line) => JSON.parse(line).label);
    };
    await tab.ask('changeLabels', { collection, add: labels, remove: [], at: null });
    expect(await exported()).toEqual(['one', 'one', null]);
    await tab.ask('changeLabels', { collection, add: [], remove: ['one'], at: null });
    expect(await exported()).toEqual([null, null, null]);
  });

  test('is deleted with the collection', async () => {
    const collection = (await tab.open()).summary.id;
    await tab.ask('changeLabels', { collection, add: labels, remove: [], at: null });
    await tab.ask('forgetCollection', { collection });
    expect(await tab.database.pictureLabels(collection)).toEqual([]);
    expect(await tab.database.labels(collection)).toEqual([]);
  });
});

test('labels of two tabs are joined, and one that was removed comes back to its place', async () => {
  const other = await scene.tab();
  const collection = (await tab.open()).summary.id;
  const change = (of: Tab, changes: { add?: string[]; remove?: string[]; at?: number }) =>
    of.ask('changeLabels', { collection, add: [], remove: [], at: null, ...changes });
  await change(tab, { add: ['a dog', 'a cat', 'a dog'] });
  await Promise.all([change(tab, { add: ['a bird'] }), change(other, { add: ['a fox', 'a cat'] })]);
  const { labels } = await other.ask('labels', { collection });
  expect(labels.toSorted()).toEqual(['a bird', 'a cat', 'a dog', 'a fox']);
  await change(other, { remove: ['a cat'] });
  expect((await change(tab, { add: ['a cat'], at: 1 }))[1]).toBe('a cat');
});

test('near duplicates are known of pictures that a run or a pass has read', async () => {
  scene.folder.add('copy.jpg', FILES['b.jpg']);
  const collection = (await tab.open()).summary.id;
  expect(await tab.ask('nearDuplicates', { collection })).toEqual([]);
  await tab.run({ paths: ['b.jpg'], settings: SETTINGS });
  await tab.search('embedCollection', {});
  const groups = await tab.ask('nearDuplicates', { collection });
  expect(groups).toContainEqual({ paths: ['b.jpg', 'copy.jpg'], sameBytes: true });
});

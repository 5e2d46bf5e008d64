import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Decision } from '../../../core/collection.ts';
import {
  JOURNAL_FILE,
  JOURNAL_LOCK,
  type JournalContents,
  journalLine,
  readJournal,
} from '../../../dataset/index.ts';
import { captionsOf, Scene, SETTINGS, type Tab } from '../testing/scene.ts';

const DROPPED = { kind: 'dropped' } as const;
const DECORATIVE = { kind: 'decorative' } as const;

let scene: Scene;
let tab: Tab;
let collection: string;

beforeEach(async () => {
  scene = new Scene();
  for (const name of ['a', 'b', 'sub/c']) scene.folder.add(`${name}.jpg`, `picture ${name}`);
  scene.folder.add('broken.jpg', 'damaged');
  tab = await scene.tab();
  collection = (await tab.open()).summary.id;
});

function write(changes: { paths?: string[]; anew?: boolean } = {}) {
  const request = { collection, folder: scene.folder.handle(), paths: null, anew: false };
  return tab.ask('writeJournal', { ...request, ...changes });
}

const decide = (path: string, decision: Decision | null) =>
  tab.ask('decide', { collection, decisions: [{ path, decision }] });

const text = async () => (await scene.folder.read(JOURNAL_FILE)) ?? '';

async function journal(file?: Blob): Promise<JournalContents> {
  const bytes = new Uint8Array(await (file ?? new Blob([await text()])).arrayBuffer());
  return readJournal(
    (async function* () {
      yield bytes;
    })(),
  );
}

async function captionsInJournal() {
  const { results } = await journal();
  return captionsOf(
    Object.fromEntries([...results].map(([path, record]) => [path, { ...record, decision: null }])),
  );
}

/** Another program that appends to the journal. */
async function append(...entries: Parameters<typeof journalLine>[0][]): Promise<void> {
  scene.folder.add(
    JOURNAL_FILE,
    (await text()) + entries.map(journalLine).join(''),
    ++scene.folder.disk.clock,
  );
}

test('results and decisions are written once, and a new browser goes on from them', async () => {
  await decide('b.jpg', DROPPED);
  await tab.run();
  expect(await write()).toEqual({ written: 6, left: 0, changes: [] });
  const { fingerprint, results, decisions, damaged } = await journal();
  expect(fingerprint).toMatchObject({ captioner: { dtype: 'fp32' }, matcher: null, settings: SETTINGS });
  expect([...decisions]).toEqual([['b.jpg', DROPPED]]);
  expect([damaged, results.get('broken.jpg')?.error?.code]).toEqual([0, 'corrupt-image']);
  const records = await tab.records();
  expect(await captionsInJournal()).toEqual(captionsOf(records));
  const before = await text();
  expect(await write()).toMatchObject({ written: 0 });
  expect(await text()).toBe(before);
  expect(scene.folder.paths()).not.toContain(JOURNAL_LOCK);

  globalThis.indexedDB = new IDBFactory();
  const other = await scene.tab();
  expect(await other.records()).toEqual(records);
  expect((await other.run()).done).toBe(4);
  expect(await text()).toBe(before);
});

test('only what is asked for is looked at, and the rest the next time', async () => {
  await tab.run();
  expect(await write({ paths: [] })).toMatchObject({ written: 5 });
  await decide('a.jpg', DROPPED);
  await decide('b.jpg', DECORATIVE);
  expect(await write({ paths: ['a.jpg'] })).toMatchObject({ written: 1 });
  expect(await write({ paths: ['a.jpg'] })).toMatchObject({ written: 0 });
  expect(await write()).toMatchObject({ written: 1 });
  await decide('a.jpg', null);
  await write({ paths: ['a.jpg'] });
  expect([...(await journal()).decisions]).toEqual([
    ['a.jpg', null],
    ['b.jpg', DECORATIVE],
  ]);
});

test('what another program appended stays, and is not written again', async () => {
  await tab.run({ paths: ['a.jpg'] });
  await write();
  await tab.run();
  const records = await tab.records();
  const { decision: _, ...record } = records['b.jpg']!;
  await append({ kind: 'result', record }, { kind: 'decision', path: 'a.jpg', decision: DROPPED });
  const before = await text();
  expect(await write()).toMatchObject({ written: 2 });
  expect((await text()).startsWith(before)).toBe(true);
  expect(await captionsInJournal()).toEqual(captionsOf(records));
  // It is newer than what was written here, and comes in when the folder is opened.
  expect((await tab.records())['a.jpg']?.decision).toEqual(DROPPED);
});

test('a torn last line is cut off, and a missing end of line added', async () => {
  await tab.run({ paths: ['a.jpg'] });
  await write();
  const whole = await text();
  scene.folder.add(JOURNAL_FILE, `${whole}{"path":"b.j`, ++scene.folder.disk.clock);
  await decide('a.jpg', DROPPED);
  await write();
  expect((await text()).startsWith(`${whole}{"path":"a.jpg","decision"`)).toBe(true);
  scene.folder.add(JOURNAL_FILE, whole.trimEnd(), ++scene.folder.disk.clock);
  await write();
  expect((await journal()).decisions.get('a.jpg')).toEqual(DROPPED);
});

test('a journal that was deleted is written again as a whole', async () => {
  await decide('b.jpg', DROPPED);
  await tab.run();
  await write();
  const before = await text();
  scene.folder.delete(JOURNAL_FILE);
  expect(await write({ paths: ['a.jpg'] })).toMatchObject({ written: 6 });
  expect(await text()).toBe(before);
  // Also by a browser that has everything from the journal.
  globalThis.indexedDB = new IDBFactory();
  tab = await scene.tab();
  collection = (await tab.open()).summary.id;
  scene.folder.delete(JOURNAL_FILE);
  await write();
  expect(await journal()).toMatchObject({ fingerprint: { settings: { seed: 7 } } });
  expect(await captionsInJournal()).toEqual(captionsOf(await tab.records()));
});

describe('another run', () => {
  const OTHER = { ...SETTINGS, seed: 8 };
  beforeEach(async () => {
    await tab.run();
    await write();
    await tab.run({ settings: OTHER, paths: ['a.jpg', 'b.jpg', 'sub/c.jpg'] });
  });

  test('is named and not mixed in; decisions are written', async () => {
    const before = await text();
    await decide('a.jpg', DROPPED);
    expect(await write()).toEqual({ written: 1, left: 3, changes: ['seed'] });
    expect(await text()).toBe(before + journalLine({ kind: 'decision', path: 'a.jpg', decision: DROPPED }));
  });

  test('gets no vectors until this one begins in it', async () => {
    const file = { bytes: 9, modified: 1, sha256: 'a', perceptualHash: null };
    const vector = { matcher: 'm q8', values: Int8Array.of(1, 2) };
    await tab.database.saveVector({ collection, path: 'b.jpg', ...file, ...vector });
    expect(await write()).toMatchObject({ written: 0 });
    expect(await write({ anew: true })).toMatchObject({ written: 5 });
    expect([...(await journal()).vectors.keys()]).toEqual(['b.jpg']);
  });

  test('is begun where it is asked for, and earlier lines stay', async () => {
    const before = await text();
    expect(await write({ anew: true })).toEqual({ written: 4, left: 1, changes: [] });
    expect((await text()).startsWith(before)).toBe(true);
    const { fingerprint, results } = await journal();
    expect([fingerprint?.settings.seed, [...results.keys()]]).toEqual([8, ['a.jpg', 'b.jpg', 'sub/c.jpg']]);
    expect(await write({ anew: true })).toMatchObject({ written: 0 });
  });

  test('of fewer pictures is left out, and voids nothing', async () => {
    await tab.run({ paths: ['a.jpg', 'b.jpg'] });
    expect(await write({ anew: true })).toMatchObject({ left: 1, changes: [] });
    expect((await journal()).results.size).toBe(4);
  });
});

describe('what goes wrong loses nothing', () => {
  beforeEach(async () => {
    await tab.run({ paths: ['a.jpg'] });
    await write();
    await tab.run();
  });

  async function refused(code: string): Promise<void> {
    const before = await text();
    await expect(write()).rejects.toMatchObject({ code });
    expect(await text()).toBe(before);
  }

  async function written(): Promise<void> {
    expect(await write()).toMatchObject({ written: 3 });
    expect(await captionsInJournal()).toEqual(captionsOf(await tab.records()));
    expect(scene.folder.paths()).not.toContain(JOURNAL_LOCK);
  }

  test('a full disk', async () => {
    scene.folder.disk.free = 100;
    await refused('storage-full');
    scene.folder.disk.free = Number.POSITIVE_INFINITY;
    await written();
  });

  test('a permission that is gone', async () => {
    const before = await text();
    scene.folder.disk.permission = 'denied';
    await expect(write()).rejects.toMatchObject({ code: 'no-permission' });
    scene.folder.disk.permission = 'granted';
    expect(await text()).toBe(before);
    await written();
  });

  test('the lock of another program', async () => {
    scene.folder.add(JOURNAL_LOCK, '123 elsewhere', ++scene.folder.disk.clock);
    await refused('journal-in-use');
    scene.folder.disk.clock += 100_000;
    await refused('journal-in-use');
    expect(await scene.folder.read(JOURNAL_LOCK)).toBe('123 elsewhere');
    scene.folder.delete(JOURNAL_LOCK);
    await written();
  });

  test.each(['page gone', ''])('the lock %j that a closed tab left', async (lock) => {
    scene.folder.add(JOURNAL_LOCK, lock, ++scene.folder.disk.clock);
    await refused('journal-in-use');
    scene.folder.disk.clock += 100_000;
    await written();
  });

  test('a program that writes without a lock', async () => {
    let end = await text();
    // The lock is written first.
    scene.folder.disk.beforeWrite(async () =>
      scene.folder.disk.beforeWrite(async () => {
        await append({ kind: 'decision', path: 'b.jpg', decision: DROPPED });
        end = await text();
      }),
    );
    await expect(write()).rejects.toMatchObject({ code: 'journal-in-use' });
    expect(await text()).toBe(end);
    await written();
  });

  test('a file that is no journal', async () => {
    scene.folder.add(JOURNAL_FILE, 'mine\n', ++scene.folder.disk.clock);
    await refused('not-a-journal');
    scene.folder.delete(JOURNAL_FILE);
    expect(await write()).toMatchObject({ written: 5 });
  });

  test('a full disk before there is a journal leaves no empty one', async () => {
    scene.folder.delete(JOURNAL_FILE);
    scene.folder.disk.free = 100;
    await expect(write()).rejects.toMatchObject({ code: 'storage-full' });
    expect(scene.folder.paths()).not.toContain(JOURNAL_FILE);
  });
});

test('a decision that changes while the journal is written is written the next time', async () => {
  await tab.run({ paths: ['a.jpg'] });
  await decide('a.jpg', DROPPED);
  scene.folder.disk.beforeWrite(async () =>
    scene.folder.disk.beforeWrite(async () => void (await decide('a.jpg', DECORATIVE))),
  );
  await write();
  await write();
  expect((await journal()).decisions.get('a.jpg')).toEqual(DECORATIVE);
});

test('decisions wait for the first result, which begins the journal', async () => {
  await decide('a.jpg', DROPPED);
  expect(await write()).toMatchObject({ written: 0 });
  expect(scene.folder.paths()).not.toContain(JOURNAL_FILE);
  await tab.run({ paths: ['b.jpg'] });
  await write();
  expect((await journal()).decisions.get('a.jpg')).toEqual(DROPPED);
});

test('it is remembered that a folder has its journal written', async () => {
  expect((await tab.open()).summary.keepsJournal).toBe(false);
  await tab.ask('keepJournal', { collection, keep: true });
  expect((await tab.open()).summary.keepsJournal).toBe(true);
  expect(await tab.ask('collections', null)).toMatchObject([{ keepsJournal: true }]);
});

test('a journal to be saved has what lies in the folder, and everything that it lacks', async () => {
  expect(await tab.ask('journalFile', { collection })).toBeNull();
  await tab.run({ paths: ['a.jpg'] });
  await write();
  await append({ kind: 'decision', path: 'gone.jpg', decision: DROPPED });
  await tab.run();
  await decide('b.jpg', DECORATIVE);
  const before = await text();
  const file = await tab.ask('journalFile', { collection });
  expect(await text()).toBe(before);
  expect((await file!.text()).startsWith(before)).toBe(true);
  const { results, decisions } = await journal(file!);
  expect([results.size, [...decisions.keys()]]).toEqual([4, ['gone.jpg', 'b.jpg']]);
});

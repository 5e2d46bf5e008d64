import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { captioned, openedStore, record, SUMMARY, synthetic } from '../testing';

const A = captioned('a.jpg', synthetic('a cat', 0.9));
const { decision: _, ...A_DONE } = A;
const WRITTEN = { written: 1, left: 0, changes: [] };
const IN_USE = { code: 'journal-in-use', message: 'Wait.' } as const;
// The store hands it on.
const handle = { kind: 'directory', name: 'Trip' } as FileSystemDirectoryHandle;

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'], shouldAdvanceTime: true }));
afterEach(() => vi.useRealTimers());

/** A folder that can be written into. */
async function setUp(keepsJournal = true) {
  const scene = await openedStore([A, record('b.jpg')], { ...SUMMARY, handle, keepsJournal });
  const writes = () => scene.collections.calls('writeJournal').map(({ payload }) => payload.paths);
  const written = () => scene.collections.last('writeJournal').done(WRITTEN);
  await vi.advanceTimersByTimeAsync(0);
  return { ...scene, writes, written };
}

test('a journal that is kept is written when the folder is opened, others are not', async () => {
  expect((await setUp()).writes()).toEqual([null]);
  const { store, writes } = await setUp(false);
  void store.getState().decide([{ path: 'a.jpg', decision: null }]);
  await vi.advanceTimersByTimeAsync(100_000);
  expect(writes()).toEqual([]);
});

test('the switch is remembered, and writes at once', async () => {
  const { store, collections, writes, written } = await setUp(false);
  void store.getState().keepJournal(true);
  expect(collections.last('keepJournal').payload).toEqual({ collection: 'trip', keep: true });
  await collections.last('keepJournal').done(null);
  expect(writes()).toEqual([null]);
  await written();
  expect(store.getState()).toMatchObject({ journalReport: WRITTEN, summary: { keepsJournal: true } });
  void store.getState().keepJournal(false);
  await collections.last('keepJournal').done(null);
  expect(writes()).toHaveLength(1);
});

test('results and decisions are written together now and then, and at the end of a run', async () => {
  const { store, collections, engine, writes, written } = await setUp();
  await written();
  void store.getState().start();
  await vi.advanceTimersByTimeAsync(0);
  const counts = { done: 1, total: 2, failed: 0, perSecond: 4 };
  engine.last('runCollection').progress({ ...counts, records: [A_DONE] });
  void store.getState().decide([{ path: 'b.jpg', decision: { kind: 'dropped' } }]);
  await collections.last('decide').done(null);
  expect(writes()).toEqual([null]);
  await vi.advanceTimersByTimeAsync(30_000);
  expect(writes()).toEqual([null, ['a.jpg', 'b.jpg']]);
  await written();
  await vi.advanceTimersByTimeAsync(100_000);
  expect(writes()).toHaveLength(2);
  await engine.last('runCollection').done({ done: 2, failed: 0, paused: false, seconds: 1, stopped: null });
  await vi.advanceTimersByTimeAsync(0);
  expect(writes()).toEqual([null, ['a.jpg', 'b.jpg'], null]);
});

test('what could not be written is said, and written with what comes next', async () => {
  const { store, collections, writes, written } = await setUp();
  await written();
  const decide = async (path: string) => {
    void store.getState().decide([{ path, decision: { kind: 'dropped' } }]);
    await collections.last('decide').done(null);
  };
  await decide('a.jpg');
  store.getState().flushJournal();
  await vi.advanceTimersByTimeAsync(0);
  await collections.last('writeJournal').fail(IN_USE);
  expect(store.getState().journalError).toEqual(IN_USE);
  await decide('b.jpg');
  await vi.advanceTimersByTimeAsync(30_000);
  expect(writes().at(-1)?.toSorted()).toEqual(['a.jpg', 'b.jpg']);
  await written();
  expect(store.getState().journalError).toBeNull();
});

test('results of another run are counted as a whole', async () => {
  const { store, collections, writes, written } = await setUp();
  await written();
  store.getState().writeJournalLater(['a.jpg']);
  store.getState().flushJournal();
  await vi.advanceTimersByTimeAsync(0);
  await collections.last('writeJournal').done({ written: 0, left: 1, changes: ['seed'] });
  expect(writes()).toEqual([null, ['a.jpg'], null]);
  const report = { written: 0, left: 5, changes: ['seed'] };
  await collections.last('writeJournal').done(report);
  expect(store.getState().journalReport).toEqual(report);
  void store.getState().writeJournal({ anew: true });
  await vi.advanceTimersByTimeAsync(0);
  expect(collections.last('writeJournal').payload.anew).toBe(true);
});

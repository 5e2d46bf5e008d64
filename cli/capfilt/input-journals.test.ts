import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '../../core/settings/index.ts';
import { type Fingerprint, JOURNAL_FILE, type JournalEntry, journalLine } from '../../dataset/index.ts';
import { record, synthetic } from '../../dataset/testing/records.ts';
import { type InputJournals, takeOverJournals } from './input-journals.ts';
import { JournalFile } from './journal-file.ts';
import { picture } from './testing/fake-run.ts';

const FINGERPRINT: Fingerprint = {
  captioner: { id: 'a/b', sha256: 'aa', dtype: 'fp32' },
  matcher: null,
  settings: { ...DEFAULT_SETTINGS },
};
const OTHER = { ...FINGERPRINT, settings: { ...DEFAULT_SETTINGS, seed: 9 } };
const DROPPED = { kind: 'dropped' } as const;

function result(path: string, text: string): JournalEntry {
  const { decision: _, ...made } = record({ path, texts: [synthetic(text, 0.5)], bytes: 1 });
  return { kind: 'result', record: made };
}

const THERE: JournalEntry[] = [
  { kind: 'run', fingerprint: FINGERPRINT },
  result('a.jpg', 'from the folder'),
  result('b.jpg', 'from the folder'),
  result('unlisted.jpg', 'from the folder'),
  { kind: 'decision', path: 'c.jpg', decision: DROPPED },
];

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'blipscope-inputs-'));
  for (const folder of ['in', 'out']) await mkdir(join(home, folder));
});
afterEach(() => rm(home, { recursive: true }));

const write = (folder: string, text: string) => writeFile(join(home, folder, JOURNAL_FILE), text);
const linesOf = (entries: readonly JournalEntry[]) => entries.map(journalLine).join('');

/** What the run's own journal has after it: texts and decisions by path. */
async function takenOver(changes: Partial<InputJournals> = {}, prefix = '') {
  const journal = await JournalFile.read(join(home, 'out', JOURNAL_FILE));
  await journal.begin(journal.fingerprint ? null : FINGERPRINT);
  const pictures = ['a.jpg', 'b.jpg', 'c.jpg'].map((path) => picture(prefix + path, 'x'));
  const listing = { folders: [{ folder: join(home, 'in'), prefix }], pictures };
  const run = { listing, journal, out: join(home, 'out'), fingerprint: FINGERPRINT };
  await takeOverJournals({ ...run, force: false, dryRun: false, ...changes });
  const texts: Record<string, string | undefined> = {};
  for (const path of journal.records.keys()) texts[path] = (await journal.find(path))?.texts[0]?.text;
  await journal.close();
  return { texts, decisions: Object.fromEntries(journal.decisions) };
}

test('results that the own journal lacks are written into it, and the other one stays', async () => {
  await write('in', linesOf(THERE));
  await write('out', linesOf([{ kind: 'run', fingerprint: FINGERPRINT }, result('b.jpg', 'own')]));
  const expected = { texts: { 'a.jpg': 'from the folder', 'b.jpg': 'own' }, decisions: { 'c.jpg': DROPPED } };
  expect(await takenOver()).toEqual(expected);
  expect(await readFile(join(home, 'in', JOURNAL_FILE), 'utf8')).toBe(linesOf(THERE));
  // It is complete by itself.
  await rm(join(home, 'in', JOURNAL_FILE));
  expect((await takenOver()).texts).toEqual(expected.texts);
});

test('among several inputs, under their names', async () => {
  await write('in', linesOf(THERE));
  expect(await takenOver({}, 'in/')).toEqual({
    texts: { 'in/a.jpg': 'from the folder', 'in/b.jpg': 'from the folder' },
    decisions: { 'in/c.jpg': DROPPED },
  });
});

test('a dry run counts with them, and writes nothing', async () => {
  await write('in', linesOf(THERE));
  await write('out', linesOf(THERE.slice(0, 1)));
  expect((await takenOver({ dryRun: true })).texts).toMatchObject({ 'a.jpg': 'from the folder' });
  expect(await readFile(join(home, 'out', JOURNAL_FILE), 'utf8')).toBe(linesOf(THERE.slice(0, 1)));
});

test.each([
  ['another run', { fingerprint: OTHER }],
  ['a run that begins anew', { force: true }],
])('%s has the decisions alone', async (_, changes) => {
  await write('in', linesOf(THERE));
  expect(await takenOver(changes)).toEqual({ texts: {}, decisions: { 'c.jpg': DROPPED } });
});

test('what is decided in the own journal goes first, and a file that is no journal does no harm', async () => {
  await write('in', linesOf(THERE));
  const own: JournalEntry = { kind: 'decision', path: 'c.jpg', decision: null };
  await write('out', linesOf([{ kind: 'run', fingerprint: FINGERPRINT }, own]));
  expect((await takenOver()).decisions).toEqual({ 'c.jpg': null });
  await write('in', 'mine\n');
  await write('out', linesOf(THERE.slice(0, 1)));
  expect(await takenOver()).toEqual({ texts: {}, decisions: {} });
});

import { expect, test } from 'vitest';
import type { RunRecord } from '../core/protocol/index.ts';
import { DEFAULT_SETTINGS } from '../core/settings/index.ts';
import {
  type Fingerprint,
  fingerprintChanges,
  type JournalEntry,
  journalLine,
  readJournal,
  scanJournal,
} from './journal.ts';
import { randomNumbers } from './testing/random.ts';
import { human, record, synthetic } from './testing/records.ts';

const FINGERPRINT: Fingerprint = {
  captioner: { id: 'a/b', sha256: 'aa', dtype: 'fp32' },
  matcher: null,
  settings: { ...DEFAULT_SETTINGS, seed: 3 },
};
const RUN: JournalEntry = { kind: 'run', fingerprint: FINGERPRINT };

function result(path: string, text: string): JournalEntry {
  const { decision: _, ...made } = record({ path, texts: [synthetic(text, 0.75)] });
  return { kind: 'result', record: made satisfies RunRecord };
}

function vector(path: string, value: number): JournalEntry {
  const file = { path, bytes: 3, modified: 4, sha256: 'ab', perceptualHash: null };
  return {
    kind: 'vector',
    vector: { ...file, vector: { matcher: 'bb q8', values: Int8Array.of(value, -1) } },
  };
}

const ENTRIES: JournalEntry[] = [
  RUN,
  result('a.jpg', 'a dog'),
  { kind: 'decision', path: 'a.jpg', decision: { kind: 'edited', text: human('Größe\n“x”') } },
  result('sub/b.png', 'a cat'),
  result('a.jpg', 'two dogs'),
  { kind: 'decision', path: 'b.jpg', decision: { kind: 'dropped' } },
  { kind: 'decision', path: 'b.jpg', decision: null },
  vector('a.jpg', 5),
];
const BYTES = new TextEncoder().encode(ENTRIES.map(journalLine).join(''));

async function* inChunks(bytes: Uint8Array, size = 7): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const read = (text: string) => readJournal(inChunks(new TextEncoder().encode(text)));

test('the last line of a picture counts, for results and decisions', async () => {
  const journal = await readJournal(inChunks(BYTES));
  expect(journal).toMatchObject({ fingerprint: FINGERPRINT, end: BYTES.length, separator: '', damaged: 0 });
  expect([...journal.results.keys()]).toEqual(['a.jpg', 'sub/b.png']);
  expect(journal.results.get('a.jpg')?.texts[0]?.text).toBe('two dogs');
  expect([...journal.decisions]).toEqual([
    ['a.jpg', { kind: 'edited', text: human('Größe\n“x”') }],
    ['b.jpg', null],
  ]);
});

test('vectors stay when another run begins, and the last one of a picture counts', async () => {
  const lines = [RUN, vector('a.jpg', 1), vector('b.jpg', 2), RUN, vector('a.jpg', 3)].map(journalLine);
  const { vectors, results, damaged } = await read(lines.join(''));
  expect([...vectors.values()].map(({ vector: { values } }) => [...values])).toEqual([
    [3, -1],
    [2, -1],
  ]);
  expect([results.size, damaged]).toEqual([0, 0]);
  const nonsense = await read(`${journalLine(RUN)}{"path":"a.jpg","vector":{"matcher":"m","int8":"?"}}\n`);
  expect([nonsense.vectors.size, nonsense.damaged]).toEqual([0, 1]);
});

test('entries can be read again by their places', async () => {
  const found: JournalEntry[] = [];
  await scanJournal(inChunks(BYTES), (entry, { start, end }) => {
    expect(journalLine(entry)).toBe(`${new TextDecoder().decode(BYTES.subarray(start, end))}\n`);
    found.push(entry);
  });
  expect(found).toEqual(ENTRIES);
});

test('cut anywhere, it loses nothing but the torn line, and goes on after it', async () => {
  const random = randomNumbers(5);
  for (let round = 0; round < 300; round++) {
    const cut = random(BYTES.length + 1);
    const before = await readJournal(inChunks(BYTES.subarray(0, cut), 1 + random(40)));
    const whole = new TextDecoder().decode(BYTES.subarray(0, before.end));
    expect(whole + before.separator).toBe(
      ENTRIES.slice(0, whole.split('\n').filter(Boolean).length).map(journalLine).join(''),
    );
    const first = before.fingerprint ? '' : journalLine(RUN);
    const after = await read(`${whole}${before.separator}${first}${journalLine(result('z.jpg', 'late'))}`);
    expect(after.damaged).toBe(0);
    expect([...after.results.keys()]).toEqual([...before.results.keys(), 'z.jpg']);
  }
});

test('results before another run are void, decisions stay', async () => {
  const again = journalLine({ kind: 'run', fingerprint: { ...FINGERPRINT, matcher: FINGERPRINT.captioner } });
  const { results, decisions, fingerprint } = await read(ENTRIES.map(journalLine).join('') + again);
  expect([results.size, decisions.size, fingerprint?.matcher?.id]).toEqual([0, 2, 'a/b']);
});

test('lines that are no entries are counted and left out', async () => {
  const lines = [
    journalLine(RUN),
    'nonsense\n',
    '{"path":"a.jpg","texts":[{"text":1}]}\n',
    '\n',
    '{"path":"c.jpg","decision":{"kind":"approved"}}\n',
    journalLine(result('a.jpg', 'a dog')),
  ];
  const { damaged, results } = await read(lines.join(''));
  expect([damaged, results.size]).toEqual([3, 1]);
});

test('what is no journal, or a newer one, is refused', async () => {
  for (const text of ['a,b\n', '{"file_name":"a.jpg"}\n', '{"format":"other"', 'x']) {
    await expect(read(text)).rejects.toMatchObject({ code: 'not-a-journal' });
  }
  const newer = journalLine(RUN).replace('"version":1', '"version":2');
  await expect(read(newer)).rejects.toMatchObject({ code: 'newer-version' });
  expect(await read('')).toMatchObject({ fingerprint: null, end: 0 });
});

test('a fingerprint tells what changed, and not by the name of a model', () => {
  const { captioner, settings } = FINGERPRINT;
  const renamed = { ...FINGERPRINT, captioner: { ...captioner, id: 'mine' } };
  expect(fingerprintChanges(FINGERPRINT, renamed)).toEqual([]);
  const unread = { ...FINGERPRINT, settings: { ...settings, beams: 5 } };
  expect(fingerprintChanges(FINGERPRINT, unread)).toEqual([]);
  const other: Fingerprint = { captioner, matcher: captioner, settings: { ...settings, seed: 4 } };
  expect(fingerprintChanges(FINGERPRINT, other)).toEqual(['matcher', 'seed']);
});

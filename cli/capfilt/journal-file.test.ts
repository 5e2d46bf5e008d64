import { type FileHandle, mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { DEFAULT_SETTINGS } from '../../core/settings/index.ts';
import { type Fingerprint, journalLine } from '../../dataset/index.ts';
import { human, record, synthetic } from '../../dataset/testing/records.ts';
import { JournalFile, vectorOf } from './journal-file.ts';

const FINGERPRINT: Fingerprint = {
  captioner: { id: 'a/b', sha256: 'aa', dtype: 'fp32' },
  matcher: null,
  settings: { ...DEFAULT_SETTINGS },
};

function made(path: string, text: string) {
  const { decision: _, ...rest } = record({ path, texts: [synthetic(text, 0.5)], sha256: 'ab' });
  return rest;
}

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'blipscope-journal-'));
  path = join(folder, '.blipscope.jsonl');
});
afterEach(() => rm(folder, { recursive: true }));

test('records are found again, now and in the next run', async () => {
  const journal = await JournalFile.read(path);
  expect(journal.fingerprint).toBeNull();
  await journal.begin(FINGERPRINT);
  await journal.save(made('a.jpg', 'a dog'));
  await journal.save(made('ä.jpg', 'größer'));
  await journal.save(made('a.jpg', 'two dogs'));
  expect(await journal.find('a.jpg')).toEqual(made('a.jpg', 'two dogs'));
  await journal.close();
  const again = await JournalFile.read(path);
  expect(again.fingerprint).toEqual(FINGERPRINT);
  expect(again.records.get('ä.jpg')).toMatchObject({ bytes: 3, sha256: 'ab', failed: false });
  expect(await again.find('ä.jpg')).toEqual(made('ä.jpg', 'größer'));
  expect(await again.find('b.jpg')).toBeNull();
  await again.close();
});

test('vectors are found again, whatever runs begin after them', async () => {
  const journal = await JournalFile.read(path);
  await journal.begin(FINGERPRINT);
  const vector = { matcher: 'bb q8', values: Int8Array.of(1, -128, 127) };
  await journal.save(made('a.jpg', 'a dog'), vector);
  await journal.begin({ ...FINGERPRINT, settings: { ...FINGERPRINT.settings, seed: 5 } });
  await journal.close();
  const again = await JournalFile.read(path);
  expect(again.records.size).toBe(0);
  const { bytes, modified } = made('a.jpg', 'a dog');
  const expected = { path: 'a.jpg', bytes, modified, sha256: 'ab', perceptualHash: null, vector };
  expect(await again.findVector('a.jpg')).toEqual(expected);
  expect(await again.findVector('b.jpg')).toBeNull();
  await again.close();
});

test('a vector of other bytes than the record’s is not the record’s', () => {
  const vector = { matcher: 'bb q8', values: Int8Array.of(1) };
  const found = { path: 'a.jpg', bytes: 3, modified: 4, sha256: 'ab', perceptualHash: null, vector };
  expect(vectorOf(made('a.jpg', 'a dog'), found)).toBe(vector);
  expect(vectorOf(made('a.jpg', 'a dog'), { ...found, sha256: 'cd' })).toBeNull();
  expect(vectorOf(made('a.jpg', 'a dog'), null)).toBeNull();
});

/** Files take so many bytes more, and then fail as a full disk does. */
async function fillDisk(room: number): Promise<void> {
  const probe = await open(path, 'r');
  const prototype: FileHandle = Object.getPrototypeOf(probe);
  await probe.close();
  const write = prototype.write as (bytes: Uint8Array, offset: number, length: number) => Promise<object>;
  let left = room;
  vi.spyOn(prototype, 'write').mockImplementation(async function (
    this: FileHandle,
    bytes: Uint8Array,
    offset = 0,
  ) {
    if (left === 0) throw Object.assign(new Error('ENOSPC: no space left'), { code: 'ENOSPC' });
    const length = Math.min(left, bytes.byteLength - Number(offset));
    left -= length;
    return write.call(this, bytes, Number(offset), length);
  } as FileHandle['write']);
}

test('a result whose vector finds no room leaves nothing, and the next one is whole', async () => {
  const journal = await JournalFile.read(path);
  await journal.begin(FINGERPRINT);
  const before = await readFile(path, 'utf8');
  const result = made('a.jpg', 'a dog');
  const line = journalLine({ kind: 'result', record: result });
  await fillDisk(Buffer.byteLength(line) + 10);
  const vector = { matcher: 'bb q8', values: Int8Array.of(1, -128, 127) };
  await expect(journal.save(result, vector)).rejects.toThrow(path);
  vi.restoreAllMocks();
  expect(await readFile(path, 'utf8')).toBe(before);
  expect(await journal.find('a.jpg')).toBeNull();
  await journal.save(made('b.jpg', 'a cat'), vector);
  await journal.close();
  const again = await JournalFile.read(path);
  expect(again.damaged).toBe(0);
  expect([...again.records.keys(), ...again.vectors.keys()]).toEqual(['b.jpg', 'b.jpg']);
  await again.close();
});

test('a torn line is cut off by the next run only, and a missing end of line added', async () => {
  const whole = journalLine({ kind: 'run', fingerprint: FINGERPRINT });
  await writeFile(path, `${whole}{"path":"a.j`);
  await (await JournalFile.read(path)).close();
  expect(await readFile(path, 'utf8')).toBe(`${whole}{"path":"a.j`);
  const journal = await JournalFile.read(path);
  await journal.begin(null);
  expect(await readFile(path, 'utf8')).toBe(whole);
  await journal.close();
  await writeFile(path, whole.trimEnd());
  const next = await JournalFile.read(path);
  await next.begin(null);
  await next.save(made('a.jpg', 'a dog'));
  expect(await next.find('a.jpg')).toEqual(made('a.jpg', 'a dog'));
  await next.close();
  expect(await readFile(path, 'utf8')).toBe(
    whole + journalLine({ kind: 'result', record: made('a.jpg', 'a dog') }),
  );
});

test('a new run voids records and leaves decisions', async () => {
  const decision = { kind: 'edited', text: human('mine') } as const;
  await writeFile(
    path,
    journalLine({ kind: 'run', fingerprint: FINGERPRINT }) +
      journalLine({ kind: 'result', record: made('a.jpg', 'a dog') }) +
      journalLine({ kind: 'decision', path: 'a.jpg', decision }),
  );
  const journal = await JournalFile.read(path);
  await journal.begin({ ...FINGERPRINT, matcher: FINGERPRINT.captioner });
  expect([journal.records.size, journal.decisions.get('a.jpg')]).toEqual([0, decision]);
  await journal.close();
});

test('a file that is no journal is refused and stays', async () => {
  await writeFile(path, 'mine\n');
  await expect(JournalFile.read(path)).rejects.toMatchObject({ code: 'not-a-journal' });
  expect(await readFile(path, 'utf8')).toBe('mine\n');
});

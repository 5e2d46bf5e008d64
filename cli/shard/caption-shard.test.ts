import { mkdir, mkdtemp, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { temporaries } from '../testing/temporaries.ts';
import { attemptFile, newAttempt } from './attempt-files.ts';
import { removeLeftovers, shardId } from './caption-shard.ts';
import { isDone } from './outputs.ts';
import { fakeWorker } from './testing/fake-worker.ts';
import { attempt, FINGERPRINT, outputs, type TarFiles, writeTar } from './testing/shard.ts';

let folder: string;
let shard: string;
const FILES: TarFiles = [
  ['0.jpg', 'one'],
  ['0.txt', 'a text that came with it'],
  ['1.jpg', 'bad'],
  ['2.json', '{}'],
  ['3.jpg', 'dull one'],
  ['4.jpg', 'one'],
  ['5.jpg', 'five!'],
  ['6.jpg', 'five!'],
];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'blipscope-shard-'));
  shard = join(folder, '00042.tar');
  await mkdir(join(folder, 'out'));
  await writeTar(shard, FILES);
});
afterEach(() => rm(folder, { recursive: true }));

async function rows(): Promise<Record<string, unknown>[]> {
  const file = await asyncBufferFromFile(join(folder, 'out', '00042.parquet'));
  return parquetReadObjects({ file });
}

/** What a killed attempt leaves: its log, of a process that is no more. */
async function deadLog(lines: readonly object[]): Promise<void> {
  // No system gives this number to a process.
  const path = attemptFile(join(folder, 'out'), '00042', { ...newAttempt(), pid: 2 ** 30 }, 'log');
  await writeFile(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
}

const shaOf = async (key: string) => String((await rows()).find((row) => row.key === key)?.sha256);

describe('rows', () => {
  test('every picture has one, with its text or why it has none', async () => {
    const summary = await attempt(folder, shard);
    expect(summary).toMatchObject({ rows: 7, kept: 4, failed: 2 });
    expect((await rows()).map(({ key, status, top_caption }) => [key, status, top_caption])).toEqual([
      ['0', 'success', 'a picture of 3 bytes'],
      ['1', 'failed', ''],
      ['2', 'failed', ''],
      ['3', 'filtered', ''],
      ['4', 'success', 'a picture of 3 bytes'],
      ['5', 'success', 'a picture of 5 bytes'],
      ['6', 'success', 'a picture of 5 bytes'],
    ]);
  });

  test('texts that came with a picture are matched, filtered ones stay', async () => {
    await attempt(folder, shard);
    const [first, , , dull] = await rows();
    expect(first).toMatchObject({
      original: 'a text that came with it',
      original_itm: 0.2,
      itm: expect.closeTo(0.9),
    });
    expect(dull).toMatchObject({
      itm: null,
      error_message: 'none-passes',
      all_captions: ['a picture of 8 bytes'],
    });
  });

  test('equal pictures with equal texts are captioned once', async () => {
    const worker = fakeWorker();
    await attempt(folder, shard, { worker });
    // 0 and 4 differ by the text that came with one of them.
    expect(worker.batches.reduce((sum, size) => sum + size)).toBe(4);
  });

  test('without texts that came with them, they are', async () => {
    const worker = fakeWorker({ readsTexts: false });
    await attempt(folder, shard, { worker });
    expect(worker.batches.reduce((sum, size) => sum + size)).toBe(3);
  });
});

describe('outputs', () => {
  test('the marker names the files, and the table has the fingerprint', async () => {
    const { sha256 } = await attempt(folder, shard, { tar: true });
    const files = await outputs(folder);
    expect([...files.keys()]).toEqual([
      '00042.parquet',
      '00042.tar',
      '00042_errors.jsonl',
      '00042_stats.json',
    ]);
    const stats = JSON.parse(files.get('00042_stats.json') ?? '');
    expect(stats).toMatchObject({
      count: 7,
      successes: 4,
      failed_to_download: 1,
      failed_to_resize: 1,
      status_dict: { failed: 2, filtered: 1, success: 4 },
      fingerprint: FINGERPRINT,
    });
    expect(Object.keys(stats.files)).toEqual(['00042.parquet', '00042.tar', '00042_errors.jsonl']);
    expect(stats.files['00042.parquet'].sha256).toBe(sha256);
    const metadata = await parquetMetadataAsync(
      await asyncBufferFromFile(join(folder, 'out', '00042.parquet')),
    );
    const pairs = Object.fromEntries(
      (metadata.key_value_metadata ?? []).map(({ key, value }) => [key, value]),
    );
    expect(JSON.parse(pairs.blipscope ?? '')).toEqual(FINGERPRINT);
    const errors = (files.get('00042_errors.jsonl') ?? '')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(errors.map(({ key, status, error_message }) => `${key} ${status} ${error_message}`)).toEqual([
      '1 failed corrupt-image: The picture is damaged.',
      '2 failed file-missing: The sample has no picture.',
    ]);
  });

  test('the tar file is a shard again, with the pictures that have a text', async () => {
    await attempt(folder, shard, { tar: true });
    const input = join(folder, 'again.tar');
    await writeFile(input, await readFile(join(folder, 'out', '00042.tar')));
    await rm(join(folder, 'out'), { recursive: true });
    await mkdir(join(folder, 'out'));
    expect(await attempt(folder, input)).toMatchObject({ rows: 4, kept: 4, failed: 0 });
    expect((await rows()).map(({ key }) => key)).toEqual(['0', '4', '5', '6']);
  });

  test('an empty shard is done, too', async () => {
    await writeTar(shard, []);
    expect(await attempt(folder, shard)).toMatchObject({ rows: 0, kept: 0, failed: 0 });
    expect(await rows()).toEqual([]);
  });

  test('a shard is done with the same models and settings only', async () => {
    const out = join(folder, 'out');
    expect(await isDone(out, '00042', FINGERPRINT)).toBe(false);
    await attempt(folder, shard, { tar: true });
    expect(await isDone(out, '00042', FINGERPRINT)).toBe(true);
    const other = { ...FINGERPRINT, settings: { sha256: 'c' } };
    await expect(isDone(out, '00042', other)).rejects.toMatchObject({
      exitCode: 64,
      message: expect.stringContaining('is done with another settings'),
    });
    // Captioned again, nothing of before stays.
    await attempt(folder, shard, { fingerprint: other });
    expect([...(await outputs(folder)).keys()]).not.toContain('00042.tar');
    expect(await isDone(out, '00042', other)).toBe(true);
  });

  test.each(['00042.parquet', '00042_stats.json', '00042_errors.jsonl', '00042.tar'])(
    'a %s of another program is not overwritten',
    async (name) => {
      await writeFile(join(folder, 'out', name), '{"count":1, "padding": "of another program"}');
      await expect(attempt(folder, shard)).rejects.toMatchObject({ exitCode: 64 });
      expect(await outputs(folder)).toEqual(
        new Map([[name, '{"count":1, "padding": "of another program"}']]),
      );
    },
  );
});

describe('attempts', () => {
  test('a stopped one finishes its batch, the next one goes on, and the bytes are the same', async () => {
    await attempt(folder, shard, { tar: true });
    const whole = await outputs(folder);
    await rm(join(folder, 'out'), { recursive: true });
    await mkdir(join(folder, 'out'));
    const stop = new AbortController();
    const first = fakeWorker({ onBatch: () => stop.abort() });
    await expect(
      attempt(folder, shard, { worker: first, stop: stop.signal, tar: true }),
    ).rejects.toMatchObject({
      code: 'stopped',
      exitCode: 75,
    });
    expect([...(await outputs(folder)).keys()]).toEqual([expect.stringMatching(/^\.00042~.*~log$/)]);
    const second = fakeWorker();
    await attempt(folder, shard, { worker: second, tar: true });
    expect([...first.batches, ...second.batches].reduce((sum, size) => sum + size)).toBe(4);
    expect(await outputs(folder)).toEqual(whole);
  });

  test('two at once do no harm', async () => {
    await attempt(folder, shard);
    const whole = await outputs(folder);
    await Promise.all([attempt(folder, shard), attempt(folder, shard)]);
    expect(await outputs(folder)).toEqual(whole);
  });

  test('one that is stopped after another has done the shard leaves nothing', async () => {
    const stop = new AbortController();
    const onBatch = async (batch: number) => {
      if (batch > 1) return;
      await attempt(folder, shard);
      stop.abort();
    };
    const slow = fakeWorker({ onBatch });
    await expect(attempt(folder, shard, { worker: slow, stop: stop.signal })).rejects.toMatchObject({
      code: 'stopped',
    });
    expect((await outputs(folder)).size).toBe(3);
  });

  test('one that was stopped is over, though its process has not ended yet', async () => {
    const stop = new AbortController();
    const first = fakeWorker({ onBatch: () => stop.abort() });
    await attempt(folder, shard, { worker: first, stop: stop.signal }).catch(() => {});
    const [log = ''] = (await outputs(folder)).keys();
    // As of another process that is there.
    const others = log.replace(`~${process.pid}~`, `~${process.ppid}~`);
    await rename(join(folder, 'out', log), join(folder, 'out', others));
    const second = fakeWorker();
    await attempt(folder, shard, { worker: second });
    expect([...first.batches, ...second.batches].reduce((sum, size) => sum + size)).toBe(4);
    expect((await outputs(folder)).size).toBe(3);
  });

  test('what one has left that was killed after the marker is removed', async () => {
    await attempt(folder, shard);
    await deadLog([{ fingerprint: JSON.stringify(FINGERPRINT), deaths: [] }]);
    const whole = await outputs(folder);
    expect(whole.size).toBe(4);
    await removeLeftovers(join(folder, 'out'), '00042');
    expect((await outputs(folder)).size).toBe(3);
  });

  test('results of other settings are not used', async () => {
    const stop = new AbortController();
    const worker = fakeWorker({ onBatch: () => stop.abort() });
    await attempt(folder, shard, { worker, stop: stop.signal }).catch(() => {});
    const second = fakeWorker();
    await attempt(folder, shard, { worker: second, fingerprint: { ...FINGERPRINT, version: '2' } });
    expect(second.batches.reduce((sum, size) => sum + size)).toBe(4);
  });

  test('a torn line of a killed one is left out', async () => {
    await deadLog([{ fingerprint: JSON.stringify(FINGERPRINT), deaths: [] }]);
    const [name] = [...(await outputs(folder)).keys()];
    await writeFile(join(folder, 'out', name ?? ''), '{"key":"x","ma', { flag: 'a' });
    expect(await attempt(folder, shard)).toMatchObject({ rows: 7, kept: 4 });
  });

  test('files of an attempt that goes on elsewhere stay', async () => {
    const elsewhere = attemptFile(
      join(folder, 'out'),
      '00042',
      { ...newAttempt(), host: 'elsewhere' },
      'log',
    );
    await writeFile(elsewhere, '{"hand":["x"]}\n');
    await attempt(folder, shard);
    expect([...(await outputs(folder)).keys()]).toContain(elsewhere.split('/').at(-1));
  });
});

describe('poison', () => {
  test('a picture with which the program was lost twice, once alone, is a row and is not tried again', async () => {
    await attempt(folder, shard);
    const poison = await shaOf('5');
    const other = await shaOf('0');
    await rm(join(folder, 'out'), { recursive: true });
    await mkdir(join(folder, 'out'));
    await deadLog([{ hand: [other, poison] }]);
    await deadLog([{ hand: [poison] }]);
    const summary = await attempt(folder, shard);
    expect(summary).toMatchObject({ rows: 7, kept: 2, failed: 4 });
    expect((await rows()).filter(({ status }) => status === 'crashed')).toEqual([
      expect.objectContaining({ key: '5', error_message: expect.stringContaining('worker-crashed') }),
      expect.objectContaining({ key: '6', error_message: expect.stringContaining('worker-crashed') }),
    ]);
    expect([...(await outputs(folder)).keys()]).toHaveLength(3);
  });

  test('a suspected picture is captioned alone, then the others go on in batches', async () => {
    await attempt(folder, shard);
    const suspect = await shaOf('0');
    await deadLog([{ hand: [suspect, 'x'] }]);
    await deadLog([{ hand: [suspect, 'y'] }]);
    const worker = fakeWorker();
    await attempt(folder, shard, { worker });
    // The others in hand are not in the shard, so that no batch is safe.
    expect(worker.batches).toEqual([1, 1, 1, 1]);
  });

  test('the deaths of an attempt count once, whoever has taken them over', async () => {
    await attempt(folder, shard);
    const suspect = await shaOf('5');
    await deadLog([{ fingerprint: '', deaths: [[suspect, 'a', true]] }]);
    await deadLog([{ fingerprint: '', deaths: [[suspect, 'a', true]] }]);
    expect(await attempt(folder, shard)).toMatchObject({ kept: 4, failed: 2 });
  });

  test('an end from outside is forgiven', async () => {
    await attempt(folder, shard);
    const suspect = await shaOf('5');
    await deadLog([{ hand: [suspect] }]);
    await deadLog([{ hand: [suspect] }]);
    expect(await attempt(folder, shard, { forgive: true })).toMatchObject({ kept: 4, failed: 2 });
  });

  test('a batch that fails is tried picture by picture', async () => {
    const worker = fakeWorker({
      onBatch: (batch) => {
        if (batch === 1 || batch === 2) throw new Error('odd');
      },
    });
    expect(await attempt(folder, shard, { worker })).toMatchObject({ rows: 7, kept: 3, failed: 3 });
    expect(worker.batches).toEqual([2, 1, 1, 2]);
  });
});

describe('inputs', () => {
  const keys = async () => (await rows()).map(({ key, status }) => `${key} ${status}`);

  beforeEach(async () => {
    await mkdir(join(folder, 'pictures'));
    for (const [name, content] of FILES) await writeFile(join(folder, 'pictures', name), content);
  });

  test('a folder', async () => {
    await symlink('/nowhere', join(folder, 'pictures', '9.jpg'));
    const warnings: string[] = [];
    await attempt(folder, join(folder, 'pictures'), { warn: (message) => warnings.push(message) });
    expect(await keys()).toEqual([
      '0 success',
      '1 failed',
      '2 failed',
      '3 filtered',
      '4 success',
      '5 success',
      '6 success',
    ]);
    expect(warnings).toEqual(['9.jpg: left out, it is no file']);
  });

  test('a list of paths and addresses, by file:', async () => {
    const list = join(folder, 'list.txt');
    const absolute = join(folder, 'pictures', '3.jpg');
    await writeFile(list, `pictures/0.jpg\r\n\n${absolute}\n${pathToFileURL(absolute)}\nno/such.jpg`);
    await attempt(folder, pathToFileURL(list).href);
    expect(await keys()).toEqual([
      '000000000 success',
      '000000002 filtered',
      '000000003 filtered',
      '000000004 failed',
    ]);
  });

  test.each(['00042.tar.gz', 'named-otherwise.tar'])('a tar file in gzip, as %s', async (name) => {
    await writeFile(join(folder, name), gzipSync(await readFile(shard)));
    const before = await temporaries();
    expect(await attempt(folder, join(folder, name))).toMatchObject({ rows: 7, kept: 4, failed: 2 });
    await writeFile(join(folder, name), gzipSync(await readFile(shard)).subarray(0, -20));
    await expect(attempt(folder, join(folder, name))).rejects.toMatchObject({ exitCode: 42 });
    expect(await temporaries()).toEqual(before);
  });

  test('a table of this program', async () => {
    await attempt(folder, shard);
    const table = join(folder, 'pictures', 'table.parquet');
    await writeFile(table, await readFile(join(folder, 'out', '00042.parquet')));
    await attempt(folder, table);
    // Its pictures lie beside it, but for the one that is none.
    expect((await keys()).slice(0, 3)).toEqual(['0 success', '1 failed', '2 failed']);
  });

  test.each([
    ['missing.tar', null, 42],
    ['zip.tar', 'PK\x03\x04\0\0', 42],
    ['gzip.tar', '\x1f\x8b\x08\0', 42],
    ['broken.parquet', 'PAR1 and nothing else', 42],
    ['s3://bucket/00042.tar', null, 64],
  ])('%s is refused', async (name, content, exitCode) => {
    const path = name.includes('://') ? name : join(folder, name);
    if (content !== null) await writeFile(path, content, 'latin1');
    await expect(attempt(folder, path)).rejects.toMatchObject({ exitCode });
  });
});

test('the name of a shard is that of its file', () => {
  expect(shardId('/data/00042.tar')).toBe('00042');
  expect(shardId('https://a.test/x/00042.parquet?signature=a/b')).toBe('00042');
  expect(['00042.tgz', 'a/00042.tar.gz'].map(shardId)).toEqual(['00042', '00042']);
  expect(shardId('data/v1.2/')).toBe('v1.2');
  expect(() => shardId('a~b.tar')).toThrow('cannot be named');
});

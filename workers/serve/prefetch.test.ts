import { beforeEach, expect, test, vi } from 'vitest';
import type { ReadPicture } from '../../core/protocol/index.ts';
import { Prefetcher } from './prefetch.ts';

const SETTINGS = { size: 2, mean: [0, 0, 0], std: [1, 1, 1] };
const files = { a: new Blob(['a']), b: new Blob(['b']), c: new Blob(['c']) };
const named = (...ids: (keyof typeof files)[]) => ids.map((id) => ({ id, file: files[id] }));
const settled = () => new Promise((resolve) => setTimeout(resolve));

/** Reads that end when the test says so, oldest first. */
const reading: { file: Blob; end: (width: number) => void; fail: () => void }[] = [];
const read = vi.fn((file: Blob) => {
  return new Promise<ReadPicture>((resolve, reject) => {
    const end = (width: number) => resolve({ width, height: 1, pixelValues: new Float32Array() });
    reading.push({ file, end, fail: () => reject(new Error('damaged')) });
  });
});

let prefetcher: Prefetcher;

beforeEach(() => {
  reading.splice(0);
  read.mockClear();
  prefetcher = new Prefetcher(read);
});

test('a prefetched picture is not read again, and is returned once', async () => {
  prefetcher.expect(named('a'), SETTINGS);
  await settled();
  expect(read).toHaveBeenCalledExactlyOnceWith(files.a, SETTINGS);
  reading[0]!.end(7);
  expect(await prefetcher.take('a')).toMatchObject({ width: 7 });
  expect(await prefetcher.take('a')).toBeNull();
});

test('pictures are read one at a time, two at most', async () => {
  prefetcher.expect(named('a', 'b', 'c'), SETTINGS);
  await settled();
  expect(reading.map(({ file }) => file)).toEqual([files.a]);
  reading[0]!.end(1);
  await settled();
  expect(reading.map(({ file }) => file)).toEqual([files.a, files.b]);
  reading[1]!.end(2);
  await settled();
  expect(read).toHaveBeenCalledTimes(2);
  expect(await prefetcher.take('c')).toBeNull();
});

test('a picture that is still wanted is not read again; one that is not is not read', async () => {
  prefetcher.expect(named('a', 'b'), SETTINGS);
  await settled();
  prefetcher.expect(named('a', 'c'), SETTINGS);
  reading[0]!.end(1);
  await settled();
  expect(reading.map(({ file }) => file)).toEqual([files.a, files.c]);
  expect(await prefetcher.take('a')).toMatchObject({ width: 1 });
});

test('taking a picture waits until it is read', async () => {
  prefetcher.expect(named('a'), SETTINGS);
  const taken = prefetcher.take('a');
  prefetcher.expect(named('b'), SETTINGS);
  await settled();
  reading[0]!.end(5);
  expect(await taken).toMatchObject({ width: 5 });
});

test('a picture that cannot be read is left to its run, and the next one is read', async () => {
  prefetcher.expect(named('a', 'b'), SETTINGS);
  await settled();
  reading[0]!.fail();
  expect(await prefetcher.take('a')).toBeNull();
  await settled();
  reading[1]!.end(3);
  expect(await prefetcher.take('b')).toMatchObject({ width: 3 });
});

test('clear drops everything', async () => {
  prefetcher.expect(named('a', 'b'), SETTINGS);
  await settled();
  prefetcher.clear();
  reading[0]!.end(1);
  await settled();
  expect(await prefetcher.take('a')).toBeNull();
  expect(read).toHaveBeenCalledTimes(1);
});

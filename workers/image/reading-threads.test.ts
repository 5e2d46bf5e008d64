import { expect, test, vi } from 'vitest';
import type { PreparedPicture } from '../../core/protocol/index.ts';
import type { PicturePreparer } from './prepare.ts';
import { countReadingThreads, prepareInThreads } from './reading-threads.ts';

test.each([
  { cores: 1, engineThreads: 1, memory: 8, threads: 1 },
  { cores: 2, engineThreads: 1, memory: 8, threads: 1 },
  { cores: 2, engineThreads: 2, memory: 8, threads: 1 },
  { cores: 4, engineThreads: 1, memory: 8, threads: 3 },
  { cores: 8, engineThreads: 4, memory: 8, threads: 4 },
  { cores: 16, engineThreads: 1, memory: 8, threads: 4 },
  { cores: 16, engineThreads: 1, memory: 4, threads: 2 },
  { cores: 16, engineThreads: 1, memory: undefined, threads: 2 },
])('$cores cores, $engineThreads for the engine, $memory GB: $threads to read', ({ threads, ...spare }) => {
  expect(countReadingThreads(spare)).toBe(threads);
});

const PICTURE: PreparedPicture = {
  width: 1,
  height: 1,
  sha256: '',
  perceptualHash: '',
  texts: [],
  pixelValues: [],
};

/** Threads whose pictures end when the test says so. */
class Threads {
  readonly opened: number[] = [];
  readonly reading: { thread: number; name: string; end: () => void; fail: (reason: Error) => void }[] = [];

  readonly open = (): PicturePreparer => {
    const thread = this.opened.push(this.opened.length);
    return (file) =>
      new Promise((resolve, reject) => {
        this.reading.push({ thread, name: file.type, end: () => resolve(PICTURE), fail: reject });
      });
  };
}

const named = (name: string) => new Blob([], { type: name });
const here = vi.fn<PicturePreparer>(async () => PICTURE);
/** Everything that can go on has gone on. */
const settle = () => new Promise((resolve) => setTimeout(resolve));

test('each thread has one picture at a time, and the others wait in order', async () => {
  const threads = new Threads();
  const prepare = prepareInThreads(threads.open, here, () => 2);
  const all = ['a', 'b', 'c', 'd'].map((name) => prepare(named(name), []));
  await settle();
  expect(threads.reading.map(({ name }) => name)).toEqual(['a', 'b']);
  threads.reading[1]!.end();
  await settle();
  expect(threads.reading.map(({ name, thread }) => [name, thread])).toEqual([
    ['a', 1],
    ['b', 2],
    ['c', 2],
  ]);
  threads.reading[0]!.end();
  await settle();
  for (const { end } of threads.reading) end();
  expect(await Promise.all(all)).toHaveLength(4);
  expect(threads.opened).toHaveLength(2);
});

test('one picture after the other needs one thread', async () => {
  const threads = new Threads();
  const prepare = prepareInThreads(threads.open, here, () => 4);
  for (const name of ['a', 'b', 'c']) {
    const reading = prepare(named(name), []);
    await settle();
    threads.reading.at(-1)!.end();
    await reading;
  }
  expect(threads.opened).toHaveLength(1);
});

test('a picture that fails frees its thread', async () => {
  const threads = new Threads();
  const prepare = prepareInThreads(threads.open, here, () => 1);
  const [bad, good] = [prepare(named('bad'), []), prepare(named('good'), [])];
  await settle();
  threads.reading[0]!.fail(new Error('damaged'));
  await expect(bad).rejects.toThrow('damaged');
  threads.reading[1]!.end();
  expect(await good).toBe(PICTURE);
});

test('where a thread cannot be opened, those that there are go on; where there is none, this one', async () => {
  const threads = new Threads();
  const open = vi.fn(threads.open);
  const prepare = prepareInThreads(open, here, () => 4);
  const first = prepare(named('a'), []);
  open.mockImplementation(() => {
    throw new Error('no more threads');
  });
  const second = prepare(named('b'), []);
  await settle();
  threads.reading[0]!.end();
  await settle();
  threads.reading[1]!.end();
  await Promise.all([first, second]);
  expect(here).not.toHaveBeenCalled();

  const none = prepareInThreads(open, here, () => 4);
  expect(await Promise.all([none(named('c'), []), none(named('d'), [])])).toHaveLength(2);
  expect(here).toHaveBeenCalledTimes(2);
});

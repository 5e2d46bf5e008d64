import { expect, test } from 'vitest';
import { NewestFirst } from './newest-first.ts';

/** A job that the test ends, and the order in which jobs began. */
function setUp() {
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const queue = new NewestFirst(1);
  const add = (name: string, signal = new AbortController().signal) =>
    queue.run(
      () =>
        new Promise<string>((resolve) => {
          begun.push(name);
          ends.set(name, () => resolve(name));
        }),
      signal,
    );
  const end = async (name: string) => {
    ends.get(name)!();
    await new Promise((resolve) => setTimeout(resolve));
  };
  return { begun, add, end };
}

test('the newest job that waits is next', async () => {
  const { begun, add, end } = setUp();
  for (const name of ['a', 'b', 'c']) void add(name);
  await end('a');
  await end('c');
  expect(begun).toEqual(['a', 'c', 'b']);
});

test('a cancelled job does not begin; the others do', async () => {
  const { begun, add, end } = setUp();
  const stop = new AbortController();
  void add('a');
  const cancelled = add('b', stop.signal);
  void add('c');
  stop.abort();
  await expect(cancelled).rejects.toThrow();
  await end('a');
  await end('c');
  expect(begun).toEqual(['a', 'c']);
  void add('d');
  expect(begun.at(-1)).toBe('d');
});

test('a cancel is answered at once while the job runs, whose place is not free before its end', async () => {
  const { begun, add, end } = setUp();
  const stop = new AbortController();
  const running = add('a', stop.signal);
  void add('b');
  stop.abort();
  await expect(running).rejects.toThrow();
  expect(begun).toEqual(['a']);
  await end('a');
  expect(begun).toEqual(['a', 'b']);
});

test('a job that fails makes room for the next', async () => {
  const queue = new NewestFirst(1);
  const { signal } = new AbortController();
  await expect(queue.run(() => Promise.reject(new Error('no')), signal)).rejects.toThrow('no');
  expect(await queue.run(async () => 'yes', signal)).toBe('yes');
});

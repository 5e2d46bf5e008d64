import { expect, test } from 'vitest';
import { withPrefetch } from './pictures.ts';

/** Events in order. Preparing and working take a few turns each. */
function diary() {
  const lines: string[] = [];
  const doing = async (what: string) => {
    lines.push(`${what} begins`);
    await new Promise((resolve) => setTimeout(resolve));
    lines.push(`${what} ends`);
  };
  return { lines, doing };
}

test('prepares only the next item while one is processed', async () => {
  const { lines, doing } = diary();
  const prepare = async (item: string) => {
    await doing(`prepare ${item}`);
    return item;
  };
  await withPrefetch(['a', 'b', 'c'], prepare, (item) => doing(`work ${item}`));
  expect(lines.indexOf('prepare b begins')).toBeLessThan(lines.indexOf('work a ends'));
  expect(lines.indexOf('prepare c begins')).toBeGreaterThan(lines.indexOf('work a ends'));
  const work = lines.filter((line) => line.startsWith('work'));
  expect(work).toEqual(['a', 'b', 'c'].flatMap((item) => [`work ${item} begins`, `work ${item} ends`]));
});

test('throws an error of `prepare` in the turn of the item', async () => {
  const { lines, doing } = diary();
  const prepare = async (item: string) => {
    if (item === 'b') throw new Error('b is damaged');
    return item;
  };
  const all = withPrefetch(['a', 'b', 'c'], prepare, (item) => doing(`work ${item}`));
  await expect(all).rejects.toThrow('b is damaged');
  expect(lines).toEqual(['work a begins', 'work a ends']);
});

test('ignores a prepared item if the work fails', async () => {
  const prepare = async (item: string) => {
    if (item === 'b') throw new Error('b is damaged');
    return item;
  };
  const fail = () => Promise.reject(new Error('the model is gone'));
  await expect(withPrefetch(['a', 'b'], prepare, fail)).rejects.toThrow('the model is gone');
});

test('accepts an empty list', async () => {
  await withPrefetch(
    [],
    () => Promise.reject(new Error('not asked')),
    async () => {},
  );
});

import { expect, test } from 'vitest';
import { settled } from '../../worker-client/fake';
import { followTabs, type TabLocks } from './tabs';

/** Locks as the browser has them: one holder, the others in line. */
function createLocks() {
  const line: (() => void)[] = [];
  let held = false;
  const take = (callback: (lock: Lock | null) => unknown) => {
    held = true;
    callback({ name: '', mode: 'exclusive' });
  };
  const request = async (_: string, ...rest: unknown[]) => {
    const callback = rest.at(-1) as (lock: Lock | null) => unknown;
    if (!held) return take(callback);
    if (rest.length > 1) return callback(null);
    line.push(() => take(callback));
  };
  const leave = () => {
    held = false;
    line.shift()?.();
  };
  return { locks: { request } as unknown as TabLocks, leave };
}

test('the second tab knows of the first, until that one is closed', async () => {
  const { locks, leave } = createLocks();
  const calls: [string, boolean][] = [];
  followTabs(locks, (other) => calls.push(['first', other]), 'tab');
  followTabs(locks, (other) => calls.push(['second', other]), 'tab');
  await settled();
  expect(calls).toEqual([
    ['first', false],
    ['second', true],
  ]);
  leave();
  await settled();
  expect(calls.at(-1)).toEqual(['second', false]);
});

import { expect, test, vi } from 'vitest';
import { Locks } from './locks.ts';

const job = vi.fn(async () => {});

test.each<[string, (locks: Locks) => Promise<void>]>([
  ['exclusively', (locks) => locks.exclusively('a', job)],
  ['ifFree', (locks) => locks.ifFree('a', job)],
  ['hold', (locks) => locks.hold('a')],
])('without Web Locks, %s says that the browser keeps no files', async (_, take) => {
  const locks = new Locks(undefined);
  await expect(take(locks)).rejects.toMatchObject({ code: 'storage-off' });
  await locks.release('a');
  expect(job).not.toHaveBeenCalled();
});

import { afterEach, expect, test, vi } from 'vitest';
import { takeOver } from './take-over.ts';
import { STORAGE_TIMEOUT_MS } from './within.ts';

afterEach(() => void vi.useRealTimers());

const forever = () => new Promise<never>(() => {});

test('the pages are claimed after the shell has taken over, and a claim that never settles is not waited for', async () => {
  const done: string[] = [];
  const shell = { takeOver: async () => void done.push('shell') };
  const claim = () => {
    done.push('claim');
    return forever();
  };
  await takeOver(shell, { claim });
  expect(done).toEqual(['shell', 'claim']);
});

test('a storage that hangs holds up the claim only for a while', async () => {
  vi.useFakeTimers();
  const claim = vi.fn(forever);
  void takeOver({ takeOver: forever }, { claim });
  await vi.advanceTimersByTimeAsync(STORAGE_TIMEOUT_MS);
  expect(claim).toHaveBeenCalledTimes(1);
});

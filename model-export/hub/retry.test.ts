import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { FetchError } from './errors.ts';
import { retrying, sleep } from './retry.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const lost = new FetchError('offline', 'Lost.', { passing: true });

test('waits before retrying', async () => {
  const attempt = vi.fn().mockRejectedValueOnce(lost).mockRejectedValueOnce(lost).mockResolvedValue('here');
  const result = retrying(attempt, { sleep });
  await vi.advanceTimersByTimeAsync(500 + 999);
  expect(attempt).toHaveBeenCalledTimes(2);
  await vi.advanceTimersByTimeAsync(1);
  expect(await result).toBe('here');
});

test('does not retry permanent faults and programming errors', async () => {
  const errors = [new FetchError('not-found', 'Gone.'), new TypeError('A slip.')];
  for (const error of errors) {
    const attempt = vi.fn().mockRejectedValue(error);
    await expect(retrying(attempt, { sleep })).rejects.toBe(error);
    expect(attempt).toHaveBeenCalledOnce();
  }
});

test('an abort ends the wait and clears the timer', async () => {
  const abort = new AbortController();
  const result = retrying(() => Promise.reject(lost), { sleep, signal: abort.signal });
  const caught = result.catch((error: unknown) => error);
  await vi.advanceTimersByTimeAsync(10);
  expect(vi.getTimerCount()).toBe(1);
  abort.abort('closed');
  expect(await caught).toBe('closed');
  expect(vi.getTimerCount()).toBe(0);
});

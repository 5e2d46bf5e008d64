import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { HubConnection } from './connection.ts';
import { IdleWatch } from './idle-watch.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('aborts after a time without data', () => {
  const watch = new IdleWatch(1000);
  watch.wait();
  vi.advanceTimersByTime(999);
  watch.rest();
  vi.advanceTimersByTime(5000);
  watch.wait();
  vi.advanceTimersByTime(999);
  expect(watch.signal.aborted).toBe(false);
  vi.advanceTimersByTime(1);
  expect(watch.signal.reason).toMatchObject({ message: 'no byte arrived for 1 s' });
});

test('aborts with the caller’s signal, before and after', () => {
  const abort = new AbortController();
  const watch = new IdleWatch(1000, abort.signal);
  abort.abort('closed');
  expect(watch.signal.reason).toBe('closed');
  expect(new IdleWatch(1000, abort.signal).signal.reason).toBe('closed');
});

/** A hub whose response stalls after the first chunk. */
function stallingHub(signal?: AbortSignal) {
  const fetch: typeof globalThis.fetch = async (_, init) => {
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(new TextEncoder().encode('[1'));
        init?.signal?.addEventListener('abort', () => controller.error(init.signal?.reason));
      },
    });
    return new Response(body);
  };
  return new HubConnection({ endpoint: 'https://hub.example', fetch, ...(signal && { signal }) });
}

test('a connection is lost after 45 seconds without data; no timer is left', async () => {
  const caught = stallingHub()
    .getText('https://hub.example/api', 'it')
    .catch((error: unknown) => error);
  await vi.advanceTimersByTimeAsync(44_999);
  expect(vi.getTimerCount()).toBe(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(await caught).toMatchObject({ code: 'offline', passing: true });
  expect(vi.getTimerCount()).toBe(0);
});

test('the reader’s time does not count', async () => {
  const reply = await stallingHub().get('https://hub.example/api', 'it');
  const pieces = reply.pieces();
  expect((await pieces.next()).done).toBe(false);
  await vi.advanceTimersByTimeAsync(100_000);
  expect(vi.getTimerCount()).toBe(0);
  await pieces.return(undefined);
});

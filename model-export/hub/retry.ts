import { FetchError } from './errors.ts';

/** Waits; rejects with the signal's reason as soon as it is aborted. */
export type Sleep = (milliseconds: number, signal?: AbortSignal) => Promise<void>;

export interface RetryOptions {
  sleep: Sleep;
  signal?: AbortSignal;
  /** What an attempt that failed may have brought all the same: failures count only while this stays as it is. */
  progress?: () => number;
}

/** Waits of 0.5, 1, 2, 4 and 8 seconds. */
const RETRIES = 5;
const FIRST_WAIT_MS = 500;
/** A server that asks for more patience is not waited for. */
const MAX_WAIT_MS = 60_000;

/** Runs `attempt` again after passing `FetchError`s, a bounded number of times in a row; then the last one is thrown. */
export async function retrying<T>(attempt: () => Promise<T>, options: RetryOptions): Promise<T> {
  const { sleep, signal, progress = () => 0 } = options;
  for (let failures = 0; ; ) {
    const before = progress();
    try {
      return await attempt();
    } catch (error) {
      signal?.throwIfAborted();
      failures = progress() === before ? failures + 1 : 1;
      await sleep(waitAfter(error, failures), signal);
    }
  }
}

/** In milliseconds; throws the error again when there is nothing to wait for. */
function waitAfter(error: unknown, failures: number): number {
  if (!(error instanceof FetchError) || !error.passing || failures > RETRIES) throw error;
  const wait = error.retryAfterMs ?? FIRST_WAIT_MS * 2 ** (failures - 1);
  if (wait > MAX_WAIT_MS) throw error;
  return wait;
}

export const sleep: Sleep = (milliseconds, signal) =>
  new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, milliseconds);
    signal?.addEventListener('abort', stop, { once: true });
  });

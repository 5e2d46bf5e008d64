import { FetchError } from './errors.ts';

/** Waits. Rejects with the signal's reason when aborted. */
export type Sleep = (milliseconds: number, signal?: AbortSignal) => Promise<void>;

export interface RetryOptions {
  sleep: Sleep;
  signal?: AbortSignal;
  /** The progress of failed attempts: failures are counted only while it does not change. */
  progress?: () => number;
}

/** Waits of 0.5, 1, 2, 4 and 8 seconds. */
const RETRIES = 5;
const FIRST_WAIT_MS = 500;
/** Longer delays are not waited for. */
const MAX_WAIT_MS = 60_000;

/**
 * Retries `attempt` after passing `FetchError`s, a limited number of times in a row.
 * @throws {FetchError} the last one
 */
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

/**
 * The delay in milliseconds.
 * @throws the error itself, if it is not worth a retry
 */
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

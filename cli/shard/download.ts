/** Reads from the network with limits of time and size. What may succeed the next time is tried a few times. */
import { open } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { oneLine } from '../errors.ts';
import { writeAll } from '../files.ts';
import { ShardError } from './shard-error.ts';

export interface DownloadLimits {
  /** Milliseconds without a byte. */
  silence: number;
  maxBytes: number;
  attempts: number;
  /** Milliseconds before the second attempt; twice as many before each further one. */
  pause: number;
}

const GIB = 2 ** 30;
export const SHARD_LIMITS: DownloadLimits = { silence: 60_000, maxBytes: 64 * GIB, attempts: 4, pause: 1000 };
export const PICTURE_LIMITS: DownloadLimits = { silence: 20_000, maxBytes: GIB / 4, attempts: 3, pause: 500 };

/** Answers that are not about this address but about the moment. */
const BUSY = [408, 425, 429, 500, 502, 503, 504];

/**
 * Hands on the bytes of an address, from the first one on at each attempt.
 * @throws {ShardError} 'unreadable' if the address will never answer, else 'network'
 */
export async function download<T>(
  url: string,
  { attempts, pause, ...limits }: DownloadLimits,
  take: (chunks: AsyncIterable<Uint8Array>) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await take(chunksOf(url, limits));
    } catch (error) {
      const isNetwork = error instanceof ShardError && error.code === 'network';
      if (!isNetwork || attempt >= attempts) throw error;
      await wait(pause * 2 ** (attempt - 1));
    }
  }
}

/** @throws as `download` does */
export async function downloadTo(url: string, path: string, limits: DownloadLimits): Promise<void> {
  await download(url, limits, async (chunks) => {
    const file = await open(path, 'w');
    try {
      for await (const chunk of chunks) await writeAll(file, chunk);
    } finally {
      await file.close();
    }
  });
}

/** @throws as `download` does */
export async function downloadBytes(url: string, limits: DownloadLimits): Promise<Uint8Array> {
  return download(url, limits, async (chunks) => {
    const parts: Uint8Array[] = [];
    for await (const chunk of chunks) parts.push(chunk);
    return Buffer.concat(parts);
  });
}

async function* chunksOf(
  url: string,
  { silence, maxBytes }: Pick<DownloadLimits, 'silence' | 'maxBytes'>,
): AsyncGenerator<Uint8Array> {
  const abort = new AbortController();
  const late = () => abort.abort(new Error(`no answer for ${silence / 1000} s`));
  let timer = setTimeout(late, silence);
  try {
    const response = await fetch(url, { signal: abort.signal });
    if (!response.ok) throw refused(url, response.status);
    const announced = Number(response.headers.get('content-length') ?? 0);
    let total = 0;
    // Compressed answers have more bytes than they announce.
    const isExact = response.headers.get('content-encoding') === null;
    if (announced > maxBytes) throw tooLarge(url, maxBytes);
    for await (const chunk of response.body ?? []) {
      clearTimeout(timer);
      timer = setTimeout(late, silence);
      total += chunk.byteLength;
      if (total > maxBytes) throw tooLarge(url, maxBytes);
      yield chunk;
    }
    if (isExact && announced > total) throw new Error(`${total} of ${announced} bytes`);
  } catch (error) {
    throw error instanceof ShardError ? error : broken(url, error);
  } finally {
    clearTimeout(timer);
    abort.abort();
  }
}

function refused(url: string, status: number): ShardError {
  return new ShardError(BUSY.includes(status) ? 'network' : 'unreadable', `${shown(url)} answers ${status}.`);
}

function tooLarge(url: string, maxBytes: number): ShardError {
  return new ShardError('unreadable', `${shown(url)} has more than ${maxBytes} bytes.`);
}

function broken(url: string, error: unknown): ShardError {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return new ShardError('network', `${shown(url)} cannot be read: ${oneLine(cause)}.`, { cause: error });
}

/** Without the query, which may be a signature. */
function shown(url: string): string {
  const { origin, pathname } = new URL(url);
  return origin + pathname;
}

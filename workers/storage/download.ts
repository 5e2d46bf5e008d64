/// <reference path="../build-constants.d.ts" />
import { piecesOf } from '../../core/pieces-of.ts';
import { StorageError } from './errors.ts';

export interface DownloadOptions {
  /** Receives the number of bytes of each chunk. */
  onBytes?: (bytes: number) => void;
  signal?: AbortSignal | undefined;
  /** The expected number of bytes, if known, so that the buffer is allocated once. */
  size?: number;
}

/**
 * Downloads a file, in the app from this origin only.
 * @throws {StorageError} ('bad-settings') for another origin, in the app; ('offline') if the server cannot be reached, fails, or
 *   the connection breaks; ('model-missing') if there is no such file
 * @throws {DOMException} the signal's reason, if aborted
 */
export async function download(url: string, options: DownloadOptions = {}): Promise<Uint8Array<ArrayBuffer>> {
  requireSameOrigin(url);
  const { signal } = options;
  try {
    // Bypasses the browser's cache: the store persists checked files, and a second copy would waste space.
    const response = await fetch(url, { cache: 'no-store', signal: signal ?? null });
    // A failing server has the file later, as with a broken connection.
    if (response.status >= 500) throw new Error(`HTTP status ${response.status}`);
    if (!response.ok || isPage(response)) throw missing(url, response.status);
    return await collect(response, options);
  } catch (error) {
    if (error instanceof StorageError || signal?.aborted) throw error;
    throw new StorageError(
      'offline',
      `${fileName(url)} could not be downloaded. Check the connection and try again.`,
      {
        cause: error,
      },
    );
  }
}

function requireSameOrigin(url: string): void {
  if (OTHER_ORIGINS || new URL(url).origin === location.origin) return;
  throw new StorageError('bad-settings', `${url} is on another site. Models are read from this site only.`);
}

/** Many servers answer an unknown path with their start page. */
function isPage(response: Response): boolean {
  return response.headers.get('content-type')?.startsWith('text/html') ?? false;
}

function missing(url: string, status: number): StorageError {
  return new StorageError(
    'model-missing',
    `There is no ${fileName(url)} at ${url}. Reload the page, or choose another model.`,
    {
      cause: `HTTP status ${status}`,
    },
  );
}

function fileName(url: string): string {
  return new URL(url).pathname.split('/').at(-1) ?? url;
}

async function collect(
  response: Response,
  { onBytes, size = 0 }: DownloadOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new GrowingBuffer(size);
  if (response.body === null) return bytes.take();
  for await (const chunk of piecesOf(response.body)) {
    bytes.append(chunk);
    onBytes?.(chunk.byteLength);
  }
  return bytes.take();
}

/** Collects bytes in one buffer, which is copied only if the expected size was too small. */
class GrowingBuffer {
  #bytes: Uint8Array<ArrayBuffer>;
  #length = 0;

  constructor(expected: number) {
    this.#bytes = new Uint8Array(expected);
  }

  append(chunk: Uint8Array): void {
    const needed = this.#length + chunk.byteLength;
    if (needed > this.#bytes.byteLength) this.#grow(Math.max(needed, this.#bytes.byteLength * 2));
    this.#bytes.set(chunk, this.#length);
    this.#length = needed;
  }

  take(): Uint8Array<ArrayBuffer> {
    return this.#length === this.#bytes.byteLength ? this.#bytes : this.#bytes.slice(0, this.#length);
  }

  #grow(size: number): void {
    const grown = new Uint8Array(size);
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
  }
}

import type { ErrorCode } from '../../core/protocol/index.ts';

type StorageErrorCode = Extract<
  ErrorCode,
  | 'model-missing'
  | 'model-corrupt'
  | 'offline'
  | 'bad-settings'
  | 'storage-full'
  | 'storage-off'
  | 'read-failed'
  | 'not-a-bundle'
  | 'busy'
>;

/** A file could not be read or stored; `code` says why. */
export class StorageError extends Error {
  override name = 'StorageError';
  constructor(
    readonly code: StorageErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

export function storageOff(cause?: unknown): StorageError {
  return new StorageError(
    'storage-off',
    'This browser lets the page keep no files, so models cannot be installed; the demo model works. A private window or blocked site data may be why: use an ordinary window, or allow this site to store data.',
    { cause },
  );
}

export function storageFull(cause?: unknown): StorageError {
  return new StorageError(
    'storage-full',
    'The browser gives this site no more space. Delete a model that you do not need, or free space on the disk, and try again: what was downloaded is kept.',
    { cause },
  );
}

/** A disk, a permission or the browser failed. Nothing says that the file is damaged: its bytes were not seen. */
export function readFailed(cause: unknown): StorageError {
  return new StorageError(
    'read-failed',
    'The browser could not read a stored file just now. Nothing was deleted: try again, and if that does not help, restart the browser.',
    { cause },
  );
}

/** Names of the errors that say something else than that reading failed. */
const OTHERS: readonly string[] = [
  'AbortError',
  'NotFoundError',
  'QuotaExceededError',
  'NoModificationAllowedError',
  'TypeMismatchError',
];

/**
 * Awaits a read.
 * @throws {StorageError} ('read-failed') where the browser fails
 */
export async function reading<T>(read: Promise<T>): Promise<T> {
  try {
    return await read;
  } catch (error) {
    if (error instanceof DOMException && !OTHERS.includes(error.name)) throw readFailed(error);
    throw error;
  }
}

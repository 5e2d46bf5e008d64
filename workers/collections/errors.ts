import type { ErrorCode } from '../../core/protocol/index.ts';
import { isAbort, isCoded } from '../serve/errors.ts';
import { StorageError } from '../storage/errors.ts';

/** Something about a collection failed; the message says in a sentence what to do. */
export class CollectionError extends Error {
  override name = 'CollectionError';
  constructor(
    readonly code: ErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Returns the error to throw instead, for errors of the browser about files and storage. */
export function forPage(error: unknown): unknown {
  if (error instanceof StorageError && error.code === 'storage-full') return storageFull(error);
  if (isAbort(error) || isCoded(error) || !(error instanceof DOMException)) return error;
  switch (error.name) {
    case 'QuotaExceededError':
      return storageFull(error);
    case 'NotAllowedError':
    case 'SecurityError':
      return noPermission(error);
    case 'NotFoundError':
    case 'NotReadableError':
    case 'TypeMismatchError':
      return fileMissing(error);
    default:
      return new CollectionError('unknown', 'The browser failed to read or write a file. Try again.', {
        cause: error,
      });
  }
}

export function storageFull(cause?: unknown): CollectionError {
  return new CollectionError(
    'storage-full',
    'The browser gives this site no more space. Delete models or earlier folders that you do not need, or free space on the disk, and go on.',
    { cause },
  );
}

export function noPermission(cause?: unknown): CollectionError {
  return new CollectionError(
    'no-permission',
    'The browser no longer lets this page use the folder. Allow it again, or choose the folder again.',
    { cause },
  );
}

export function fileMissing(cause?: unknown): CollectionError {
  return new CollectionError(
    'file-missing',
    'The file can no longer be read: it was moved, changed or deleted. Open the folder again.',
    { cause },
  );
}

export function folderMissing(cause?: unknown): CollectionError {
  return new CollectionError(
    'file-missing',
    'The folder can no longer be read: it was moved or deleted, or its disk was removed. Open it again.',
    { cause },
  );
}

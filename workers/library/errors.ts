/** Translates errors of the exporter, the hub and the browser into errors with codes of the protocol. */

import type { ErrorCode } from '../../core/protocol/index.ts';
import {
  CheckpointError,
  type CheckpointErrorCode,
  FetchError,
  type FetchErrorCode,
  UnsupportedDtypeError,
} from '../../model-export/errors.ts';
import { isAbort, isCoded } from '../serve/errors.ts';
import { storageFull } from '../storage/errors.ts';

/** An error with a protocol code and a message for a person. */
export class LibraryError extends Error {
  override name = 'LibraryError';
  /** How much room is missing, where storage is full. */
  readonly missingBytes: number | undefined;

  constructor(
    readonly code: ErrorCode,
    message: string,
    { missingBytes, ...options }: ErrorOptions & { missingBytes?: number } = {},
  ) {
    super(message, options);
    this.missingBytes = missingBytes;
  }
}

const FETCH_CODES: Record<FetchErrorCode, ErrorCode> = {
  offline: 'network',
  'not-found': 'not-found',
  unauthorized: 'needs-token',
  'rate-limited': 'rate-limited',
  unavailable: 'hub-answer',
  damaged: 'hub-answer',
  'bad-settings': 'bad-settings',
};

const CHECKPOINT_CODES: Record<CheckpointErrorCode, ErrorCode> = {
  'missing-file': 'not-a-checkpoint',
  'missing-vocabulary': 'missing-vocabulary',
  'damaged-file': 'not-a-checkpoint',
  'unsupported-file': 'not-a-checkpoint',
  'unsupported-model': 'unsupported-model',
  'weights-mismatch': 'not-a-checkpoint',
};

/** Returns the error to throw instead. Aborts and errors with a protocol code are unchanged. */
export function forPage(error: unknown): unknown {
  if (isAbort(error) || error instanceof LibraryError) return error;
  if (error instanceof FetchError) return fetchError(error);
  if (error instanceof CheckpointError) return translated(CHECKPOINT_CODES[error.code], error);
  if (error instanceof UnsupportedDtypeError) return translated('unsupported-dtype', error);
  if (error instanceof DOMException) return domError(error);
  // Failed allocations are detected where errors leave the worker.
  if (isCoded(error) || error instanceof RangeError) return error;
  return new LibraryError(
    'unknown',
    'The model library failed for a reason the app has no name for. Reload the page and try again: what was downloaded is kept.',
    { cause: error },
  );
}

function translated(code: ErrorCode, error: Error): LibraryError {
  return new LibraryError(code, error.message, { cause: error.cause });
}

function fetchError(error: FetchError): LibraryError {
  if (error.code !== 'unauthorized') return translated(FETCH_CODES[error.code], error);
  return new LibraryError(
    'needs-token',
    "The hub does not give this model to everybody, or has none of that name. Check the spelling; accept the model's terms on its page at the hub, and enter an access token that may read it.",
    { cause: error },
  );
}

/** Errors of the browser about files. */
function domError(error: DOMException): unknown {
  if (error.name === 'QuotaExceededError') return storageFull(error);
  if (error.name === 'NotReadableError' || error.name === 'NotFoundError') {
    return new LibraryError(
      'model-missing',
      'A file could not be read any more: it was moved, changed or deleted meanwhile. Choose it again.',
      { cause: error },
    );
  }
  return new LibraryError('unknown', 'The browser failed to read or write a file. Try again.', {
    cause: error,
  });
}

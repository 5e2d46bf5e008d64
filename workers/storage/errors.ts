import type { ErrorCode } from '../../core/protocol/index.ts';

type StorageErrorCode = Extract<
  ErrorCode,
  | 'model-missing'
  | 'model-corrupt'
  | 'offline'
  | 'bad-settings'
  | 'storage-full'
  | 'storage-off'
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

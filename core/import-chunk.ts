import type { ErrorCode } from './protocol/errors.ts';

/** A part of the app that is loaded when it is needed is not to be had: offline, or the host has another version. */
export class ChunkError extends Error {
  override name = 'ChunkError';
  readonly code = 'not-loaded' satisfies ErrorCode;

  constructor(cause: unknown) {
    super(
      'A part of the app could not be loaded. Check the connection and try again. If that does not help, reload the page.',
      { cause },
    );
  }
}

/**
 * Imports a part of the app that is loaded when it is needed. A failed import is tried once more: the connection may
 * be back, and browsers fetch the file again.
 * @throws {ChunkError} if the second attempt fails too
 */
export async function importChunk<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch {
    return load().catch((error: unknown) => {
      throw new ChunkError(error);
    });
  }
}

import type { WireError } from '../../core/protocol';
import { WorkerFailure } from './client';

/** Whatever was thrown, as the data the store keeps. */
export function toWireError(error: unknown): WireError {
  if (error instanceof WorkerFailure) return error.wire;
  const detail = error instanceof Error ? error.message : String(error);
  return { code: 'unknown', message: 'Something went wrong that the app has no name for.', detail };
}

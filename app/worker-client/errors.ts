import type { WireError } from '../../core/protocol';
import { WorkerFailure } from './client';

/** Whatever was thrown, as the data the store keeps. */
export function toWireError(error: unknown): WireError {
  if (error instanceof WorkerFailure) return error.wire;
  const detail = error instanceof Error ? error.message : String(error);
  return { code: 'unknown', message: 'Something went wrong that the app has no name for.', detail };
}

/** There is nothing to run. */
export const NO_MODEL: WireError = {
  code: 'model-missing',
  message: 'No model is loaded. Load one and start again.',
};

/** The person, or the browser by itself, said no. */
export const WRITING_REFUSED: WireError = {
  code: 'no-permission',
  message: 'The browser does not allow writing into this folder. Allow it when asked, or save a zip file.',
};

/** A stored file of a model cannot be read, for the reason that was thrown. */
export function unreadableFile(name: string, cause: unknown): WireError {
  return {
    code: 'read-failed',
    message: `The model's file ${name} could not be read just now. Nothing was deleted: try again.`,
    detail: String(cause),
  };
}

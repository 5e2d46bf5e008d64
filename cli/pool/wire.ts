/** Messages between the processes of a pool, and errors that keep their class on the way. */
import type { PreparedPicture } from '../../core/protocol/index.ts';
import type { PictureInput, PictureTexts } from '../../workers/capfilt/index.ts';
import { EngineError, SettingsError } from '../../workers/engine/index.ts';
import { PictureError } from '../../workers/image/index.ts';
import type { CaptionFlags } from '../options.ts';

export type PoolRequest =
  | { id: number; kind: 'start'; flags: CaptionFlags }
  | { id: number; kind: 'prepare'; file: Uint8Array }
  | { id: number; kind: 'caption'; pictures: readonly PictureInput[] };

export interface PoolResults {
  start: { picturesPerBatch: number };
  prepare: PreparedPicture;
  caption: PictureTexts[];
}

export type PoolAnswer = { id: number } & (
  | { result: PoolResults[PoolRequest['kind']] }
  | { error: SentError }
);

/** An error as data. */
export interface SentError {
  name: string;
  message: string;
  /** Own fields, such as `code`. */
  fields: Record<string, unknown>;
  cause: SentError | null;
}

export function sendError(error: unknown): SentError {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error), fields: {}, cause: null };
  const { name, message, cause } = error;
  const fields = Object.fromEntries(Object.entries(error).filter(([key]) => key !== 'cause'));
  return { name, message, fields, cause: cause === undefined ? null : sendError(cause) };
}

const CLASSES = { EngineError, SettingsError, PictureError };

export function receiveError({ name, message, fields, cause }: SentError): Error {
  const error = new Error(message, cause ? { cause: receiveError(cause) } : undefined);
  const known = CLASSES[name as keyof typeof CLASSES];
  if (known) Object.setPrototypeOf(error, known.prototype);
  return Object.assign(error, fields, { name });
}

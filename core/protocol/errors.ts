/** Failures as data: what a worker sends in place of an answer. */

import type { Permitted } from '../settings/index.ts';

export const ENGINE_ERROR_CODES = [
  'not-an-image',
  'corrupt-image',
  'image-too-large',
  /** The decoder of pictures of this kind is loaded with the first of them, and could not be. */
  'decoder-missing',
  'out-of-memory',
  'model-missing',
  'model-corrupt',
  'model-too-new',
  'offline',
  'bad-settings',
  'gpu-lost',
  /** The model computed NaN or infinity: its weights are damaged, or its dtype is too narrow here. */
  'not-finite',
  'worker-crashed',
  'threads-failed',
  /** The page replaced a worker that was well, to free its memory. No request fails by it. */
  'worker-replaced',
  /** A part of the app that is loaded when it is needed. */
  'not-loaded',
  'unknown',
] as const;

/** What else can go wrong in the library. The bytes downloaded so far stay on the device unless the message says otherwise. */
export const LIBRARY_ERROR_CODES = [
  /** The endpoint cannot be reached, or the connection broke. */
  'network',
  /** The hub has no such model, or does not show it to this visitor. */
  'not-found',
  /** A gated or private model: its terms must be accepted, and a token given. */
  'needs-token',
  'rate-limited',
  /** The hub's answer makes no sense, or is not what the hub announced. */
  'hub-answer',
  /** The browser gives this site no more space. */
  'storage-full',
  /** The files are no checkpoint, or a damaged one. */
  'not-a-checkpoint',
  /** Weights by themselves, whose vocabulary is BERT's: `vocabulary` fetches it. */
  'missing-vocabulary',
  /** A checkpoint of another architecture than BLIP. */
  'unsupported-model',
  /** The target cannot run that dtype. */
  'unsupported-dtype',
  /** The files to import are no bundle, or a damaged one. */
  'not-a-bundle',
  /** The browser does not let this page store files. */
  'storage-off',
  /** A stored file could not be read just now; it need not be damaged. */
  'read-failed',
  /** Another tab is working on the same model. */
  'busy',
] as const;

/** What else can go wrong with a collection. Nothing that is stored is lost. */
export const COLLECTION_ERROR_CODES = [
  /** The folder may not be read, or not be written, any more: a click asks for permission again. */
  'no-permission',
  /** A file or the folder was moved, changed or deleted since the collection was opened. */
  'file-missing',
  /** The worker does not have it open, e.g. because it had to start over: open it again. */
  'collection-closed',
  /** Another tab runs the same collection. */
  'running-elsewhere',
  /** Another model was loaded while the run went on. */
  'model-changed',
  /** The zip or tar file is damaged, or is none. */
  'not-an-archive',
  /** An export would overwrite a file that is not its own. */
  'file-exists',
  /** Another program writes into the folder: its journal is written later. */
  'journal-in-use',
  /** The file of that name is none, or of a newer version. */
  'not-a-journal',
  /** The matcher has no contrast head (ITC), without which pictures have no vectors. */
  'no-contrast',
] as const;

/** The codes of all errors. */
export const ERROR_CODES = [
  ...ENGINE_ERROR_CODES,
  ...LIBRARY_ERROR_CODES,
  ...COLLECTION_ERROR_CODES,
] as const;

export type EngineErrorCode = (typeof ENGINE_ERROR_CODES)[number];
export type LibraryErrorCode = (typeof LIBRARY_ERROR_CODES)[number];
export type CollectionErrorCode = (typeof COLLECTION_ERROR_CODES)[number];
/** One of the codes of errors. */
export type ErrorCode = (typeof ERROR_CODES)[number];

/** An error as data. `message` is one sentence for a person, `detail` the text of the underlying error. */
export interface WireError {
  code: ErrorCode;
  message: string;
  detail?: string;
  /** How much room is missing, where storage is full. */
  missingBytes?: number;
  /** The setting that was refused, as the engine calls it, and what it must be. */
  setting?: { field: string; permitted: Permitted };
}

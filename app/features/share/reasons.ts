import { ChunkError } from '../../../core/import-chunk';
import type { Messages } from '../../i18n/messages';
import type { ShareKind } from './share.slice';

/** Why something could not be shared; the catalogue says what to do. */
export type ShareFailure = keyof Messages['share']['failures'];

/** Something is missing, or this browser does not support it. */
export class ShareError extends Error {
  constructor(readonly reason: Exclude<ShareFailure, ShareKind | 'not-loaded'>) {
    super(reason);
  }
}

/** The reason to show for an error. */
export function failureOf(what: ShareKind, error: unknown): ShareFailure {
  if (error instanceof ChunkError) return 'not-loaded';
  return error instanceof ShareError ? error.reason : what;
}

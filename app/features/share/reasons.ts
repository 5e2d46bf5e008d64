import type { Messages } from '../../i18n/messages';
import type { ShareKind } from './share.slice';

/** Why something could not be shared; the catalogue says what to do. */
export type ShareFailure = keyof Messages['share']['failures'];

/** Something is missing, or cannot be had in this browser. */
export class ShareError extends Error {
  constructor(readonly reason: Exclude<ShareFailure, ShareKind>) {
    super(reason);
  }
}

/** What to say of a failure. */
export function failureOf(what: ShareKind, error: unknown): ShareFailure {
  return error instanceof ShareError ? error.reason : what;
}

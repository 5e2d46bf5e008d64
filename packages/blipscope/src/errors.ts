import type { ErrorCode, WireError } from '../../../core/protocol/index.ts';
import type { Permitted } from '../../../core/settings/index.ts';

/** Whatever the worker failed with. What was aborted rejects with the signal's reason instead. */
export class BlipscopeError extends Error {
  override readonly name = 'BlipscopeError';
  /** What went wrong, for programs. */
  readonly code: ErrorCode;
  /** The text of the underlying error. */
  readonly detail: string | undefined;
  /** The setting that was refused, and what it must be. */
  readonly setting: { field: string; permitted: Permitted } | undefined;

  constructor({ code, message, detail, setting }: WireError) {
    super(message);
    this.code = code;
    this.detail = detail;
    this.setting = setting;
  }
}

/** Why a shard is not done, and what the exit code says of it, as in `sysexits.h`. */
import { CliError, reasonOf, systemCode } from '../errors.ts';

/** It never will be: leave the shard out. */
export const EXIT_POISON = 42;
/** The settings, the models or the folder do not fit: no shard will be done. */
export const EXIT_SETTINGS = 64;
/** It may be the next time. */
export const EXIT_TRY_AGAIN = 75;

export type ShardErrorCode =
  /** The shard is no shard, damaged, or not there. */
  | 'unreadable'
  /** Settings, models, or an output of other ones. */
  | 'settings'
  | 'network'
  /** The disk is full, slow or gone. */
  | 'storage'
  /** The runtime broke down. */
  | 'engine'
  | 'stopped';

const EXIT_CODES: Record<ShardErrorCode, number> = {
  unreadable: EXIT_POISON,
  settings: EXIT_SETTINGS,
  network: EXIT_TRY_AGAIN,
  storage: EXIT_TRY_AGAIN,
  engine: EXIT_TRY_AGAIN,
  stopped: EXIT_TRY_AGAIN,
};

export class ShardError extends CliError {
  override name = 'ShardError';
  constructor(
    readonly code: ShardErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, { ...options, exitCode: EXIT_CODES[code] });
  }

  get retryable(): boolean {
    return this.exitCode === EXIT_TRY_AGAIN;
  }
}

/** Whatever was thrown, as an error of the shard: `code` unless the system says that a disk is at fault. */
export function asShardError(error: unknown, code: ShardErrorCode): ShardError {
  if (error instanceof ShardError) return error;
  const isMissing = ['ENOENT', 'ENOTDIR'].includes(systemCode(error) ?? '');
  const known = systemCode(error) === undefined || isMissing ? code : 'storage';
  return new ShardError(known, reasonOf(error), { cause: error });
}

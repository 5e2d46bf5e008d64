import type { ErrorCode } from '../../core/protocol/index.ts';

/** A setting lies outside what is permitted: names the field, the value and the range. */
export class SettingsError extends Error {
  override name = 'SettingsError';
  readonly code = 'bad-settings' satisfies ErrorCode;
  constructor(
    readonly field: string,
    readonly value: unknown,
    readonly permitted: string,
  ) {
    super(`${field} is ${JSON.stringify(value)}; it must be ${permitted}.`);
  }
}

/** The engine cannot go on: a graph cannot run here or could not be prepared, or the engine is gone. */
export class EngineError extends Error {
  override name = 'EngineError';
  constructor(
    readonly code: Extract<ErrorCode, 'out-of-memory' | 'unsupported-dtype' | 'unknown'>,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

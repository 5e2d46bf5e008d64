import { ERROR_CODES, type ErrorCode, type WireError } from '../../core/protocol/index.ts';
import { breaksWasm, isOutOfMemory, SettingsError } from '../engine/index.ts';
import { isFromPicture } from '../image/index.ts';
import { GpuOutOfMemory } from '../runtime/gpu.ts';
import { ThreadsFailed } from '../runtime/start-threads.ts';

const CODES: ReadonlySet<unknown> = new Set(ERROR_CODES);

/** Whatever was thrown, as data: our own errors keep their code and sentence, others get a code by what caused them. */
export function toWire(error: unknown): WireError {
  if (isCoded(error)) {
    const { code, message, cause } = error;
    return { code, message, ...detail(cause), ...missing(error), ...refused(error) };
  }
  if (isOutOfMemory(error)) {
    return {
      code: 'out-of-memory',
      message: 'There is not enough memory. Close other tabs, or choose a smaller model or picture.',
      ...detail(error),
    };
  }
  if (breaksWasm(error)) {
    return { code: 'worker-crashed', message: 'The captioning engine broke down.', ...detail(error) };
  }
  return {
    code: 'unknown',
    message: 'Captioning failed for a reason the app has no name for. Reload the page and try again.',
    ...detail(error),
  };
}

/**
 * Whether the runtime cannot be used again after it: the worker must be replaced. A picture decoder has a heap apart from
 * the runtime's, so its traps do not count.
 */
export function breaksRuntime(error: unknown): boolean {
  if (isFromPicture(error)) return false;
  return error instanceof GpuOutOfMemory || error instanceof ThreadsFailed || breaksWasm(error);
}

/** Whether the work stopped because it was cancelled. */
export function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

export function isCoded(error: unknown): error is Error & { code: ErrorCode } {
  return error instanceof Error && 'code' in error && isErrorCode(error.code);
}

function isErrorCode(code: unknown): code is ErrorCode {
  return CODES.has(code);
}

function detail(cause: unknown): { detail?: string } {
  return cause === undefined ? {} : { detail: messageOf(cause) };
}

function missing(error: Error): Pick<WireError, 'missingBytes'> {
  const bytes = 'missingBytes' in error ? error.missingBytes : undefined;
  return typeof bytes === 'number' ? { missingBytes: bytes } : {};
}

function refused(error: Error): Pick<WireError, 'setting'> {
  if (!(error instanceof SettingsError) || typeof error.permitted === 'string') return {};
  return { setting: { field: error.field, permitted: error.permitted } };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}

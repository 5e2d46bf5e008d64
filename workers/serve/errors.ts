import type { ErrorCode, WireError } from '../../core/protocol/index.ts';
import { SettingsError } from '../engine/errors.ts';
import { breaksWasm, isOutOfMemory } from '../engine/memory.ts';
import { GpuOutOfMemory } from '../runtime/gpu.ts';
import { ThreadsFailed } from '../runtime/start-threads.ts';

/** A table, so that a code added to the protocol fails to compile until it is known here. */
const CODES: Record<ErrorCode, true> = {
  'not-an-image': true,
  'corrupt-image': true,
  'image-too-large': true,
  'out-of-memory': true,
  'model-missing': true,
  'model-corrupt': true,
  'model-too-new': true,
  offline: true,
  'bad-settings': true,
  'gpu-lost': true,
  'worker-crashed': true,
  'threads-failed': true,
  network: true,
  'not-found': true,
  'needs-token': true,
  'rate-limited': true,
  'hub-answer': true,
  'storage-full': true,
  'not-a-checkpoint': true,
  'missing-vocabulary': true,
  'unsupported-model': true,
  'unsupported-dtype': true,
  'not-a-bundle': true,
  'storage-off': true,
  busy: true,
  unknown: true,
};

/** Whatever was thrown, as data: our own errors keep their code and sentence, others are told apart as far as they can be. */
export function toWire(error: unknown): WireError {
  if (isCoded(error)) {
    return { code: error.code, message: error.message, ...detail(error.cause), ...refused(error) };
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

/** Whether the runtime may not be used again after it: the worker is to be replaced. */
export function breaksRuntime(error: unknown): boolean {
  return error instanceof GpuOutOfMemory || error instanceof ThreadsFailed || breaksWasm(error);
}

/** True when the work stopped because it was asked to. */
export function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

export function isCoded(error: unknown): error is Error & { code: ErrorCode } {
  return error instanceof Error && 'code' in error && isErrorCode(error.code);
}

function isErrorCode(code: unknown): code is ErrorCode {
  return typeof code === 'string' && Object.hasOwn(CODES, code);
}

function detail(cause: unknown): { detail?: string } {
  return cause === undefined ? {} : { detail: messageOf(cause) };
}

function refused(error: Error): Pick<WireError, 'setting'> {
  return error instanceof SettingsError
    ? { setting: { field: error.field, permitted: error.permitted } }
    : {};
}

function messageOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}

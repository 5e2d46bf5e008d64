import { areFinite } from '../../core/float.ts';
import type { ErrorCode } from '../../core/protocol/index.ts';
import { formatPermitted, type Permitted } from '../../core/settings/index.ts';

/** A setting is out of range: names the field, the value and the range. */
export class SettingsError extends Error {
  override name = 'SettingsError';
  readonly code = 'bad-settings' satisfies ErrorCode;
  constructor(
    readonly field: string,
    readonly value: unknown,
    /** Words where only the engine's code can err, such as the number of a layer. */
    readonly permitted: Permitted | string,
  ) {
    super(`${field} is ${JSON.stringify(value)}; it must be ${inWords(permitted)}.`);
  }

  get permittedInWords(): string {
    return inWords(this.permitted);
  }
}

function inWords(permitted: Permitted | string): string {
  return typeof permitted === 'string' ? permitted : formatPermitted(permitted);
}

/** The engine cannot continue: a graph cannot run here or could not be loaded, or the engine was disposed. */
export class EngineError extends Error {
  override name = 'EngineError';
  constructor(
    readonly code: Extract<
      ErrorCode,
      'out-of-memory' | 'unsupported-dtype' | 'not-finite' | 'no-contrast' | 'unknown'
    >,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** @throws {EngineError} if a model computed NaN or infinity: whatever is made of such values is no result */
export function requireFinite(values: Float32Array): Float32Array {
  if (areFinite(values)) return values;
  throw new EngineError(
    'not-finite',
    'The model computed no numbers (NaN): its weights are damaged, or its dtype is too narrow on this device. Convert it again from another checkpoint, or in another dtype.',
  );
}

/** The messages of browsers, of the runtimes' C++ code and of emscripten. */
const OUT_OF_MEMORY =
  /out of memory|bad_alloc|allocation failed|(failed to|could not) allocate|cannot enlarge memory|aborted\(oom|invalid (typed array|array buffer|array) length/i;

/** Whether an error or one of its causes is a lack of memory, for which there is no code, only messages. */
export function isOutOfMemory(error: unknown): boolean {
  return causes(error).some((each) => OUT_OF_MEMORY.test(String(each)));
}

/**
 * Whether an error leaves the WebAssembly module unusable: after a failed allocation inside the module, or an abort, its
 * heap is inconsistent, and the worker must be replaced.
 */
export function breaksWasm(error: unknown): boolean {
  return causes(error).some((each) => /bad_alloc|\bAborted\(|^RuntimeError\b/.test(String(each)));
}

/** The error and all its causes. */
function causes(error: unknown): unknown[] {
  return error instanceof Error && error.cause !== undefined ? [error, ...causes(error.cause)] : [error];
}

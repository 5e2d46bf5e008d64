/** What a failure during a run means: for one picture, or for the run. */
import type { ErrorCode } from '../../../core/protocol/index.ts';
import { EngineError, SettingsError } from '../../engine/index.ts';
import { breaksRuntime, isAbort } from '../../serve/errors.ts';
import { EngineLost, ModelChanged } from '../../serve/loaded-models.ts';
import { CollectionError } from '../errors.ts';

/** The file cannot be read: others may be readable, or none. */
export function isOfFile(code: ErrorCode): boolean {
  return code === 'file-missing' || code === 'corrupt-image';
}

/** Whether the worker is lost, which may end the request in no other way than by the failure itself. */
export function losesWorker(reason: unknown): boolean {
  return breaksRuntime(reason) || reason instanceof EngineLost;
}

/** Whether a failure is not a matter of one picture. */
export function stopsRun(reason: unknown): boolean {
  if (reason instanceof CollectionError) return !isOfFile(reason.code);
  return (
    isAbort(reason) ||
    losesWorker(reason) ||
    reason instanceof SettingsError ||
    reason instanceof ModelChanged ||
    reason instanceof EngineError
  );
}

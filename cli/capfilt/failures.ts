/** What a failure during a run means: for one picture, or for the run. */
import type { WireError } from '../../core/protocol/index.ts';
import { FormatError } from '../../dataset/formats/index.ts';
import { EngineError, isOutOfMemory, SettingsError } from '../../workers/engine/index.ts';
import { PictureError } from '../../workers/image/index.ts';
import { oneLine, reasonOf, systemReason } from '../errors.ts';

/** The run cannot go on, e.g. because the disk is full. */
export class RunStopped extends Error {
  override name = 'RunStopped';
  constructor(cause: unknown) {
    super(oneLine(cause), { cause });
  }
}

/** Whether a failure is not a matter of one picture. */
export function stopsRun(reason: unknown): boolean {
  return reason instanceof RunStopped || reason instanceof EngineError || reason instanceof SettingsError;
}

/** The failure of one picture, as its row has it. */
export function wireError(reason: unknown): WireError {
  if (reason instanceof PictureError) return { code: reason.code, message: reason.message };
  if (reason instanceof FormatError) {
    return { code: 'corrupt-image', message: `The picture cannot be read: ${oneLine(reason)}.` };
  }
  if (systemReason(reason) !== null) return { code: 'file-missing', message: reasonOf(reason) };
  if (isOutOfMemory(reason)) {
    return {
      code: 'out-of-memory',
      message: 'There is not enough memory for this picture.',
      detail: oneLine(reason),
    };
  }
  return { code: 'unknown', message: oneLine(reason) };
}

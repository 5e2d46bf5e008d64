import type { Runtime } from '../workers/engine/index.ts';
import * as ort from './onnxruntime.ts';

/** Only errors: onnxruntime writes warnings directly to standard error. */
const LOG_ERRORS = 3;

/** onnxruntime-node on the CPU. Without `threads` it uses one per core. */
export function nodeRuntime(threads: number | undefined): Runtime {
  const options = {
    logSeverityLevel: LOG_ERRORS,
    ...(threads === undefined ? {} : { intraOpNumThreads: threads }),
  } satisfies ort.InferenceSession.SessionOptions;
  const { Tensor, InferenceSession } = ort;
  return {
    Tensor,
    InferenceSession: {
      create: (model, engineOptions) => InferenceSession.create(model, { ...engineOptions, ...options }),
    },
    createFromFile: (path, engineOptions) => InferenceSession.create(path, { ...engineOptions, ...options }),
  };
}

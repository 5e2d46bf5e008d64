import type { Runtime } from '../workers/engine/index.ts';
import type { Device } from './device/devices.ts';
import * as ort from './onnxruntime.ts';

/** Only errors: onnxruntime writes warnings directly to standard error. */
const LOG_ERRORS = 3;

export interface RuntimeOptions {
  device: Device;
  /** Of a processor; by default one per core. */
  threads?: number | undefined;
}

/**
 * onnxruntime-node. Its tensors are in host memory on every device: the package has no GPU buffers of its own that a caller
 * could bind. What a device cannot run, the CPU does.
 */
export function nodeRuntime({ device, threads }: RuntimeOptions): Runtime {
  const options = {
    logSeverityLevel: LOG_ERRORS,
    ...(threads !== undefined && { intraOpNumThreads: threads }),
    ...(device !== 'cpu' && { executionProviders: [device, 'cpu'] }),
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

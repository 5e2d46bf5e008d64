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
  const { Tensor, InferenceSession, isNative } = ort;
  const merge = (own: ort.InferenceSession.SessionOptions = {}) => ({
    ...own,
    ...options,
    extra: { session: { ...sessionEntries(own), ...NO_SPINNING } },
  });
  return {
    Tensor,
    InferenceSession: { create: (model, own) => InferenceSession.create(model, merge(own)) },
    ...(isNative && { createFromFile: (path, own) => InferenceSession.create(path, merge(own)) }),
  };
}

/**
 * Threads that wait for work would take the processor from the thread that resizes pictures, and from other programs: see
 * docs/decisions.md.
 */
const NO_SPINNING = { intra_op: { allow_spinning: '0' } };

function sessionEntries({ extra }: ort.InferenceSession.SessionOptions): object {
  const session = extra?.session;
  return typeof session === 'object' && session !== null ? session : {};
}

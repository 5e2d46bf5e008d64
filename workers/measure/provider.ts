import type { InferenceSession } from 'onnxruntime-common';
import type { Execution } from '../engine/index.ts';

/** What the runtime computes on, with no option but the device. */
export function providerOf(execution: Execution): InferenceSession.ExecutionProviderConfig {
  return execution.backend === 'webgpu'
    ? { name: 'webgpu', device: execution.device }
    : { name: execution.backend };
}

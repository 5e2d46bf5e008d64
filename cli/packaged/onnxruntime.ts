/**
 * In the npm package instead of `cli/onnxruntime.ts`: onnxruntime-node where it is installed beside the package, else the
 * WebAssembly runtime that comes with it, with one thread.
 */
import '../no-telemetry.ts';
import { readFile } from 'node:fs/promises';
import type { InferenceSession as Session } from 'onnxruntime-common';
import type * as Native from 'onnxruntime-node';
import { systemCode } from '../errors.ts';

type Parts = Pick<typeof Native, 'Tensor' | 'listSupportedBackends'> & {
  InferenceSession: Pick<typeof Native.InferenceSession, 'create'>;
};

async function nativeRuntime(): Promise<Parts | null> {
  try {
    return await import('onnxruntime-node');
  } catch (error) {
    if (systemCode(error) !== 'ERR_MODULE_NOT_FOUND') throw error;
    return null;
  }
}

async function wasmRuntime(): Promise<Parts> {
  const [{ env, InferenceSession, Tensor }, wasmBinary] = await Promise.all([
    import('onnxruntime-web/wasm'),
    readFile(new URL('../wasm/ort-wasm-simd-threaded.wasm', import.meta.url)),
  ]);
  env.wasm.wasmBinary = wasmBinary;
  env.wasm.numThreads = 1;
  const create = (model: Uint8Array, { externalData, logSeverityLevel }: Session.SessionOptions = {}) =>
    InferenceSession.create(model, {
      ...(externalData && { externalData }),
      ...(logSeverityLevel !== undefined && { logSeverityLevel }),
      executionProviders: ['wasm'],
    });
  return {
    Tensor,
    InferenceSession: { create: create as typeof InferenceSession.create },
    listSupportedBackends: () => [],
  };
}

const native = await nativeRuntime();
// Processes that another one started are silent.
if (!native && !process.send) {
  console.error(
    'blipscope: onnxruntime-node is not installed, so WebAssembly computes, with one thread. Install it for more speed: npm install onnxruntime-node',
  );
}

export const isNative = native !== null;
export const { Tensor, InferenceSession, listSupportedBackends } = native ?? (await wasmRuntime());

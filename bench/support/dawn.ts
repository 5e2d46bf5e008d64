/** onnxruntime-web's WebGPU build in Node, on Dawn: what a browser computes on a GPU, without a browser. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Execution, Runtime } from '../../workers/engine/index.ts';
import { requestGpu } from '../../workers/runtime/gpu.ts';

const PACKAGE = 'webgpu';
const VERSION = '0.6.2';

/** As much of the package as is used. */
interface Dawn {
  /** A `navigator.gpu`; each option is `name=value`. */
  create(options: string[]): GPU;
  /** The API's classes and constants, which a browser has as globals. */
  globals: Record<string, unknown>;
}

export interface OpenDawn {
  ort: Runtime;
  execution: Extract<Execution, { backend: 'webgpu' }>;
  /** The GPU's name. */
  name: string;
  /** Gives the GPU up, so that the process can end. */
  close(): void;
}

/**
 * Opens the GPU as the page does. Throws with the way to install Dawn where it is missing, and `GpuUnavailable` where
 * there is no driver for a GPU.
 */
export async function openDawn(): Promise<OpenDawn> {
  const { create, globals } = await importDawn();
  Object.assign(globalThis, globals);
  copySharedMemory(GPUQueue.prototype);
  const gpu = create([]);
  // Where the runtime looks for it. Node has a navigator of its own from version 21 on, without a GPU.
  Object.defineProperty(globalThis, 'navigator', { value: { gpu, userAgent: 'Node' }, configurable: true });
  const { device, name } = await requestGpu(gpu);
  // With nothing to wait for, Node stands still until V8 has optimised all of the runtime, which takes minutes.
  const awake = setInterval(() => {}, 1000);
  const close = () => {
    clearInterval(awake);
    device.destroy();
  };
  return { ort: await loadRuntime(), execution: { backend: 'webgpu', device }, name, close };
}

/** By a name that is not resolved when types are checked: the package has 132 MB, and nothing else needs it. */
async function importDawn(): Promise<Dawn> {
  try {
    return await import(PACKAGE);
  } catch (cause) {
    throw new Error(`This needs Dawn for Node: npm install --no-save ${PACKAGE}@${VERSION}`, { cause });
  }
}

async function loadRuntime(): Promise<Runtime> {
  const { resolve } = createRequire(import.meta.url);
  const ort = await import('onnxruntime-web/webgpu');
  ort.env.wasm.numThreads = 1;
  ort.env.wasm.wasmBinary = await readFile(resolve('onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm'));
  ort.env.logLevel = 'error';
  return ort;
}

/** The runtime's memory is shared between threads, which browsers' `writeBuffer` takes and Dawn's for Node does not. */
function copySharedMemory(queues: GPUQueue): void {
  const write = queues.writeBuffer;
  queues.writeBuffer = function writeCopy(...[buffer, bufferOffset, data, ...range]) {
    // The runtime writes bytes; a slice of shared ones is a copy that is not shared.
    const own = data instanceof Uint8Array ? data.slice() : data;
    Reflect.apply(write, this, [buffer, bufferOffset, own, ...range]);
  };
}

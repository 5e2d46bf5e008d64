/** The caption worker, with what it makes of memory counted. */

/** What a worker holds, in bytes but for the number of buffers. */
export interface WorkerCounts {
  wasmBytes: number;
  /** Those that were made and neither destroyed nor collected. */
  gpuBuffers: number;
  gpuBytes: number;
}

/** What the script below offers inside the worker. */
export interface Soak {
  counts(): WorkerCounts;
  /** Collects garbage, and lets the collected be counted. */
  collect(): Promise<void>;
}

declare global {
  interface Window {
    soak: Soak;
  }
}

/**
 * A script that counts and then becomes the caption worker at that address. It says `ready` when that listens. The
 * runtime's other threads start from the runtime's own file and are not counted twice: they share its memory.
 */
export function countingWorker(captionWorker: string): string {
  return `
const memories = new Set();
const Memory = WebAssembly.Memory;
WebAssembly.Memory = class extends Memory {
  constructor(descriptor) {
    super(descriptor);
    memories.add(new WeakRef(this));
  }
};
let gpuBuffers = 0;
let gpuBytes = 0;
const forget = (size) => {
  gpuBuffers -= 1;
  gpuBytes -= size;
};
const collected = new FinalizationRegistry(forget);
if (self.GPUDevice) {
  const { createBuffer } = GPUDevice.prototype;
  GPUDevice.prototype.createBuffer = function (descriptor) {
    const buffer = createBuffer.call(this, descriptor);
    gpuBuffers += 1;
    gpuBytes += descriptor.size;
    collected.register(buffer, descriptor.size, buffer);
    return buffer;
  };
  const { destroy } = GPUBuffer.prototype;
  GPUBuffer.prototype.destroy = function () {
    // False for one that was destroyed before.
    if (collected.unregister(this)) forget(this.size);
    destroy.call(this);
  };
}
const living = () => [...memories].flatMap((memory) => memory.deref() ?? []);
self.soak = {
  counts: () => ({
    wasmBytes: living().reduce((sum, { buffer }) => sum + buffer.byteLength, 0),
    gpuBuffers,
    gpuBytes,
  }),
  collect: async () => {
    for (let time = 0; time < 3; time++) {
      gc();
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  },
};
await import(${JSON.stringify(captionWorker)});
self.postMessage({ type: 'ready' });
`;
}

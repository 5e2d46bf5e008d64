/** The caption worker with its memory counted. */

/** A worker's memory. */
export interface WorkerCounts {
  wasmBytes: number;
  /** Created, and neither destroyed nor collected. */
  gpuBuffers: number;
  gpuBytes: number;
}

/** Global in the worker. */
export interface Soak {
  counts(): WorkerCounts;
  /** Collects garbage, and waits until finalizers have run. */
  collect(): Promise<void>;
  /** The runtime traps at the next token. */
  trapNext(): void;
}

declare global {
  interface Window {
    soak: Soak;
  }
}

/**
 * A script that patches the APIs to count, then imports the caption worker at that URL and posts `ready`. The runtime's
 * other threads start from the runtime's own file and share its memory, so nothing is counted twice.
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
let trapping = false;
const post = self.postMessage.bind(self);
self.postMessage = (message, options) => {
  if (trapping && message.payload?.type === 'token') {
    trapping = false;
    throw new WebAssembly.RuntimeError('unreachable');
  }
  post(message, options);
};
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
  trapNext: () => {
    trapping = true;
  },
};
await import(${JSON.stringify(captionWorker)});
self.postMessage({ type: 'ready' });
`;
}

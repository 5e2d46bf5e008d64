/** For tests: what a program asks of WebGPU, counted by wrapping the API. The counts are the same on every machine. */

/** Everything since the last `take`. Bytes are those requested, before the browser rounds them. */
export interface GpuCounts {
  buffersCreated: number;
  bytesCreated: number;
  /** By `writeBuffer` and by mapping for writing, at creation or later. */
  bytesWritten: number;
  /** By mapping for reading. */
  bytesRead: number;
  /** Waits for the GPU with a readback: each is a round trip. */
  mapRoundTrips: number;
  /** Waits for the GPU without one: `onSubmittedWorkDone` and `popErrorScope`. */
  otherRoundTrips: number;
  dispatches: number;
  copies: number;
  submits: number;
  bindGroupsCreated: number;
  /** Shaders compiled. */
  pipelinesCreated: number;
}

export const NO_COUNTS: Readonly<GpuCounts> = {
  buffersCreated: 0,
  bytesCreated: 0,
  bytesWritten: 0,
  bytesRead: 0,
  mapRoundTrips: 0,
  otherRoundTrips: 0,
  dispatches: 0,
  copies: 0,
  submits: 0,
  bindGroupsCreated: 0,
  pipelinesCreated: 0,
};

/** `GPUMapMode.READ`. */
const READ = 1;

/** The classes that are counted, as a browser's global scope has them. */
export interface GpuClasses {
  GPUDevice: ClassOf<GPUDevice>;
  GPUQueue: ClassOf<GPUQueue>;
  GPUBuffer: ClassOf<GPUBuffer>;
  GPUCommandEncoder: ClassOf<GPUCommandEncoder>;
  GPUComputePassEncoder: ClassOf<GPUComputePassEncoder>;
}

interface ClassOf<Instance> {
  readonly prototype: Instance;
}

/** The parameters and result of a method, the last overload of several. */
type Args<Method> = Method extends (...args: infer A) => unknown ? A : never;

/**
 * Counts what every device in this scope is asked for, from its making until `stop`: the classes' methods are
 * wrapped, so whoever calls them is counted, the runtime and the engine alike.
 */
export class GpuCounters {
  #counts: GpuCounts = { ...NO_COUNTS };
  readonly #unwrap: (() => void)[] = [];

  constructor({ GPUDevice, GPUQueue, GPUBuffer, GPUCommandEncoder, GPUComputePassEncoder }: GpuClasses) {
    this.#countBuffers(GPUDevice, GPUBuffer);
    this.#countWrites(GPUQueue);
    this.#count(GPUComputePassEncoder, 'dispatchWorkgroups', 'dispatches');
    this.#count(GPUComputePassEncoder, 'dispatchWorkgroupsIndirect', 'dispatches');
    this.#count(GPUCommandEncoder, 'copyBufferToBuffer', 'copies');
    this.#count(GPUQueue, 'submit', 'submits');
    this.#count(GPUQueue, 'onSubmittedWorkDone', 'otherRoundTrips');
    this.#count(GPUDevice, 'popErrorScope', 'otherRoundTrips');
    this.#count(GPUDevice, 'createBindGroup', 'bindGroupsCreated');
    this.#count(GPUDevice, 'createComputePipeline', 'pipelinesCreated');
    this.#count(GPUDevice, 'createComputePipelineAsync', 'pipelinesCreated');
  }

  /** The counts since the last call. */
  take(): GpuCounts {
    const counts = this.#counts;
    this.#counts = { ...NO_COUNTS };
    return counts;
  }

  /** Leaves the classes as they were. */
  stop(): void {
    for (const unwrap of this.#unwrap.splice(0).reverse()) unwrap();
  }

  #countBuffers(device: GpuClasses['GPUDevice'], buffers: GpuClasses['GPUBuffer']): void {
    this.#watch(device, 'createBuffer', (_, [{ size, mappedAtCreation }]) => {
      this.#counts.buffersCreated += 1;
      this.#counts.bytesCreated += size;
      if (mappedAtCreation) this.#counts.bytesWritten += size;
    });
    this.#watch(buffers, 'mapAsync', (buffer, [mode, offset = 0, size = buffer.size - offset]) => {
      this.#counts.mapRoundTrips += 1;
      this.#counts[mode === READ ? 'bytesRead' : 'bytesWritten'] += size;
    });
  }

  #countWrites(queue: GpuClasses['GPUQueue']): void {
    this.#watch(queue, 'writeBuffer', (_, [, , data, dataOffset, size]) => {
      this.#counts.bytesWritten += writtenBytes(data, dataOffset, size);
    });
  }

  #count<T extends object>(type: ClassOf<T>, method: keyof T & string, count: keyof GpuCounts): void {
    this.#watch(type, method, () => {
      this.#counts[count] += 1;
    });
  }

  /** Calls `note` after each call of a method that did not throw. */
  #watch<T extends object, Name extends keyof T & string>(
    { prototype }: ClassOf<T>,
    name: Name,
    note: (self: T, args: Args<T[Name]>) => void,
  ): void {
    const original: unknown = Reflect.get(prototype, name);
    if (typeof original !== 'function') throw new TypeError(`WebGPU: there is no method ${name}.`);
    const watched = function (this: T, ...args: Args<T[Name]>): unknown {
      const result = Reflect.apply(original, this, args);
      note(this, args);
      return result;
    };
    Reflect.set(prototype, name, watched);
    this.#unwrap.push(() => Reflect.set(prototype, name, original));
  }
}

/** Offset and size of a typed array count elements, of a buffer or a `DataView` bytes. */
function writtenBytes(data: GPUAllowSharedBufferSource, offset = 0, size?: number): number {
  const unit =
    'BYTES_PER_ELEMENT' in data && typeof data.BYTES_PER_ELEMENT === 'number' ? data.BYTES_PER_ELEMENT : 1;
  return size === undefined ? data.byteLength - offset * unit : size * unit;
}

/**
 * A GPUDevice that copies bytes and runs no shaders. It checks copies as WebGPU does: ranges,
 * alignment, usage, and that no buffer is used after it was destroyed.
 */

/** The flags of the WebGPU specification, to stub the browser's globals. */
export const BUFFER_USAGE = {
  MAP_READ: 0x1,
  MAP_WRITE: 0x2,
  COPY_SRC: 0x4,
  COPY_DST: 0x8,
  INDEX: 0x10,
  VERTEX: 0x20,
  UNIFORM: 0x40,
  STORAGE: 0x80,
  INDIRECT: 0x100,
  QUERY_RESOLVE: 0x200,
};
export const MAP_MODE = { READ: 1, WRITE: 2 };

export class FakeBuffer {
  readonly bytes: Uint8Array<ArrayBuffer>;
  destroyed = false;
  mapped: boolean;

  constructor(readonly descriptor: GPUBufferDescriptor) {
    this.bytes = new Uint8Array(descriptor.size);
    this.mapped = descriptor.mappedAtCreation ?? false;
  }

  get size(): number {
    return this.descriptor.size;
  }

  /** A float32 view of the content. */
  get floats(): Float32Array {
    return new Float32Array(this.bytes.buffer);
  }

  async mapAsync(mode: number): Promise<void> {
    check(mode === MAP_MODE.READ && this.has(BUFFER_USAGE.MAP_READ), 'mapped for reading without MAP_READ');
    check(!this.mapped && !this.destroyed, 'mapped twice or destroyed');
    this.mapped = true;
  }

  getMappedRange(): ArrayBuffer {
    check(this.mapped, 'not mapped');
    return this.bytes.buffer;
  }

  unmap(): void {
    this.mapped = false;
  }

  destroy(): void {
    this.destroyed = true;
  }

  has(usage: number): boolean {
    return (this.descriptor.usage & usage) !== 0;
  }
}

export class FakeDevice {
  readonly buffers: FakeBuffer[] = [];
  submissions = 0;

  /** The rest of a device is not used. */
  get device(): GPUDevice {
    return this as unknown as GPUDevice;
  }

  get alive(): FakeBuffer[] {
    return this.buffers.filter((buffer) => !buffer.destroyed);
  }

  readonly queue = {
    writeBuffer: (buffer: FakeBuffer, offset: number, data: Int32Array): void => {
      check(
        !buffer.destroyed && buffer.has(BUFFER_USAGE.COPY_DST),
        'written to without COPY_DST or destroyed',
      );
      check(offset + data.byteLength <= buffer.size, 'written to beyond the end');
      buffer.bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), offset);
    },
    submit: (lists: (() => void)[][]): void => {
      this.submissions += 1;
      for (const command of lists.flat()) command();
    },
  };

  createBuffer(descriptor: GPUBufferDescriptor): FakeBuffer {
    const buffer = new FakeBuffer(descriptor);
    this.buffers.push(buffer);
    return buffer;
  }

  createShaderModule(): object {
    return {};
  }

  createComputePipeline(): object {
    return { getBindGroupLayout: () => ({}) };
  }

  createBindGroup(descriptor: { entries: { resource: { buffer: FakeBuffer; offset?: number } }[] }): object {
    for (const { resource } of descriptor.entries) {
      check(!resource.buffer.destroyed, 'bound after it was destroyed');
      check((resource.offset ?? 0) % 256 === 0, 'bound at an unaligned offset');
    }
    return descriptor;
  }

  createCommandEncoder(): object {
    const commands: (() => void)[] = [];
    const pass = { setPipeline() {}, setBindGroup() {}, dispatchWorkgroups() {}, end() {} };
    return {
      copyBufferToBuffer: (
        from: FakeBuffer,
        fromStart: number,
        to: FakeBuffer,
        toStart: number,
        size: number,
      ) => commands.push(() => copy(from, fromStart, to, toStart, size)),
      beginComputePass: () => pass,
      finish: () => commands,
    };
  }
}

function copy(from: FakeBuffer, fromStart: number, to: FakeBuffer, toStart: number, size: number): void {
  check(from !== to, 'copied onto itself');
  check(!from.destroyed && !to.destroyed && !from.mapped && !to.mapped, 'copied while destroyed or mapped');
  check(from.has(BUFFER_USAGE.COPY_SRC) && to.has(BUFFER_USAGE.COPY_DST), 'copied without the usage for it');
  check(
    [fromStart, toStart, size].every((number) => number % 4 === 0),
    'copied off a multiple of four bytes',
  );
  check(fromStart + size <= from.size && toStart + size <= to.size, 'copied beyond the end');
  to.bytes.set(from.bytes.subarray(fromStart, fromStart + size), toStart);
}

function check(condition: boolean, complaint: string): void {
  if (!condition) throw new Error(`WebGPU: a buffer was ${complaint}`);
}

import { afterEach, beforeEach, expect, test } from 'vitest';
import { type GpuClasses, GpuCounters, NO_COUNTS } from './gpu-counters.ts';

class FakeBuffer {
  constructor(readonly size: number) {}
  async mapAsync(): Promise<void> {}
}

class FakeDevice {
  createBuffer({ size }: { size: number }): FakeBuffer {
    if (size < 0) throw new RangeError('too small');
    return new FakeBuffer(size);
  }
  createBindGroup(): void {}
  createComputePipeline(): void {}
  async createComputePipelineAsync(): Promise<void> {}
  async popErrorScope(): Promise<null> {
    return null;
  }
}

class FakeQueue {
  writeBuffer(): void {}
  submit(): void {}
  async onSubmittedWorkDone(): Promise<void> {}
}

class FakeEncoder {
  copyBufferToBuffer(): void {}
}

class FakePass {
  dispatchWorkgroups(): void {}
  dispatchWorkgroupsIndirect(): void {}
}

const CLASSES = {
  GPUDevice: FakeDevice,
  GPUQueue: FakeQueue,
  GPUBuffer: FakeBuffer,
  GPUCommandEncoder: FakeEncoder,
  GPUComputePassEncoder: FakePass,
} as unknown as GpuClasses;

const device = new FakeDevice() as unknown as GPUDevice;
const queue = new FakeQueue() as unknown as GPUQueue;
const USAGE = 0;
const [READ, WRITE] = [1, 2];

let counters: GpuCounters;

beforeEach(() => {
  counters = new GpuCounters(CLASSES);
});

afterEach(() => counters.stop());

const make = (size: number, mappedAtCreation = false) =>
  device.createBuffer({ size, usage: USAGE, mappedAtCreation });

test('buffers are counted with their bytes, and those mapped at creation as written', () => {
  make(64);
  make(16, true);
  expect(counters.take()).toEqual({
    ...NO_COUNTS,
    buffersCreated: 2,
    bytesCreated: 80,
    bytesWritten: 16,
  });
});

test('taking the counts starts them anew', () => {
  make(64);
  counters.take();
  expect(counters.take()).toEqual(NO_COUNTS);
});

test.each([
  ['a whole buffer', [new ArrayBuffer(12)], 12],
  ['a whole view', [new Int32Array(3)], 12],
  ['the rest of a view, from an element on', [new Float32Array(5), 2], 12],
  ['some elements of a view', [new Uint16Array(9), 1, 6], 12],
  ['some bytes of a buffer', [new ArrayBuffer(99), 1, 12], 12],
  ['the rest of a DataView, from a byte on', [new DataView(new ArrayBuffer(14)), 2], 12],
] as [string, [GPUAllowSharedBufferSource, number?, number?], number][])(
  '%s is written',
  (_, data, bytes) => {
    queue.writeBuffer(make(99), 0, ...data);
    expect(counters.take().bytesWritten).toBe(bytes);
  },
);

test('each mapping is a round trip that reads or writes what is mapped', async () => {
  await make(100).mapAsync(READ);
  await make(100).mapAsync(READ, 40);
  await make(100).mapAsync(WRITE, 40, 8);
  expect(counters.take()).toMatchObject({ mapRoundTrips: 3, bytesRead: 160, bytesWritten: 8 });
});

test('work and waits are counted', async () => {
  const pass = new FakePass() as unknown as GPUComputePassEncoder;
  const encoder = new FakeEncoder() as unknown as GPUCommandEncoder;
  pass.dispatchWorkgroups(1);
  pass.dispatchWorkgroupsIndirect(make(4), 0);
  encoder.copyBufferToBuffer(make(4), 0, make(4), 0, 4);
  queue.submit([]);
  await queue.onSubmittedWorkDone();
  await device.popErrorScope();
  device.createBindGroup({} as GPUBindGroupDescriptor);
  device.createComputePipeline({} as GPUComputePipelineDescriptor);
  await device.createComputePipelineAsync({} as GPUComputePipelineDescriptor);
  expect(counters.take()).toMatchObject({
    dispatches: 2,
    copies: 1,
    submits: 1,
    otherRoundTrips: 2,
    bindGroupsCreated: 1,
    pipelinesCreated: 2,
  });
});

test('what fails is not counted', () => {
  expect(() => make(-1)).toThrow('too small');
  expect(counters.take()).toEqual(NO_COUNTS);
});

test('after the end nothing is counted, and the classes are what they were', () => {
  const { createBuffer } = FakeDevice.prototype;
  counters.stop();
  expect(FakeDevice.prototype.createBuffer).not.toBe(createBuffer);
  make(64);
  expect(counters.take()).toEqual(NO_COUNTS);
});

test('a missing method is reported at once', () => {
  const missing = { ...CLASSES, GPUQueue: class {} } as unknown as GpuClasses;
  expect(() => new GpuCounters(missing)).toThrow('WebGPU: there is no method writeBuffer.');
});

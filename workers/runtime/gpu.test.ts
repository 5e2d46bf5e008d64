import { beforeEach, describe, expect, test, vi } from 'vitest';
import { describeGpu, onDeviceLost, requestGpu, watchGpu } from './gpu.ts';

/** Limits as browsers have them: getters on the prototype. */
const LIMITS: object = Object.create({
  get maxBufferSize() {
    return 4;
  },
  get maxBindGroups() {
    return 2;
  },
});

function fakeAdapter(changes: object = {}) {
  return {
    features: new Set(['shader-f16', 'bgra8unorm-storage']),
    limits: LIMITS,
    info: { vendor: 'acme', architecture: 'rocket-1', description: '' },
    requestDevice: vi.fn(async (wish: object) => wish),
    ...changes,
  };
}

/** What `navigator.gpu` would be with this adapter. */
function gpuWith(adapter: unknown): GPU {
  return { requestAdapter: async () => adapter } as unknown as GPU;
}

test('the device gets every limit, and the wanted features that are available', async () => {
  const { device, name } = await requestGpu(gpuWith(fakeAdapter()));
  expect(device).toEqual({
    requiredFeatures: ['shader-f16'],
    requiredLimits: { maxBufferSize: 4, maxBindGroups: 2 },
  });
  expect(name).toBe('acme rocket-1');
});

test.each([
  [4, []],
  [undefined, []],
  [8, ['subgroups']],
  [32, ['subgroups']],
])('subgroups of %s give the features %j', async (subgroupMinSize, requiredFeatures) => {
  const adapter = fakeAdapter({ features: new Set(['subgroups']), info: { subgroupMinSize } });
  expect((await requestGpu(gpuWith(adapter))).device).toMatchObject({ requiredFeatures });
});

test.each([
  ['no WebGPU', undefined, 'This browser has no WebGPU.'],
  ['no adapter', gpuWith(null), 'The browser offers no GPU on this device.'],
  [
    'no device',
    gpuWith(fakeAdapter({ requestDevice: () => Promise.reject(new Error('lost')) })),
    'The GPU could not be opened.',
  ],
])('%s is reported in plain words', async (_, gpu, message) => {
  await expect(requestGpu(gpu)).rejects.toMatchObject({ name: 'GpuUnavailable', message });
});

test('a browser without information about its GPU', async () => {
  const { name } = await requestGpu(gpuWith(fakeAdapter({ info: undefined })));
  expect(name).toBe('GPU');
});

test.each([
  ['no WebGPU', undefined, null],
  ['no adapter', gpuWith(null), null],
  ['a GPU', gpuWith(fakeAdapter()), { name: 'acme rocket-1', imitated: false }],
  [
    'one that the browser calls a fallback',
    gpuWith(fakeAdapter({ info: { vendor: 'acme', isFallbackAdapter: true } })),
    { name: 'acme', imitated: true },
  ],
  [
    'one that is known to be a program',
    gpuWith(fakeAdapter({ info: { description: 'llvmpipe (LLVM 15.0.6, 256 bits)' } })),
    { name: 'llvmpipe (LLVM 15.0.6, 256 bits)', imitated: true },
  ],
  ['one without information', gpuWith(fakeAdapter({ info: undefined })), { name: 'GPU', imitated: false }],
])('the description of %s', async (_, gpu, kind) => {
  expect(await describeGpu(gpu)).toEqual(kind);
});

function fakeDevice(errors: (object | null)[]): GPUDevice {
  const pushErrorScope = vi.fn();
  const popErrorScope = async () => errors.shift() ?? null;
  return { pushErrorScope, popErrorScope } as unknown as GPUDevice;
}

test('a job without GPU errors returns its result', async () => {
  expect(await watchGpu(fakeDevice([]), async () => 7)).toBe(7);
});

test('an error that only the GPU reports fails the job', async () => {
  const job = watchGpu(fakeDevice([null, { message: 'shader too long' }]), async () => 7);
  await expect(job).rejects.toMatchObject({ name: 'GpuUnavailable', cause: 'shader too long' });
});

test.each([
  ['that ends well', async () => 7],
  ['that fails of it', () => Promise.reject(new Error('invalid buffer'))],
])('a lack of memory has its own error, for a job %s', async (_, job) => {
  const device = fakeDevice([{ message: 'invalid buffer' }, null, { message: 'no room' }]);
  await expect(watchGpu(device, job)).rejects.toMatchObject({
    code: 'out-of-memory',
    message: 'The GPU has too little memory for this model.',
    cause: 'no room',
  });
});

test("the job's own error comes first", async () => {
  const device = fakeDevice([{ message: 'shader too long' }]);
  const job = watchGpu(device, async () => {
    throw new Error('no file');
  });
  await expect(job).rejects.toThrow('no file');
  expect(await device.popErrorScope()).toBeNull();
});

describe('a device of the engine', () => {
  class OutOfMemory {
    constructor(readonly message: string) {}
  }
  const raise = (device: EventTarget, error: object) =>
    device.dispatchEvent(Object.assign(new Event('uncapturederror'), { error }));

  /** A device that the test can lose. */
  function workingDevice() {
    let lose: (info: GPUDeviceLostInfo) => void = () => {};
    const lost = new Promise<GPUDeviceLostInfo>((resolve) => {
      lose = resolve;
    });
    const device = Object.assign(new EventTarget(), { lost });
    const report = vi.fn();
    onDeviceLost(device, report);
    const loseFor = async (reason: GPUDeviceLostReason) => {
      lose({ reason, message: 'driver reset' } as GPUDeviceLostInfo);
      await lost;
    };
    return { device, report, loseFor };
  }

  beforeEach(() => {
    vi.stubGlobal('GPUOutOfMemoryError', OutOfMemory);
  });

  test.each([
    ['unknown', 1],
    ['destroyed', 0],
  ] as const)('lost for reason "%s" is reported %i times', async (reason, times) => {
    const { report, loseFor } = workingDevice();
    await loseFor(reason);
    expect(report).toHaveBeenCalledTimes(times);
    if (times)
      expect(report).toHaveBeenCalledWith({
        code: 'gpu-lost',
        message: 'The GPU stopped working.',
        detail: 'driver reset',
      });
  });

  test('without memory for a buffer is reported once: later errors are consequences', async () => {
    const { device, report, loseFor } = workingDevice();
    raise(device, new OutOfMemory('createBuffer'));
    raise(device, { message: '[Invalid Buffer] is invalid' });
    await loseFor('unknown');
    expect(report.mock.calls).toEqual([
      [
        {
          code: 'out-of-memory',
          message: expect.stringMatching(/^The GPU ran out of memory\. Close/),
          detail: 'createBuffer',
        },
      ],
    ]);
  });

  test('with any other error counts as lost', () => {
    const { device, report } = workingDevice();
    raise(device, { message: 'binding size too small' });
    expect(report.mock.calls).toEqual([
      [
        {
          code: 'gpu-lost',
          message: 'The GPU made a mistake, and what it computed is wrong.',
          detail: 'binding size too small',
        },
      ],
    ]);
  });
});

import { type InferenceSession, Tensor } from 'onnxruntime-common';
import * as ort from 'onnxruntime-node';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Execution, Runtime } from '../engine/index.ts';
import { BUFFER_USAGE, FakeDevice } from '../engine/testing/fake-device.ts';
import type { Runtimes } from '../runtime/runtimes.ts';
import { timeMatmuls, timeMatmulsOn } from './matmul-benchmark.ts';

const never = new AbortController().signal;

test('a real runtime multiplies in every dtype that it supports', async () => {
  const options = { signal: never, now: () => performance.now() };
  const speeds = await timeMatmuls({ ort, execution: { backend: 'cpu' } }, options);
  expect(Object.keys(speeds)).toEqual(['fp32', 'q8', 'q4']);
  for (const { picture, word } of Object.values(speeds)) {
    expect(picture).toBeGreaterThan(0);
    expect(word).toBeGreaterThan(0);
  }
});

/** Longer than any matmul, so that it would show in the times. */
const MS_TO_COMPILE = 5000;

/** A runtime with a fake clock: a matmul of the nth session takes n milliseconds. */
class ClockedRuntime implements Runtime {
  clock = 0;
  runs: number[] = [];
  released = 0;
  disposed = 0;
  onRun = () => {};
  readonly Tensor = Tensor;
  readonly InferenceSession = {
    create: async () => {
      const ms = this.runs.push(0);
      const run = async () => {
        this.clock += this.runs[ms - 1] === 0 ? MS_TO_COMPILE : ms;
        this.runs[ms - 1]! += 1;
        this.onRun();
        return { y: { dispose: () => void this.disposed++ } };
      };
      const release = async () => void this.released++;
      return { run, release } as unknown as InferenceSession;
    },
  };

  time(execution: Execution, signal = never) {
    return timeMatmuls({ ort: this, execution }, { signal, now: () => this.clock });
  }
}

describe('on the CPU', () => {
  test('the fastest run of each matmul counts, after compilation', async () => {
    const runtime = new ClockedRuntime();
    expect(await runtime.time({ backend: 'wasm' })).toEqual({
      fp32: { picture: 1, word: 2 },
      q8: { picture: 3, word: 4 },
      q4: { picture: 5, word: 6 },
    });
    // 60 ms of each, after the run that compiles.
    expect(runtime.runs).toEqual([61, 31, 21, 16, 13, 11]);
    expect(runtime.released).toBe(6);
  });

  test('it stops between two matmuls when cancelled, and releases its sessions', async () => {
    const runtime = new ClockedRuntime();
    const abort = new AbortController();
    runtime.onRun = () => runtime.runs.length === 2 && abort.abort();
    await expect(runtime.time({ backend: 'wasm' }, abort.signal)).rejects.toThrow(/abort/);
    expect(runtime.runs).toEqual([61, 1]);
    expect(runtime.released).toBe(2);
  });

  test('it fails with a matmul, and releases its sessions', async () => {
    const runtime = new ClockedRuntime();
    runtime.onRun = () => {
      throw new Error('no memory');
    };
    await expect(runtime.time({ backend: 'wasm' })).rejects.toThrow('no memory');
    expect(runtime.released).toBe(1);
  });
});

describe('on a GPU', () => {
  beforeEach(() => vi.stubGlobal('GPUBufferUsage', BUFFER_USAGE));
  afterEach(() => vi.unstubAllGlobals());

  function gpuWith(...features: string[]) {
    const gpu = new FakeDevice();
    const queue = { ...gpu.queue, onSubmittedWorkDone: async () => {} };
    const device = Object.assign(Object.create(gpu.device), { features: new Set(features), queue });
    return { gpu, execution: { backend: 'webgpu', device: device as GPUDevice } as const };
  }

  test('fp16 is timed where the GPU has it', async () => {
    expect(Object.keys(await new ClockedRuntime().time(gpuWith('shader-f16').execution))).toContain('fp16');
    expect(Object.keys(await new ClockedRuntime().time(gpuWith().execution))).not.toContain('fp16');
  });

  test('several matmuls run at once, and all buffers are destroyed', async () => {
    const runtime = new ClockedRuntime();
    const { gpu, execution } = gpuWith();
    const { fp32, q4 } = await runtime.time(execution);
    expect([fp32, q4]).toEqual([
      { picture: 1, word: 2 },
      { picture: 5, word: 6 },
    ]);
    expect(runtime.runs.every((count) => count % 8 === 0)).toBe(true);
    expect(runtime.disposed).toBe(runtime.runs.reduce((sum, count) => sum + count, 0));
    expect(gpu.buffers).toHaveLength(6);
    expect(gpu.alive).toEqual([]);
  });

  test.each([
    ['there is none', null],
    ['it is a software rasteriser', { name: 'SwiftShader', imitated: true }],
  ])('no runtime is opened where %s', async (_, kind) => {
    const open = vi.fn<Runtimes['open']>();
    const runtimes: Runtimes = { gpu: async () => kind, open, close: () => {} };
    expect(await timeMatmulsOn(runtimes, 'webgpu', never)).toBeNull();
    expect(open).not.toHaveBeenCalled();
  });
});

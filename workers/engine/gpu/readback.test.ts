import { Tensor } from 'onnxruntime-common';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Execution, Runtime } from '../runtime.ts';
import { BUFFER_USAGE, FakeBuffer, FakeDevice, MAP_MODE } from '../testing/fake-device.ts';
import { fakeManifest } from '../testing/fake-runtime.ts';
import { alignTo } from './gpu-buffer.ts';
import { roomFor } from './logits-reducer.ts';
import { candidatesAreFaster } from './readback.ts';

const WORDS = 5000;

beforeEach(() => {
  vi.stubGlobal('GPUBufferUsage', BUFFER_USAGE);
  vi.stubGlobal('GPUMapMode', MAP_MODE);
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

function modelOf(execution: Execution, vocabSize = WORDS) {
  const manifest = fakeManifest();
  const { architecture } = manifest;
  const runtime: Pick<Runtime, 'Tensor'> = { Tensor };
  return {
    runtime: { ...runtime, InferenceSession: { create: () => Promise.reject(new Error('not needed')) } },
    execution,
    manifest: { ...manifest, architecture: { ...architecture, text: { ...architecture.text, vocabSize } } },
  };
}

/** A clock that only reading buffers moves: `millisecondsOf` their size. */
function readingTakes(millisecondsOf: (bytes: number) => number): void {
  vi.restoreAllMocks();
  let now = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => now);
  const mapAsync = FakeBuffer.prototype.mapAsync;
  vi.spyOn(FakeBuffer.prototype, 'mapAsync').mockImplementation(async function (this: FakeBuffer, mode) {
    now += millisecondsOf(this.size);
    return mapAsync.call(this, mode);
  });
}

describe('which way of reading is the faster one', () => {
  const ALL_BYTES = 3 * 4 * WORDS;
  const STRIDE = 4 + 2 * roomFor(50 + 9 + 2) + 9;

  /** Its kernel leaves no word beside the named ones. */
  class ReducingDevice extends FakeDevice {
    override createBuffer(descriptor: GPUBufferDescriptor): FakeBuffer {
      const buffer = super.createBuffer(descriptor);
      if (buffer.size !== alignTo(3 * 4 * STRIDE, 16)) return buffer;
      for (let row = 0; row < 3; row++) buffer.floats[row * STRIDE + 2] = -Infinity;
      return buffer;
    }
  }

  test('is found out by trying, and nothing of it stays on the device', async () => {
    const gpu = new ReducingDevice();
    const model = modelOf({ backend: 'webgpu', device: gpu.device });
    readingTakes((bytes) => (bytes >= ALL_BYTES ? 5 : 1));
    expect(await candidatesAreFaster(model)).toBe(true);
    readingTakes((bytes) => (bytes >= ALL_BYTES ? 1 : 5));
    expect(await candidatesAreFaster(model)).toBe(false);
    expect(gpu.buffers.length).toBeGreaterThan(0);
    expect(gpu.alive).toEqual([]);
  });

  test('is never candidates on the CPU, of a small vocabulary, or without top-k', async () => {
    const gpu = new FakeDevice();
    readingTakes(() => 1);
    expect(await candidatesAreFaster(modelOf({ backend: 'wasm' }))).toBe(false);
    const onGpu = modelOf({ backend: 'webgpu', device: gpu.device });
    expect(await candidatesAreFaster(modelOf(onGpu.execution, 900))).toBe(false);
    const { manifest } = onGpu;
    const withoutTopK = { ...manifest, generation: { ...manifest.generation, topK: 0 } };
    expect(await candidatesAreFaster({ ...onGpu, manifest: withoutTopK })).toBe(false);
    expect(gpu.buffers).toEqual([]);
  });
});

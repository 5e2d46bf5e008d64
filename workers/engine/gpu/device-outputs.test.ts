import { Tensor } from 'onnxruntime-common';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { BUFFER_USAGE, FakeBuffer, FakeDevice, MAP_MODE } from '../testing/fake-device.ts';
import { DeviceOutputs } from './device-outputs.ts';

/** 5 patches: an odd number, so that a row of half floats is padded. Nothing is a multiple of 16 bytes. */
const SHAPE = { layers: 2, heads: 3, headWidth: 8, vocabulary: 7, columns: 6 };
const BATCH = 3;

beforeEach(() => {
  vi.stubGlobal('GPUBufferUsage', BUFFER_USAGE);
  vi.stubGlobal('GPUMapMode', MAP_MODE);
});
afterEach(() => vi.unstubAllGlobals());

function makeOutputs(steps = 4) {
  const gpu = new FakeDevice();
  const outputs = new DeviceOutputs({
    tensor: Tensor,
    device: gpu.device,
    batch: BATCH,
    shape: SHAPE,
    steps,
  });
  return { gpu, outputs };
}

function bufferOf(tensor: Tensor): FakeBuffer {
  const buffer: unknown = tensor.gpuBuffer;
  if (buffer instanceof FakeBuffer) return buffer;
  throw new TypeError('not a fake buffer');
}

describe('outputs on the GPU', () => {
  test('are bound by name with the dimensions of the graph', () => {
    const fetches = makeOutputs().outputs.fetches();
    expect(Object.fromEntries(Object.entries(fetches).map(([name, { dims }]) => [name, dims]))).toEqual({
      logits: [BATCH, 7],
      'cross_attention.0': [1, 3, BATCH, 6],
      'cross_attention.1': [1, 3, BATCH, 6],
    });
  });

  test('a step reads its logits, and is numbered', async () => {
    const { outputs } = makeOutputs();
    const logits = bufferOf(outputs.fetches().logits!);
    logits.floats.set(Float32Array.from({ length: BATCH * 7 }, (_, index) => index));
    const first = await outputs.read();
    logits.floats.fill(9);
    const second = await outputs.read();
    expect([...first.logits]).toEqual(Array.from({ length: BATCH * 7 }, (_, index) => index));
    expect([...second.logits]).toEqual(new Array(BATCH * 7).fill(9));
    expect([first.step, second.step]).toEqual([0, 1]);
    expect(first.maps.map((map) => map.length)).toEqual([5, 5, 5]);
  });

  test('a step creates no buffer, submits once and reads the logits and the maps', async () => {
    const { outputs, gpu } = makeOutputs();
    const count = gpu.buffers.length;
    await outputs.read();
    expect(gpu.buffers.length).toBe(count);
    expect(gpu.submissions).toBe(1);
    const staging = gpu.buffers.filter((buffer) => buffer.has(BUFFER_USAGE.MAP_READ));
    // Three half-float pairs per caption.
    expect(staging.map((buffer) => buffer.size)).toEqual([4 * BATCH * 7 + 4 * BATCH * 3]);
  });

  test('every step stores its attention, layer by layer', async () => {
    const { outputs, gpu } = makeOutputs();
    const layers = ['cross_attention.0', 'cross_attention.1'].map((name) =>
      bufferOf(outputs.fetches()[name]!),
    );
    const length = 3 * BATCH * 6;
    const before = new Set(gpu.buffers.filter((buffer) => buffer.floats.some(Boolean)));
    for (const step of [1, 2]) {
      for (const [layer, buffer] of layers.entries()) buffer.floats.fill(10 * step + layer);
      await outputs.read();
    }
    const history = gpu.buffers.filter(
      (each) => each.floats.some(Boolean) && !before.has(each) && !layers.includes(each),
    );
    expect(
      history.map(({ floats }) => [floats[0], floats[length - 1], floats[length], floats[2 * length - 1]]),
    ).toEqual([
      [10, 10, 11, 11],
      [20, 20, 21, 21],
    ]);
  });

  test('disposing frees all buffers but the history’s, which it frees itself', async () => {
    const { outputs, gpu } = makeOutputs(4);
    await outputs.read();
    outputs.dispose();
    expect(gpu.alive.length).toBe(4);
    const maps = await outputs.history.maps([{ step: 0, row: 2 }], { layer: 1, head: null });
    expect(maps.map((map) => map.length)).toEqual([5]);
    expect(gpu.alive.length).toBe(4);
    outputs.history.dispose();
    expect(gpu.alive).toEqual([]);
  });

  test('a selection that the model does not have is refused and leaves no buffer', async () => {
    const { outputs, gpu } = makeOutputs();
    await outputs.read();
    const count = gpu.alive.length;
    const refs = [{ step: 0, row: 0 }];
    await expect(outputs.history.maps(refs, { layer: 2, head: null })).rejects.toThrow('layer is 2');
    expect(gpu.alive.length).toBe(count);
  });
});

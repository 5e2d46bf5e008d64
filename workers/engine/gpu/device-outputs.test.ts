import { Tensor } from 'onnxruntime-common';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { BUFFER_USAGE, FakeBuffer, FakeDevice, MAP_MODE } from '../testing/fake-device.ts';
import { DeviceOutputs } from './device-outputs.ts';
import { alignTo } from './gpu-buffer.ts';
import { roomFor } from './logits-reducer.ts';

/** 5 patches: an odd number, so that a row of half floats is padded. Nothing is a multiple of 16 bytes. */
const SHAPE = { layers: 2, heads: 3, headWidth: 8, vocabulary: 7, columns: 6 };
const BATCH = 3;

beforeEach(() => {
  vi.stubGlobal('GPUBufferUsage', BUFFER_USAGE);
  vi.stubGlobal('GPUMapMode', MAP_MODE);
});
afterEach(() => vi.unstubAllGlobals());

const ENOUGH = { largest: 4, named: 2 };

function makeOutputs(steps = 4, enough: typeof ENOUGH | null = null) {
  const gpu = new FakeDevice();
  const outputs = new DeviceOutputs({
    tensor: Tensor,
    device: gpu.device,
    batch: BATCH,
    shape: SHAPE,
    steps,
    enough,
  });
  return { gpu, outputs };
}

function bufferOf(tensor: Tensor): FakeBuffer {
  const buffer: unknown = tensor.gpuBuffer;
  if (buffer instanceof FakeBuffer) return buffer;
  throw new TypeError('not a fake buffer');
}

describe('outputs on the device', () => {
  test('are bound by name with the dimensions the graph gives', () => {
    const fetches = makeOutputs().outputs.fetches();
    expect(Object.fromEntries(Object.entries(fetches).map(([name, { dims }]) => [name, dims]))).toEqual({
      logits: [BATCH, 7],
      'cross_attention.0': [1, 3, BATCH, 6],
      'cross_attention.1': [1, 3, BATCH, 6],
    });
  });

  test('a step reads the logits it wrote, and numbers itself', async () => {
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

  test('a step creates no buffer, submits once and reads little beside the logits', async () => {
    const { outputs, gpu } = makeOutputs();
    const count = gpu.buffers.length;
    await outputs.read();
    expect(gpu.buffers.length).toBe(count);
    expect(gpu.submissions).toBe(1);
    const staging = gpu.buffers.filter((buffer) => buffer.has(BUFFER_USAGE.MAP_READ));
    // Three half-float pairs per caption.
    expect(staging.map((buffer) => buffer.size)).toEqual([4 * BATCH * 7 + 4 * BATCH * 3]);
  });

  test('every step keeps its own attention, the layers one behind the other', async () => {
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

  test('disposing leaves the history, disposing that leaves nothing', async () => {
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

  test('a selection the model does not have is refused and leaves no buffer', async () => {
    const { outputs, gpu } = makeOutputs();
    await outputs.read();
    const count = gpu.alive.length;
    const refs = [{ step: 0, row: 0 }];
    await expect(outputs.history.maps(refs, { layer: 2, head: null })).rejects.toThrow('layer is 2');
    expect(gpu.alive.length).toBe(count);
  });
});

describe('candidates', () => {
  const WORDS = { head: 4, room: roomFor(ENOUGH.largest) };
  const STRIDE = WORDS.head + 2 * WORDS.room + ENOUGH.named;
  const NAMED = [[6, 2], [0], []];

  /** What the kernel would leave of each row: its number, 1 and 3 tie, and named logits -1 and -2. */
  function reduceAs(gpu: FakeDevice, found: number): void {
    const result = gpu.buffers.find(({ size }) => size === alignTo(4 * BATCH * STRIDE, 16))!;
    const [words, floats] = [new Uint32Array(result.bytes.buffer), result.floats];
    for (let row = 0; row < BATCH; row++) {
      const start = row * STRIDE;
      floats.set([10 + row, 2, 0.5], start);
      words.set([found, 5, 1, 3], start + 3);
      floats.set([10 + row, 1, 1], start + WORDS.head + WORDS.room);
      floats.set([-1, -2], start + WORDS.head + 2 * WORDS.room);
    }
  }

  function makeReduced(found: number) {
    const made = makeOutputs(4, ENOUGH);
    reduceAs(made.gpu, found);
    return { ...made, read: () => made.outputs.readReduced!(NAMED) };
  }

  test('are the best words and the named ones in order, each with its logit', async () => {
    const { candidates, step, maps } = await makeReduced(3).read();
    expect(candidates.map(({ ids, logits }) => ids.map((id, place) => [id, logits[place]]))).toEqual([
      [
        ...[
          [1, 1],
          [2, -2],
          [3, 1],
          [5, 10],
        ],
        [6, -1],
      ],
      [
        ...[
          [0, -1],
          [1, 1],
          [3, 1],
        ],
        [5, 11],
      ],
      [
        ...[
          [1, 1],
          [3, 1],
        ],
        [5, 12],
      ],
    ]);
    expect(candidates.map(({ rest }) => rest)).toEqual([0.5, 0.5, 0.5]);
    expect(candidates[2]!.logSumExp).toBe(12 + Math.LN2);
    expect([step, maps.length]).toEqual([0, BATCH]);
  });

  test('bound nothing when more words reached the border than there is room for', async () => {
    const { candidates } = await makeReduced(WORDS.room + 1).read();
    expect(candidates.map(({ rest }) => rest)).toEqual(new Array(BATCH).fill(Infinity));
  });

  test('take no buffer, one submission, and only their own bytes', async () => {
    const { gpu, read } = makeReduced(3);
    const count = gpu.buffers.length;
    await read();
    expect([gpu.buffers.length, gpu.submissions]).toEqual([count, 1]);
    const staging = gpu.buffers.filter((buffer) => buffer.has(BUFFER_USAGE.MAP_READ));
    expect(staging.map(({ size }) => size)).toEqual([4 * BATCH * (STRIDE + 3)]);
  });

  test('all logits can still be had, once a step, and leave no buffer behind', async () => {
    const { outputs, gpu, read } = makeReduced(3);
    bufferOf(outputs.fetches().logits!).floats.fill(7);
    const output = await read();
    const alive = gpu.alive.length;
    const [first, second] = await Promise.all([output.logits(), output.logits()]);
    expect([...first]).toEqual(new Array(BATCH * 7).fill(7));
    expect(second).toBe(first);
    expect([gpu.alive.length, gpu.submissions]).toEqual([alive, 2]);
    expect((await outputs.read()).logits).toEqual(first);
  });

  test('leave nothing when the outputs and their history are disposed of', async () => {
    const { outputs, gpu, read } = makeReduced(3);
    await read();
    outputs.dispose();
    outputs.history.dispose();
    expect(gpu.alive).toEqual([]);
  });

  test('more of them than there are words are refused', () => {
    expect(() => makeOutputs(4, { largest: 8, named: 2 })).toThrow('8 candidates, of 7 at most');
  });
});

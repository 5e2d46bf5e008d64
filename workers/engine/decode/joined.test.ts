import { Tensor } from 'onnxruntime-common';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { DeviceLogits } from '../gpu/device-logits.ts';
import { createBuffer } from '../gpu/gpu-buffer.ts';
import type { CrossKeysValues, Model } from '../model.ts';
import { BUFFER_USAGE, FakeBuffer, FakeDevice, MAP_MODE } from '../testing/fake-device.ts';
import { joinPictures } from './joined.ts';

beforeEach(() => {
  vi.stubGlobal('GPUBufferUsage', BUFFER_USAGE);
  vi.stubGlobal('GPUMapMode', MAP_MODE);
});
afterEach(() => vi.unstubAllGlobals());

/** [1, 1, 2, 3] */
const DIMS = [1, 1, 2, 3];
const VALUES = [1, 2].map((picture) => Float32Array.from({ length: 6 }, (_, index) => 10 * picture + index));
const JOINED = [...VALUES[0]!, ...VALUES[1]!];

const modelOn = (execution: object) =>
  ({ runtime: { Tensor }, execution }) as unknown as Model<'text_decoder'>;

type Two = [CrossKeysValues, CrossKeysValues];

const inMemory = () =>
  VALUES.map((values) => ({ 'cross_key.0': new Tensor('float32', values, DIMS) })) as object as Two;

function onDevice(gpu: FakeDevice): Two {
  return VALUES.map((values) => {
    const buffer = createBuffer(gpu.device, values.byteLength);
    gpu.buffers.at(-1)!.floats.set(values);
    return { 'cross_key.0': Tensor.fromGpuBuffer(buffer, { dataType: 'float32', dims: DIMS }) };
  }) as object as Two;
}

test('in memory: one picture after the other', () => {
  const { cross } = joinPictures(modelOn({ backend: 'cpu' }), inMemory());
  expect(cross['cross_key.0']!.dims).toEqual([2, 1, 2, 3]);
  expect([...(cross['cross_key.0']!.data as Float32Array)]).toEqual(JOINED);
});

test('a single picture is not copied', () => {
  const [first] = inMemory();
  expect(joinPictures(modelOn({ backend: 'cpu' }), [first]).cross).toBe(first);
});

test('on a device: in one submission, into a buffer that is destroyed with the batch alone', () => {
  const gpu = new FakeDevice();
  const pictures = onDevice(gpu);
  const joined = joinPictures(modelOn({ backend: 'webgpu', device: gpu.device }), pictures);
  expect(gpu.submissions).toBe(1);
  const tensor = joined.cross['cross_key.0']!;
  const buffer: unknown = tensor.gpuBuffer;
  if (!(buffer instanceof FakeBuffer)) throw new TypeError('not a fake buffer');
  expect(tensor.dims).toEqual([2, 1, 2, 3]);
  expect([...buffer.floats.slice(0, 12)]).toEqual(JOINED);
  joined.dispose();
  expect(buffer.destroyed).toBe(true);
  expect(gpu.alive).toHaveLength(2);
});

test('logits without attention are read in one submission, and nothing is left', async () => {
  const gpu = new FakeDevice();
  const outputs = new DeviceLogits({
    tensor: Tensor,
    device: gpu.device,
    batch: 2,
    shape: { vocabulary: 3 },
  });
  expect(Object.keys(outputs.fetches())).toEqual(['logits']);
  gpu.buffers[0]!.floats.set([1, 2, 3, 4, 5, 6]);
  const { logits, maps } = await outputs.read();
  expect([...logits]).toEqual([1, 2, 3, 4, 5, 6]);
  expect(maps.map(({ length }) => length)).toEqual([0, 0]);
  expect(gpu.submissions).toBe(1);
  outputs.dispose();
  expect(gpu.alive).toEqual([]);
});

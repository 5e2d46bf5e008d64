import { Tensor } from 'onnxruntime-common';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { BUFFER_USAGE, FakeBuffer, FakeDevice } from '../testing/fake-device.ts';
import { DeviceInputs, HostInputs } from './inputs.ts';

beforeEach(() => vi.stubGlobal('GPUBufferUsage', BUFFER_USAGE));
afterEach(() => vi.unstubAllGlobals());

test('in host memory: ids, one position per row, and the length so far', () => {
  const { input_ids, position_ids, total_length } = new HostInputs(Tensor).feeds([7, 8, 9], 4);
  expect(input_ids!.dims).toEqual([3]);
  expect(input_ids!.data).toEqual(Int32Array.of(7, 8, 9));
  expect(position_ids!.data).toEqual(Int32Array.of(4, 4, 4));
  expect([total_length!.dims, total_length!.data]).toEqual([[1], Int32Array.of(5)]);
});

describe('on the GPU', () => {
  const contents = (tensor: Tensor) => {
    const buffer: unknown = tensor.gpuBuffer;
    if (!(buffer instanceof FakeBuffer)) throw new TypeError('not a fake buffer');
    return [...new Int32Array(buffer.bytes.buffer, 0, tensor.dims[0])];
  };

  test('steps write into the same two buffers; the length stays in host memory', () => {
    const gpu = new FakeDevice();
    const inputs = new DeviceInputs({ tensor: Tensor, device: gpu.device, batch: 3 });
    const first = inputs.feeds([7, 8, 9], 0);
    const second = inputs.feeds([1, 2, 3], 5);
    expect(gpu.buffers.length).toBe(2);
    expect(second.input_ids!.gpuBuffer).toBe(first.input_ids!.gpuBuffer);
    expect([contents(second.input_ids!), contents(second.position_ids!)]).toEqual([
      [1, 2, 3],
      [5, 5, 5],
    ]);
    expect([second.total_length!.location, second.total_length!.data]).toEqual(['cpu', Int32Array.of(6)]);
    inputs.dispose();
    expect(gpu.alive).toEqual([]);
  });
});

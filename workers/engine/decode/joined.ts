import type { Tensor } from 'onnxruntime-common';
import { createBuffer } from '../gpu/gpu-buffer.ts';
import type { CrossKeysValues, Model } from '../model.ts';

/** Keys and values of several pictures along the first axis: `cross_key.{l}` [P, H, d, N], `cross_value.{l}` [P, H, N, d]. */
export interface Joined {
  readonly cross: CrossKeysValues;
  /** Frees the copies; the pictures stay. */
  dispose(): void;
}

/** Copies the pictures' keys and values into one batch. A single picture is used as it is. */
export function joinPictures(
  model: Model<'text_decoder'>,
  pictures: readonly [CrossKeysValues, ...CrossKeysValues[]],
): Joined {
  const [first] = pictures;
  if (pictures.length === 1) return { cross: first, dispose: () => {} };
  const { execution } = model;
  return execution.backend === 'webgpu'
    ? joinOnDevice(model, execution.device, pictures)
    : joinInMemory(model, pictures);
}

function joinInMemory({ runtime }: Model<'text_decoder'>, pictures: readonly CrossKeysValues[]): Joined {
  const join = (name: string) => {
    const parts = pictures.map((cross) => cross[name]!);
    const { size } = parts[0]!;
    const values = new Float32Array(parts.length * size);
    for (const [picture, { data }] of parts.entries()) values.set(data as Float32Array, picture * size);
    return new runtime.Tensor('float32', values, joinedDims(parts));
  };
  return { cross: eachName(pictures[0]!, join), dispose: () => {} };
}

function joinOnDevice(
  { runtime }: Model<'text_decoder'>,
  device: GPUDevice,
  pictures: readonly CrossKeysValues[],
): Joined {
  const buffers: GPUBuffer[] = [];
  const encoder = device.createCommandEncoder();
  const join = (name: string) => {
    const parts = pictures.map((cross) => cross[name]!);
    const bytes = 4 * parts[0]!.size;
    const buffer = createBuffer(device, parts.length * bytes);
    buffers.push(buffer);
    for (const [picture, { gpuBuffer }] of parts.entries()) {
      encoder.copyBufferToBuffer(gpuBuffer as GPUBuffer, 0, buffer, picture * bytes, bytes);
    }
    return runtime.Tensor.fromGpuBuffer(buffer, { dataType: 'float32', dims: joinedDims(parts) });
  };
  const cross = eachName(pictures[0]!, join);
  device.queue.submit([encoder.finish()]);
  return {
    cross,
    dispose: () => {
      for (const buffer of buffers.splice(0)) buffer.destroy();
    },
  };
}

function joinedDims(parts: readonly Tensor[]): number[] {
  return [parts.length, ...parts[0]!.dims.slice(1)];
}

function eachName(names: CrossKeysValues, join: (name: string) => Tensor): CrossKeysValues {
  return Object.fromEntries(Object.keys(names).map((name) => [name, join(name)]));
}

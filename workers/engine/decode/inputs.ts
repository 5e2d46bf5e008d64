import type { Tensor } from 'onnxruntime-common';
import { createBuffer } from '../gpu/gpu-buffer.ts';
import type { Runtime } from '../runtime.ts';

/** Inputs of a decoder step other than its cache and the picture. */
export interface DecoderInputs {
  /** `input_ids` and `position_ids` [B], `total_length` [1]; valid until the next call. */
  feeds(ids: readonly number[], position: number): Record<string, Tensor>;
  dispose(): void;
}

/** For CPU runtimes. */
export class HostInputs implements DecoderInputs {
  constructor(private readonly tensor: Runtime['Tensor']) {}

  feeds(ids: readonly number[], position: number): Record<string, Tensor> {
    const perRow = (values: Int32Array) => new this.tensor('int32', values, [ids.length]);
    return {
      input_ids: perRow(Int32Array.from(ids)),
      position_ids: perRow(new Int32Array(ids.length).fill(position)),
      total_length: totalLength(this.tensor, position),
    };
  }

  dispose(): void {}
}

export interface DeviceInputsOptions {
  tensor: Runtime['Tensor'];
  device: GPUDevice;
  batch: number;
}

/**
 * For WebGPU: ids and positions are written into buffers created once per run; the runtime would create a buffer for
 * each upload. The runtime reads the total length on the CPU.
 */
export class DeviceInputs implements DecoderInputs {
  readonly #tensor: Runtime['Tensor'];
  readonly #device: GPUDevice;
  readonly #ids: GPUBuffer;
  readonly #positions: GPUBuffer;
  readonly #tensors: Record<string, Tensor>;

  constructor({ tensor, device, batch }: DeviceInputsOptions) {
    this.#tensor = tensor;
    this.#device = device;
    this.#ids = createBuffer(device, 4 * batch);
    this.#positions = createBuffer(device, 4 * batch);
    const bind = (buffer: GPUBuffer) => tensor.fromGpuBuffer(buffer, { dataType: 'int32', dims: [batch] });
    this.#tensors = { input_ids: bind(this.#ids), position_ids: bind(this.#positions) };
  }

  feeds(ids: readonly number[], position: number): Record<string, Tensor> {
    this.#device.queue.writeBuffer(this.#ids, 0, Int32Array.from(ids));
    this.#device.queue.writeBuffer(this.#positions, 0, new Int32Array(ids.length).fill(position));
    return { ...this.#tensors, total_length: totalLength(this.#tensor, position) };
  }

  dispose(): void {
    this.#ids.destroy();
    this.#positions.destroy();
  }
}

function totalLength(tensor: Runtime['Tensor'], position: number): Tensor {
  return new tensor('int32', Int32Array.of(position + 1), [1]);
}

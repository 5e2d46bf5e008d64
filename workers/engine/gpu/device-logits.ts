import type { Tensor } from 'onnxruntime-common';
import type { StepOutput } from '../decode/decode.ts';
import { type DecoderOutputs, NO_HISTORY, noAttention } from '../decode/outputs.ts';
import type { DecoderShape } from '../model.ts';
import type { Runtime } from '../runtime.ts';
import { createBuffer, createStaging, download } from './gpu-buffer.ts';

export interface DeviceLogitsOptions {
  tensor: Runtime['Tensor'];
  device: GPUDevice;
  batch: number;
  shape: Pick<DecoderShape, 'vocabulary'>;
}

/** As `DeviceOutputs`, for WebGPU, without attention: reading a step is one readback of the logits. */
export class DeviceLogits implements DecoderOutputs {
  readonly history = NO_HISTORY;
  readonly #device: GPUDevice;
  readonly #batch: number;
  readonly #bytes: number;
  readonly #logits: GPUBuffer;
  readonly #staging: GPUBuffer;
  readonly #tensor: Tensor;

  constructor({ tensor, device, batch, shape: { vocabulary } }: DeviceLogitsOptions) {
    this.#device = device;
    this.#batch = batch;
    this.#bytes = 4 * batch * vocabulary;
    this.#logits = createBuffer(device, this.#bytes);
    this.#staging = createStaging(device, this.#bytes);
    this.#tensor = tensor.fromGpuBuffer(this.#logits, { dataType: 'float32', dims: [batch, vocabulary] });
  }

  fetches(): Record<string, Tensor> {
    return { logits: this.#tensor };
  }

  async read(): Promise<StepOutput> {
    const encoder = this.#device.createCommandEncoder();
    encoder.copyBufferToBuffer(this.#logits, 0, this.#staging, 0, this.#bytes);
    this.#device.queue.submit([encoder.finish()]);
    const { buffer } = await download(this.#staging);
    return { logits: new Float32Array(buffer), ...noAttention(this.#batch) };
  }

  dispose(): void {
    this.#logits.destroy();
    this.#staging.destroy();
  }
}

import type { Tensor } from 'onnxruntime-common';
import { alignTo, createBuffer } from '../gpu/gpu-buffer.ts';
import { type CacheOptions, type DecoderCache, isIdentity, slots } from './cache.ts';

/** Lengths are rounded up to a multiple of this, so that runs of similar length share compiled shaders. */
const LENGTH_STEP = 8;

export interface StaticCacheOptions extends CacheOptions {
  device: GPUDevice;
  /** In positions. */
  maxLength: number;
}

/**
 * For WebGPU: one buffer for the keys and one for the values of each layer, bound as past and present and written in
 * place, so that a step creates no buffer. `position_ids` and `total_length` limit attention to the valid part.
 */
export class StaticCache implements DecoderCache {
  readonly #device: GPUDevice;
  readonly #batch: number;
  readonly #rowBytes: number;
  readonly #buffers = new Map<string, GPUBuffer>();
  readonly #tensors = new Map<string, Tensor>();
  readonly #scratch: GPUBuffer;

  constructor({ tensor, batch, shape, device, maxLength }: StaticCacheOptions) {
    const length = alignTo(maxLength, LENGTH_STEP);
    const dims = [batch, shape.heads, length, shape.headWidth];
    this.#device = device;
    this.#batch = batch;
    this.#rowBytes = 4 * shape.heads * length * shape.headWidth;
    for (const slot of slots(shape.layers)) {
      const buffer = createBuffer(device, batch * this.#rowBytes);
      this.#buffers.set(slot, buffer);
      this.#tensors.set(slot, tensor.fromGpuBuffer(buffer, { dataType: 'float32', dims }));
    }
    this.#scratch = createBuffer(device, batch * this.#rowBytes);
  }

  feeds(): Record<string, Tensor> {
    return Object.fromEntries([...this.#tensors].map(([slot, tensor]) => [`past_${slot}`, tensor]));
  }

  fetches(): Record<string, Tensor> {
    return Object.fromEntries([...this.#tensors].map(([slot, tensor]) => [`present_${slot}`, tensor]));
  }

  /** The step wrote into these buffers. */
  advance(): void {}

  reorder(parents: readonly number[]): void {
    if (isIdentity(parents)) return;
    const encoder = this.#device.createCommandEncoder();
    for (const buffer of this.#buffers.values()) {
      for (const [row, parent] of parents.entries()) {
        this.#copyRow(encoder, [buffer, parent], [this.#scratch, row]);
      }
      encoder.copyBufferToBuffer(this.#scratch, 0, buffer, 0, this.#batch * this.#rowBytes);
    }
    this.#device.queue.submit([encoder.finish()]);
  }

  /** The tensors do not own the buffers. */
  dispose(): void {
    for (const buffer of this.#buffers.values()) buffer.destroy();
    this.#scratch.destroy();
  }

  #copyRow(encoder: GPUCommandEncoder, from: [GPUBuffer, number], to: [GPUBuffer, number]): void {
    const bytes = this.#rowBytes;
    encoder.copyBufferToBuffer(from[0], from[1] * bytes, to[0], to[1] * bytes, bytes);
  }
}

import type { Tensor } from 'onnxruntime-common';
import type { PatchMap } from '../../../core/protocol/index.ts';
import type { StepOutput } from '../decode/decode.ts';
import type { DecoderOutputs } from '../decode/outputs.ts';
import {
  ALL_HEADS,
  type AttentionHistory,
  type AttentionRef,
  type HeadSelection,
} from '../explain/attention.ts';
import type { DecoderShape } from '../model.ts';
import type { Runtime } from '../runtime.ts';
import { AttentionReducer, type Selection } from './attention-reducer.ts';
import { alignTo, createBuffer, createStaging, download } from './gpu-buffer.ts';

/** The largest `minStorageBufferOffsetAlignment` that a device may have. */
const BINDING_ALIGNMENT = 256;

export interface DeviceOutputsOptions {
  tensor: Runtime['Tensor'];
  device: GPUDevice;
  batch: number;
  shape: DecoderShape;
  /** The maximum number of steps that are read. */
  steps: number;
}

/**
 * For WebGPU: the session writes into buffers created once per run. Reading a step is one submission and one
 * readback, of the logits and the mean maps; the attention of every head stays on the device.
 */
export class DeviceOutputs implements DecoderOutputs {
  readonly history: DeviceAttentionHistory;
  readonly #device: GPUDevice;
  readonly #reducer: AttentionReducer;
  readonly #allHeads: Selection;
  readonly #logitsBytes: number;
  readonly #layerBytes: number;
  readonly #logits: GPUBuffer;
  readonly #attention: GPUBuffer[];
  readonly #maps: GPUBuffer;
  readonly #staging: GPUBuffer;
  readonly #tensors: Record<string, Tensor>;

  constructor({ tensor, device, batch, shape, steps }: DeviceOutputsOptions) {
    const { layers, heads, columns, vocabulary } = shape;
    this.#device = device;
    this.#reducer = new AttentionReducer(device, shape, batch);
    this.#allHeads = this.#reducer.select(ALL_HEADS);
    this.#logitsBytes = 4 * batch * vocabulary;
    this.#logits = createBuffer(device, this.#logitsBytes);
    this.#maps = createBuffer(device, this.#reducer.bytes);
    this.#staging = createStaging(device, this.#logitsBytes + this.#reducer.bytes);
    this.#layerBytes = 4 * heads * batch * columns;
    this.#attention = Array.from({ length: layers }, () => createBuffer(device, this.#layerBytes));
    const stepBytes = layers * this.#layerBytes;
    this.history = new DeviceAttentionHistory({ device, reducer: this.#reducer, steps, stepBytes });
    const bind = (buffer: GPUBuffer, dims: number[]) =>
      tensor.fromGpuBuffer(buffer, { dataType: 'float32', dims });
    this.#tensors = { logits: bind(this.#logits, [batch, vocabulary]) };
    for (const [layer, buffer] of this.#attention.entries()) {
      this.#tensors[`cross_attention.${layer}`] = bind(buffer, [1, heads, batch, columns]);
    }
  }

  fetches(): Record<string, Tensor> {
    return this.#tensors;
  }

  async read(): Promise<StepOutput> {
    const { step, buffer } = this.history.next();
    const encoder = this.#device.createCommandEncoder();
    for (const [layer, attention] of this.#attention.entries()) {
      encoder.copyBufferToBuffer(attention, 0, buffer, layer * this.#layerBytes, this.#layerBytes);
    }
    this.#reducer.encode(encoder, { attention: buffer, selection: this.#allHeads, maps: this.#maps });
    encoder.copyBufferToBuffer(this.#logits, 0, this.#staging, 0, this.#logitsBytes);
    encoder.copyBufferToBuffer(this.#maps, 0, this.#staging, this.#logitsBytes, this.#reducer.bytes);
    this.#device.queue.submit([encoder.finish()]);
    const bytes = await download(this.#staging);
    const logits = new Float32Array(bytes.buffer, 0, this.#logitsBytes / 4);
    return { logits, maps: this.#reducer.decode(bytes.subarray(this.#logitsBytes)), step };
  }

  dispose(): void {
    const buffers = [...this.#attention, this.#logits, this.#maps, this.#staging, this.#allHeads];
    for (const buffer of buffers) buffer.destroy();
  }
}

interface HistoryOptions {
  device: GPUDevice;
  reducer: AttentionReducer;
  steps: number;
  /** Of one step: all layers. */
  stepBytes: number;
}

/** A history in GPU memory: one buffer [L, H, B, N] per step, created at the start. Only reduced maps are read back. */
export class DeviceAttentionHistory implements AttentionHistory {
  readonly #device: GPUDevice;
  readonly #reducer: AttentionReducer;
  readonly #steps: GPUBuffer[];
  #used = 0;

  constructor({ device, reducer, steps, stepBytes }: HistoryOptions) {
    this.#device = device;
    this.#reducer = reducer;
    this.#steps = Array.from({ length: steps }, () => createBuffer(device, stepBytes));
  }

  /** The next step's number and its buffer. */
  next(): { step: number; buffer: GPUBuffer } {
    const step = this.#used++;
    return { step, buffer: this.#steps[step]! };
  }

  async maps(refs: readonly AttentionRef[], selection: HeadSelection): Promise<PatchMap[]> {
    const stride = alignTo(this.#reducer.bytes, BINDING_ALIGNMENT);
    const buffers = {
      selection: this.#reducer.select(selection),
      maps: createBuffer(this.#device, refs.length * stride),
      staging: createStaging(this.#device, refs.length * stride),
    };
    try {
      const encoder = this.#device.createCommandEncoder();
      for (const [index, { step }] of refs.entries()) {
        this.#reducer.encode(encoder, { ...buffers, attention: this.#steps[step]!, offset: index * stride });
      }
      encoder.copyBufferToBuffer(buffers.maps, 0, buffers.staging, 0, refs.length * stride);
      this.#device.queue.submit([encoder.finish()]);
      const bytes = await download(buffers.staging);
      return refs.map(({ row }, index) => this.#reducer.decode(bytes.subarray(index * stride))[row]!);
    } finally {
      for (const buffer of Object.values(buffers)) buffer.destroy();
    }
  }

  dispose(): void {
    for (const buffer of this.#steps.splice(0)) buffer.destroy();
  }
}

import type { Tensor } from 'onnxruntime-common';
import type { PatchMap } from '../../../core/protocol/index.ts';
import type { ReductionSize } from '../decode/candidates.ts';
import type { ReducedOutput, StepOutput } from '../decode/decode.ts';
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
import { LogitsReducer } from './logits-reducer.ts';

/** `minStorageBufferOffsetAlignment`, the most a device may ask for. */
const BINDING_ALIGNMENT = 256;

export interface DeviceOutputsOptions {
  tensor: Runtime['Tensor'];
  device: GPUDevice;
  batch: number;
  shape: DecoderShape;
  /** The most steps that will be read. */
  steps: number;
  /** How much of the logits is enough; null where it is all of them. */
  enough: ReductionSize | null;
}

/**
 * For WebGPU: the session writes into buffers made once per run. Reading a step is one submission and one
 * readback, of the logits or their candidates and the mean maps; the whole attention stays on the device.
 */
export class DeviceOutputs implements DecoderOutputs {
  readonly history: DeviceAttentionHistory;
  readonly readReduced: DecoderOutputs['readReduced'];
  readonly #device: GPUDevice;
  readonly #reducer: AttentionReducer;
  readonly #logitsReducer: LogitsReducer | null;
  readonly #allHeads: Selection;
  readonly #logitsBytes: number;
  readonly #layerBytes: number;
  readonly #logits: GPUBuffer;
  readonly #attention: GPUBuffer[];
  readonly #maps: GPUBuffer;
  readonly #staging: GPUBuffer;
  readonly #tensors: Record<string, Tensor>;

  constructor({ tensor, device, batch, shape, steps, enough }: DeviceOutputsOptions) {
    const { layers, heads, columns, vocabulary } = shape;
    this.#device = device;
    this.#reducer = new AttentionReducer(device, shape, batch);
    this.#allHeads = this.#reducer.select(ALL_HEADS);
    this.#logitsBytes = 4 * batch * vocabulary;
    this.#logits = createBuffer(device, this.#logitsBytes);
    this.#maps = createBuffer(device, this.#reducer.bytes);
    const reducer =
      enough && new LogitsReducer({ device, batch, vocabulary, size: enough, logits: this.#logits });
    this.#logitsReducer = reducer;
    this.readReduced = reducer && ((named) => this.#readReduced(reducer, named));
    this.#staging = createStaging(device, (reducer?.bytes ?? this.#logitsBytes) + this.#reducer.bytes);
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
    if (this.#logitsReducer) {
      const reduced = await this.#readReduced(this.#logitsReducer, []);
      return { ...reduced, logits: await reduced.logits() };
    }
    const { step, bytes, maps } = await this.#readStep(this.#logitsBytes, (encoder, staging) =>
      encoder.copyBufferToBuffer(this.#logits, 0, staging, 0, this.#logitsBytes),
    );
    return { logits: new Float32Array(bytes.buffer, 0, this.#logitsBytes / 4), maps, step };
  }

  async #readReduced(reducer: LogitsReducer, named: readonly number[][]): Promise<ReducedOutput> {
    const { step, bytes, maps } = await this.#readStep(reducer.bytes, (encoder, staging) =>
      reducer.encode(encoder, named, staging),
    );
    let all: Promise<Float32Array> | null = null;
    const logits = () => {
      all ??= this.#readLogits();
      return all;
    };
    return { candidates: reducer.decode(bytes, named), logits, maps, step };
  }

  /** A round trip of its own, for the rare row whose candidates do not decide. */
  async #readLogits(): Promise<Float32Array> {
    const staging = createStaging(this.#device, this.#logitsBytes);
    try {
      const encoder = this.#device.createCommandEncoder();
      encoder.copyBufferToBuffer(this.#logits, 0, staging, 0, this.#logitsBytes);
      this.#device.queue.submit([encoder.finish()]);
      return new Float32Array((await download(staging)).buffer);
    } finally {
      staging.destroy();
    }
  }

  /** Keeps a step's attention and reads its mean maps, behind the `scoreBytes` that `encodeScores` puts before them. */
  async #readStep(
    scoreBytes: number,
    encodeScores: (encoder: GPUCommandEncoder, staging: GPUBuffer) => void,
  ): Promise<{ step: number; bytes: Uint8Array<ArrayBuffer>; maps: PatchMap[] }> {
    const { step, buffer } = this.history.next();
    const encoder = this.#device.createCommandEncoder();
    for (const [layer, attention] of this.#attention.entries()) {
      encoder.copyBufferToBuffer(attention, 0, buffer, layer * this.#layerBytes, this.#layerBytes);
    }
    this.#reducer.encode(encoder, { attention: buffer, selection: this.#allHeads, maps: this.#maps });
    encodeScores(encoder, this.#staging);
    encoder.copyBufferToBuffer(this.#maps, 0, this.#staging, scoreBytes, this.#reducer.bytes);
    this.#device.queue.submit([encoder.finish()]);
    const bytes = await download(this.#staging);
    return { step, bytes, maps: this.#reducer.decode(bytes.subarray(scoreBytes)) };
  }

  dispose(): void {
    this.#logitsReducer?.dispose();
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

/** A history on the device: one buffer [L, H, B, N] per step, made at the start; only reduced maps leave it. */
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

  /** The next step's number and the buffer to fill. */
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

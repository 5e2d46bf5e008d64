import type { InferenceSession, Tensor } from 'onnxruntime-common';
import {
  ALL_HEADS,
  type AttentionHistory,
  HostAttentionHistory,
  reduceAttention,
} from '../explain/attention.ts';
import { type DecoderShape, perLayer } from '../model.ts';
import { named } from '../vision.ts';
import type { StepOutput } from './decode.ts';

/** What a decoder step gives besides its cache: where it is written and how it is read back. */
export interface DecoderOutputs {
  /** Keeps every step's attention; outlives these outputs and is disposed by the run's owner. */
  readonly history: AttentionHistory;
  /** What to ask a step for: the tensors to write to, null where the runtime makes them. */
  fetches(): Record<string, Tensor | null>;
  read(results: InferenceSession.ReturnType): Promise<StepOutput>;
  dispose(): void;
}

/** For CPU runtimes, whose outputs are in this side's memory anyway. */
export class HostOutputs implements DecoderOutputs {
  readonly history = new HostAttentionHistory();
  readonly #attentionNames: string[];

  constructor(
    private readonly shape: DecoderShape,
    private readonly batch: number,
  ) {
    this.#attentionNames = perLayer(shape.layers, (layer) => `cross_attention.${layer}`);
  }

  fetches(): Record<string, null> {
    return Object.fromEntries(['logits', ...this.#attentionNames].map((name) => [name, null]));
  }

  async read(results: InferenceSession.ReturnType): Promise<StepOutput> {
    const { heads, columns } = this.shape;
    const layers = this.#attentionNames.map((name) => floats(named(results, name)));
    const attention = { layers, heads, batch: this.batch, columns };
    const rows = Array.from({ length: this.batch }, (_, row) => row);
    return {
      logits: floats(named(results, 'logits')),
      maps: rows.map((row) => reduceAttention(attention, row, ALL_HEADS)),
      step: this.history.add(attention),
    };
  }

  dispose(): void {}
}

function floats(tensor: Tensor): Float32Array {
  const { data } = tensor;
  if (data instanceof Float32Array) return data;
  throw new TypeError(`decoder output: float32 expected, got ${tensor.type}`);
}

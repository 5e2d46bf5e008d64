import type { InferenceSession, Tensor } from 'onnxruntime-common';
import type { PatchMap } from '../../../core/protocol/index.ts';
import {
  ALL_HEADS,
  type AttentionHistory,
  HostAttentionHistory,
  reduceAttention,
} from '../explain/attention.ts';
import { type DecoderShape, perLayer } from '../model.ts';
import { named } from '../vision.ts';
import type { StepOutput } from './decode.ts';

/** Outputs of a decoder step other than its cache: where they are written and how they are read back. */
export interface DecoderOutputs {
  /** The attention of every step. It outlives these outputs; the run's owner disposes it. */
  readonly history: AttentionHistory;
  /** The tensors that a step writes to, null where the runtime creates them. */
  fetches(): Record<string, Tensor | null>;
  read(results: InferenceSession.ReturnType): Promise<StepOutput>;
  dispose(): void;
}

/** For CPU runtimes, whose outputs are in host memory. */
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

/** The logits alone, for CPU runtimes. */
export class HostLogits implements DecoderOutputs {
  readonly history = NO_HISTORY;

  constructor(private readonly batch: number) {}

  fetches(): Record<string, null> {
    return { logits: null };
  }

  async read(results: InferenceSession.ReturnType): Promise<StepOutput> {
    return { logits: floats(named(results, 'logits')), ...noAttention(this.batch) };
  }

  dispose(): void {}
}

/** Of outputs without attention. */
export const NO_HISTORY: AttentionHistory = {
  maps: async () => {
    throw new Error('This run was decoded without attention.');
  },
  dispose: () => {},
};

/** The rest of a step's output where attention is not read. */
export function noAttention(batch: number): Pick<StepOutput, 'maps' | 'step'> {
  return { maps: new Array<PatchMap>(batch).fill(NO_MAP), step: 0 };
}

const NO_MAP = new Float32Array(0);

function floats(tensor: Tensor): Float32Array {
  const { data } = tensor;
  if (data instanceof Float32Array) return data;
  throw new TypeError(`decoder output: float32 expected, got ${tensor.type}`);
}

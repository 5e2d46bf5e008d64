import type { PatchMap } from '../../../core/protocol/index.ts';
import { SettingsError } from '../errors.ts';

/** Cross-attention of one decoder step: probabilities, one array [H, B, N] per layer, column 0 the [CLS] token. */
export interface StepAttention {
  readonly layers: readonly Float32Array[];
  readonly heads: number;
  readonly batch: number;
  /** N: patches and [CLS]. */
  readonly columns: number;
}

/** Counted from 0; null is the mean of all. */
export interface HeadSelection {
  layer: number | null;
  head: number | null;
}

export const ALL_HEADS: HeadSelection = { layer: null, head: null };

/** The position that predicted a token: which step of the run, which row of its batch. */
export interface AttentionRef {
  readonly step: number;
  readonly row: number;
}

/**
 * One row's attention as a map over the patches, without the [CLS] column: the mean of the selected layers and
 * heads, not normalised.
 *
 * @throws {SettingsError} for a layer or head that the model does not have.
 */
export function reduceAttention(attention: StepAttention, row: number, selection: HeadSelection): PatchMap {
  const { layers, heads, batch, columns } = attention;
  const chosenLayers = selected('layer', selection.layer, layers.length);
  const chosenHeads = selected('head', selection.head, heads);
  const sums = new Float64Array(columns - 1);
  for (const layer of chosenLayers) {
    for (const head of chosenHeads) {
      const start = (head * batch + row) * columns + 1;
      for (let patch = 0; patch < sums.length; patch++) sums[patch]! += layers[layer]![start + patch]!;
    }
  }
  return Float32Array.from(sums, (sum) => sum / (chosenLayers.length * chosenHeads.length));
}

/**
 * Indices of the selected layers or heads.
 *
 * @throws {SettingsError} for one that the model does not have.
 */
export function selected(field: string, index: number | null, count: number): number[] {
  if (index === null) return Array.from({ length: count }, (_, each) => each);
  if (Number.isInteger(index) && index >= 0 && index < count) return [index];
  throw new SettingsError(field, index, `null or a whole number from 0 to ${count - 1}`);
}

/** The attention of all steps of one run, in all layers and heads. It outlives the decoder that filled it. */
export interface AttentionHistory {
  /**
   * One map per reference.
   *
   * @throws {SettingsError} for a layer or head that the model does not have.
   */
  maps(refs: readonly AttentionRef[], selection: HeadSelection): Promise<PatchMap[]>;
  dispose(): void;
}

/** A history in host memory. */
export class HostAttentionHistory implements AttentionHistory {
  #steps: StepAttention[] = [];

  /** Stores a step's arrays, without a copy. Returns the step's number. */
  add(step: StepAttention): number {
    return this.#steps.push(step) - 1;
  }

  async maps(refs: readonly AttentionRef[], selection: HeadSelection): Promise<PatchMap[]> {
    return refs.map(({ step, row }) => reduceAttention(this.#steps[step]!, row, selection));
  }

  dispose(): void {
    this.#steps = [];
  }
}

import type { InferenceSession, Tensor } from 'onnxruntime-common';
import { type DecoderShape, perLayer } from '../model.ts';
import type { Runtime } from '../runtime.ts';
import { disposeAll, named } from '../vision.ts';

/** The text decoder's self-attention keys and values, [B, H, T, d] per layer, of one run. */
export interface DecoderCache {
  /** `past_key.{l}` and `past_value.{l}` for the next step. */
  feeds(): Record<string, Tensor>;
  /** `present_key.{l}` and `present_value.{l}`: the tensors to write to, null where the runtime creates them. */
  fetches(): Record<string, Tensor | null>;
  /** Stores the outputs of a step, and disposes the past tensors that they replace. */
  advance(results: InferenceSession.ReturnType): void;
  /** Row i becomes a copy of row `parents[i]`. */
  reorder(parents: readonly number[]): void;
  dispose(): void;
}

export interface CacheOptions {
  tensor: Runtime['Tensor'];
  batch: number;
  shape: DecoderShape;
}

/** `key.{l}` and `value.{l}`: names without `past_` or `present_`. */
export function slots(layers: number): string[] {
  return [...perLayer(layers, (layer) => `key.${layer}`), ...perLayer(layers, (layer) => `value.${layer}`)];
}

export function isIdentity(parents: readonly number[]): boolean {
  return parents.every((parent, row) => parent === row);
}

/** For CPU runtimes: each step returns new tensors, one position longer than its inputs. */
export class GrowingCache implements DecoderCache {
  readonly #tensor: Runtime['Tensor'];
  #past: Map<string, Tensor>;

  constructor({ tensor, batch, shape }: CacheOptions) {
    this.#tensor = tensor;
    const dims = [batch, shape.heads, 0, shape.headWidth];
    const empty = () => new tensor('float32', new Float32Array(0), dims);
    this.#past = new Map(slots(shape.layers).map((slot) => [slot, empty()]));
  }

  feeds(): Record<string, Tensor> {
    return Object.fromEntries([...this.#past].map(([slot, tensor]) => [`past_${slot}`, tensor]));
  }

  fetches(): Record<string, null> {
    return Object.fromEntries([...this.#past.keys()].map((slot) => [`present_${slot}`, null]));
  }

  advance(results: InferenceSession.ReturnType): void {
    this.#replace((slot) => named(results, `present_${slot}`));
  }

  reorder(parents: readonly number[]): void {
    if (!isIdentity(parents)) this.#replace((_, past) => this.#gatherRows(past, parents));
  }

  dispose(): void {
    disposeAll(this.#past.values());
    this.#past.clear();
  }

  #replace(next: (slot: string, past: Tensor) => Tensor): void {
    const past = this.#past;
    this.#past = new Map([...past].map(([slot, tensor]) => [slot, next(slot, tensor)]));
    disposeAll(past.values());
  }

  #gatherRows(past: Tensor, parents: readonly number[]): Tensor {
    const source = past.data;
    if (!(source instanceof Float32Array)) throw new TypeError(`cache: float32 expected, got ${past.type}`);
    const [, ...rowDims] = past.dims;
    const rowLength = rowDims.reduce((product, side) => product * side, 1);
    const gathered = new Float32Array(parents.length * rowLength);
    for (const [row, parent] of parents.entries()) {
      gathered.set(source.subarray(parent * rowLength, (parent + 1) * rowLength), row * rowLength);
    }
    return new this.#tensor('float32', gathered, [parents.length, ...rowDims]);
  }
}

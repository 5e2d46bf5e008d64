import { areFinite, toFloat32 } from '../../core/float.ts';
import { CheckpointError } from './errors.ts';
import { type StoredTensor, sameBytes } from './safetensors.ts';

/** A named tensor of the checkpoint, whose values are read when it is written into a graph. */
export interface Weight {
  readonly key: string;
  readonly shape: readonly number[];
  /** Values in row-major order. Each call reads again, so that only one tensor need be in memory. */
  read(): Promise<Float32Array<ArrayBuffer>>;
}

const FLOATING = ['F64', 'F32', 'F16', 'BF16'];

/**
 * The tensors of a checkpoint, checked in both directions: `take` throws if a tensor is missing or has another shape,
 * `finish` if an unexplained one is left over.
 */
export class Weights {
  private readonly tensors: Map<string, StoredTensor>;
  private readonly taken = new Set<string>();
  private readonly aliases = new Map<string, string>();

  /** @param prefix of the keys under which graphs store them, where another model's tensors have the same names. */
  constructor(
    tensors: readonly StoredTensor[],
    private readonly prefix = '',
  ) {
    this.tensors = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  }

  has(key: string): boolean {
    return this.tensors.has(key);
  }

  keys(): string[] {
    return [...this.tensors.keys()];
  }

  /** Makes `key` an alias of the tensor `other`: both give one weight, which is stored once. */
  alias(key: string, other: string): void {
    this.aliases.set(key, other);
  }

  /** The tensor that `key` refers to. */
  standsFor(key: string): string {
    return this.aliases.get(key) ?? key;
  }

  /**
   * Takes a tensor of the given shape; `null` is any size.
   * @throws {CheckpointError} ('weights-mismatch') naming key, expected and actual shape
   */
  take(key: string, shape: readonly (number | null)[]): Weight {
    const name = this.standsFor(key);
    const tensor = this.tensors.get(name);
    if (!tensor) {
      throw mismatch(`"${key}" of shape [${formatShape(shape)}] is missing from the checkpoint`);
    }
    if (tensor.shape.includes(0)) throw withoutValues(key);
    if (
      tensor.shape.length !== shape.length ||
      tensor.shape.some((size, axis) => size !== (shape[axis] ?? size))
    ) {
      throw mismatch(
        `"${key}" has the shape [${tensor.shape}], the configuration makes it [${formatShape(shape)}]`,
      );
    }
    if (!FLOATING.includes(tensor.dtype)) {
      throw new CheckpointError(
        'unsupported-file',
        `"${key}" holds ${tensor.dtype}: the weights are quantized, or were converted to whole numbers. Take the checkpoint as it was before, or load it in transformers, call model.dequantize() and save it again.`,
      );
    }
    this.taken.add(name);
    return { key: this.prefix + name, shape: tensor.shape, read: () => readFinite(tensor) };
  }

  /** Whether both are in the checkpoint and hold the same bytes. */
  async same(key: string, other: string): Promise<boolean> {
    const [a, b] = [this.tensors.get(key), this.tensors.get(other)];
    return a !== undefined && b !== undefined && sameBytes(a, b);
  }

  /**
   * Checks that every tensor was taken or matches one of `ignored`.
   * @throws {CheckpointError} listing the others
   */
  finish(ignored: readonly RegExp[]): void {
    const left = [...this.tensors.keys()].filter(
      (key) => !this.taken.has(this.standsFor(key)) && !ignored.some((pattern) => pattern.test(key)),
    );
    if (left.length > 0) {
      throw mismatch(
        `the checkpoint holds ${left.length} tensor(s) this model has no place for: ${formatKeys(left)}`,
      );
    }
  }
}

/** Training that diverged leaves such values, and so do damaged files: every answer of the model would be NaN. */
async function readFinite(tensor: StoredTensor): Promise<Float32Array<ArrayBuffer>> {
  const values = toFloat32(await tensor.read(), tensor.dtype);
  if (areFinite(values)) return values;
  const wrong = values.reduce((count, value) => count + Number(!Number.isFinite(value)), 0);
  throw new CheckpointError(
    'unsupported-file',
    `"${tensor.name}" holds ${wrong} of ${values.length} values that are NaN or infinite${tensor.dtype === 'F64' ? ' in float32' : ''}: the training diverged, or the file is damaged. Take an earlier checkpoint of the training, or download this one again.`,
  );
}

/** DeepSpeed leaves it to each process to keep a part of every tensor. */
function withoutValues(key: string): CheckpointError {
  return new CheckpointError(
    'unsupported-file',
    `"${key}" has no values: the file was saved while the weights were elsewhere, as DeepSpeed ZeRO-3 spreads them over processes. Gather them first (zero_to_fp32.py), and convert what that writes.`,
  );
}

function formatShape(shape: readonly (number | null)[]): string {
  return shape.map((size) => size ?? 'any').join(',');
}

function formatKeys(keys: string[]): string {
  const shown = keys.slice(0, 5).join(', ');
  return keys.length > 5 ? `${shown} and ${keys.length - 5} more` : shown;
}

function mismatch(what: string): CheckpointError {
  return new CheckpointError(
    'weights-mismatch',
    `Weights and configuration disagree: ${what}. Is config.json the one that belongs to these weights?`,
  );
}

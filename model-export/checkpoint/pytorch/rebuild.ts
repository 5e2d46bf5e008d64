/**
 * Replacements for the four calls that a file of weights may make. They check the arguments and describe the result.
 */
import { type CheckpointError, damagedFile, unsupportedFile } from '../errors.ts';
import { unknownGlobal } from './globals.ts';
import { Global, PickledStorage, PickledTensor, PickledTuple, type PickleValue, Skipped } from './values.ts';

/** torch's limit (`dim_bitset_size`). It bounds the time for a long shape that is shared by thousands of tensors. */
const MAX_AXES = 64;
/** torch numbers its storages. */
const MAX_KEY_CHARACTERS = 20;

/** Persistent id `('storage', type, key, location, elements)`; the location (a device) has no meaning here. */
export function buildStorage(id: readonly PickleValue[], file: string): PickledStorage {
  const [tag, type, key, , elements] = id;
  if (type instanceof Skipped && type.isUnknown) throw unknownGlobal(type.name, file);
  if (id.length !== 5 || tag !== 'storage' || !(type instanceof Global) || type.role.kind !== 'storage') {
    throw damagedFile(file, 'its pickle refers to something that is not a storage');
  }
  if (typeof key !== 'string' || key.length > MAX_KEY_CHARACTERS || !isCount(elements)) {
    throw damagedFile(file, 'a storage in its pickle has no usable key or size');
  }
  return new PickledStorage(type.role.dtype, key, elements);
}

/** `_rebuild_tensor_v2(storage, offset, size, stride, requires_grad, backward_hooks, metadata=None)`. */
export function buildTensor(args: readonly PickleValue[], file: string): PickledTensor {
  const [storage, offset, shape, strides, , , metadata] = args;
  if ((args.length !== 6 && args.length !== 7) || !(storage instanceof PickledStorage) || !isCount(offset)) {
    throw argumentsOf('a tensor', file);
  }
  if (!isCounts(shape) || !isCounts(strides) || shape.items.length !== strides.items.length) {
    throw argumentsOf('a tensor', file);
  }
  refuseLazyBits(metadata, file);
  return new PickledTensor(storage, offset, shape.items, strides.items);
}

/** Metadata marks values that are negated or conjugated on use. Weights have none. */
function refuseLazyBits(metadata: PickleValue | undefined, file: string): void {
  if (metadata === undefined || metadata === null || (metadata instanceof Map && metadata.size === 0)) return;
  throw unsupportedFile(
    file,
    'a tensor in it is a negated or conjugated view',
    'Save it again with every tensor made plain: tensor.resolve_neg().resolve_conj().',
  );
}

/** `_rebuild_parameter(data, requires_grad, backward_hooks)`, with a fourth argument for Python fields. */
export function buildParameter(args: readonly PickleValue[], file: string): PickledTensor {
  const [data] = args;
  if ((args.length === 3 || args.length === 4) && data instanceof PickledTensor) return data;
  throw argumentsOf('a parameter', file);
}

/** `torch.Size(sizes)`. */
export function buildSize(args: readonly PickleValue[], file: string): PickledTuple {
  const [sizes] = args;
  if (args.length === 1 && isCounts(sizes)) return sizes;
  throw argumentsOf('a torch.Size', file);
}

function argumentsOf(what: string, file: string): CheckpointError {
  return damagedFile(file, `${what} in its pickle is described by the wrong arguments`);
}

function isCount(value: PickleValue | undefined): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isCounts(
  value: PickleValue | undefined,
): value is PickledTuple & { readonly items: readonly number[] } {
  return value instanceof PickledTuple && value.items.length <= MAX_AXES && value.items.every(isCount);
}

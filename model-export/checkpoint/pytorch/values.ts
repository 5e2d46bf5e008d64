import type { SourceDtype } from '../safetensors.ts';

/**
 * The values that the unpickler builds. Dicts are Maps, so that no key, `__proto__` included, can reach an object's
 * fields.
 */
export type PickleValue =
  | null
  | boolean
  | number
  | string
  | PickleValue[]
  | Map<PickleValue, PickleValue>
  | PickledTuple
  | PickledStorage
  | PickledTensor
  | Global
  | Skipped;

export class PickledTuple {
  constructor(readonly items: readonly PickleValue[]) {}
}

/** A run of `elements` values in the archive's entry `data/<key>`. */
export class PickledStorage {
  constructor(
    readonly dtype: SourceDtype,
    readonly key: string,
    readonly elements: number,
  ) {}
}

/** A view of a storage; offset and strides count elements. Not yet checked against the storage. */
export class PickledTensor {
  constructor(
    readonly storage: PickledStorage,
    readonly offset: number,
    readonly shape: readonly number[],
    readonly strides: readonly number[],
  ) {}
}

export type GlobalRole =
  | { readonly kind: 'tensor' }
  | { readonly kind: 'parameter' }
  | { readonly kind: 'dict' }
  | { readonly kind: 'size' }
  | { readonly kind: 'storage'; readonly dtype: SourceDtype };

/** A Python name with a meaning for the reader. */
export class Global {
  constructor(
    readonly name: string,
    readonly role: GlobalRole,
  ) {}
}

/** A placeholder for an object that no weight needs. Only its name is stored. */
export class Skipped {
  constructor(
    readonly name: string,
    /** A class that no list has: it must not stand for a weight. */
    readonly isUnknown = false,
  ) {}
}

/** Describes the type of a value for messages. */
export function kindOf(value: PickleValue): string {
  if (value === null) return 'None';
  if (value instanceof Map) return 'a dict';
  if (Array.isArray(value)) return 'a list';
  if (value instanceof PickledTuple) return 'a tuple';
  if (value instanceof PickledTensor) return 'a tensor';
  if (value instanceof PickledStorage) return 'a storage';
  if (value instanceof Global || value instanceof Skipped) return value.name;
  return `a ${typeof value}`;
}

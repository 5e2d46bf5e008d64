import type { SourceDtype } from '../safetensors.ts';

/** What the unpickler builds. Dicts are Maps, so that no key, `__proto__` included, can reach an object's own fields. */
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

/** A Python name the reader has its own meaning for. */
export class Global {
  constructor(
    readonly name: string,
    readonly role: GlobalRole,
  ) {}
}

/** Stands where an object was that no weight needs. Nothing of it is kept but what it was called. */
export class Skipped {
  constructor(readonly name: string) {}
}

/** For messages: what a value is, not what it holds. */
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

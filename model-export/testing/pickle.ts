/** For tests: pickles built operation by operation. */
import { encode, fields, join, makeZip } from './zip.ts';

export const op = {
  PROTO: code(0x80, 2),
  STOP: code(0x2e),
  MARK: code(0x28),
  POP: code(0x30),
  POP_MARK: code(0x31),
  NONE: code(0x4e),
  TRUE: code(0x88),
  FALSE: code(0x89),
  EMPTY_TUPLE: code(0x29),
  TUPLE: code(0x74),
  TUPLE1: code(0x85),
  TUPLE2: code(0x86),
  TUPLE3: code(0x87),
  EMPTY_LIST: code(0x5d),
  APPEND: code(0x61),
  APPENDS: code(0x65),
  EMPTY_DICT: code(0x7d),
  SETITEM: code(0x73),
  SETITEMS: code(0x75),
  EMPTY_SET: code(0x8f),
  ADDITEMS: code(0x90),
  FROZENSET: code(0x91),
  MEMOIZE: code(0x94),
  STACK_GLOBAL: code(0x93),
  REDUCE: code(0x52),
  NEWOBJ: code(0x81),
  BUILD: code(0x62),
  PERSISTENT: code(0x51),
  int: (value: number) => join([code(0x4a), fields([4, value >>> 0])]),
  /** LONG1 of eight bytes. */
  long: (value: number) => join([code(0x8a, 8), fields([8, value])]),
  float: (value: number) => {
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setFloat64(0, value);
    return join([code(0x47), bytes]);
  },
  text: (value: string) => join([code(0x58), fields([4, encode(value).length]), encode(value)]),
  bytes: (value: Uint8Array) => join([code(0x43, value.length), value]),
  put: (index: number) => join([code(0x72), fields([4, index])]),
  get: (index: number) => join([code(0x6a), fields([4, index])]),
  global: (module: string, name: string) => join([code(0x63), encode(`${module}\n${name}\n`)]),
};

function code(...bytes: number[]): Uint8Array {
  return Uint8Array.from(bytes);
}

export function pickle(...operations: Uint8Array[]): Uint8Array {
  return join([op.PROTO, ...operations, op.STOP]);
}

export function tuple(...items: Uint8Array[]): Uint8Array {
  return join([op.MARK, ...items, op.TUPLE]);
}

export function integers(...values: number[]): Uint8Array {
  return tuple(...values.map((value) => (value < 2 ** 31 ? op.int(value) : op.long(value))));
}

/** A persistent id of `elements` float32 values in `data/<key>`. */
export function storage(key: string, elements: number): Uint8Array {
  const type = op.global('torch', 'FloatStorage');
  return join([
    tuple(op.text('storage'), type, op.text(key), op.text('cpu'), op.long(elements)),
    op.PERSISTENT,
  ]);
}

export interface TensorParts {
  storage: Uint8Array;
  offset?: number;
  shape: number[];
  strides: number[];
}

export function tensor({ storage, offset = 0, shape, strides }: TensorParts): Uint8Array {
  return join([
    op.global('torch._utils', '_rebuild_tensor_v2'),
    tuple(storage, op.long(offset), integers(...shape), integers(...strides), op.FALSE, op.EMPTY_DICT),
    op.REDUCE,
  ]);
}

export function dict(entries: Record<string, Uint8Array>): Uint8Array {
  const items = Object.entries(entries).flatMap(([key, value]) => [op.text(key), value]);
  return join([op.EMPTY_DICT, op.MARK, ...items, op.SETITEMS]);
}

/** The archive that torch writes for a pickle and its storages. */
export function torchFile(data: Uint8Array, storages: Record<string, Uint8Array> = {}): Uint8Array {
  return makeZip(
    [
      { name: 'model/data.pkl', data },
      { name: 'model/byteorder', data: encode('little') },
      ...Object.entries(storages).map(([key, bytes]) => ({ name: `model/data/${key}`, data: bytes })),
    ].map((part) => ({ ...part, sizesFollow: true, padding: 20 })),
  );
}

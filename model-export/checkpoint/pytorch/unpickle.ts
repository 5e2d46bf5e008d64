import { damagedFile } from '../errors.ts';
import { Cursor } from './cursor.ts';
import { resolveGlobal } from './globals.ts';
import { buildParameter, buildSize, buildStorage, buildTensor } from './rebuild.ts';
import { Global, kindOf, PickledTuple, type PickleValue, Skipped } from './values.ts';

/** A tensor takes about 40. The limit prevents a small file of empty dicts from filling the memory. */
const MAX_OPERATIONS = 500_000;
const MAX_INTEGER_BYTES = 8;
const STOP = 0x2e;

/**
 * Reads a pickle (protocols 2 to 5) of `torch.save` into tensors, dicts, lists, tuples, texts, numbers, bools and
 * None. A pickle is a program for a stack machine; this machine can name and call only the entries of `globals.ts`,
 * and the calls are the four functions of `rebuild.ts`. Time and memory grow with the number of operations, which is
 * limited; nothing recurses.
 * Source: CPython `Lib/pickletools.py`; torch `_weights_only_unpickler.py`.
 * @throws {CheckpointError} ('unsupported-file') naming an unknown global; ('damaged-file') otherwise
 */
export function unpickle(bytes: Uint8Array, file: string): PickleValue {
  return new PickleMachine(bytes, file).run();
}

class PickleMachine {
  readonly cursor: Cursor;
  private readonly stack: PickleValue[] = [];
  /** Stack heights at the open marks. */
  private readonly marks: number[] = [];
  private readonly memo = new Map<number, PickleValue>();

  constructor(
    bytes: Uint8Array,
    private readonly file: string,
  ) {
    this.cursor = new Cursor(bytes, file);
  }

  run(): PickleValue {
    for (let count = 0; count < MAX_OPERATIONS; count++) {
      const code = this.cursor.uint8();
      if (code === STOP) return this.finish();
      const operation = OPERATIONS.get(code);
      if (!operation) throw this.damaged(`it uses the operation 0x${code.toString(16)}`);
      operation(this);
    }
    throw this.damaged(`it has more than ${MAX_OPERATIONS} operations`);
  }

  private finish(): PickleValue {
    const value = this.pop();
    if (this.stack.length > 0 || !this.cursor.atEnd) throw this.damaged('it does not end at its end');
    return value;
  }

  damaged(what: string) {
    return damagedFile(this.file, `in its pickle, ${what}`);
  }

  protocol(): void {
    const version = this.cursor.uint8();
    if (version < 2 || version > 5) throw this.damaged(`the protocol is ${version}`);
  }

  push(value: PickleValue): void {
    this.stack.push(value);
  }

  pop(): PickleValue {
    const value = this.stack.length > (this.marks.at(-1) ?? 0) ? this.stack.pop() : undefined;
    if (value === undefined) throw this.damaged('an operation lacks its operand');
    return value;
  }

  private popTuple(): PickledTuple {
    const value = this.pop();
    if (value instanceof PickledTuple) return value;
    throw this.damaged(`${kindOf(value)} stands where a tuple belongs`);
  }

  mark(): void {
    this.marks.push(this.stack.length);
  }

  popToMark(): PickleValue[] {
    const mark = this.marks.pop();
    if (mark === undefined) throw this.damaged('an operation lacks its mark');
    return this.stack.splice(mark);
  }

  tuple(length: number): void {
    const items = Array.from({ length }, () => this.pop());
    this.push(new PickledTuple(items.reverse()));
  }

  integer(length: number): void {
    const bytes = this.cursor.take(length);
    this.push(length > MAX_INTEGER_BYTES ? new Skipped('a long integer') : decodeInteger(bytes));
  }

  bytes(length: number): void {
    this.cursor.take(length);
    this.push(new Skipped('bytes'));
  }

  get(index: number): void {
    const value = this.memo.get(index);
    if (value === undefined) throw this.damaged(`nothing was remembered as ${index}`);
    this.push(value);
  }

  put(index: number): void {
    const value = this.pop();
    this.memo.set(index, value);
    this.push(value);
  }

  memoize(): void {
    this.put(this.memo.size);
  }

  append(items: PickleValue[]): void {
    const list = this.pop();
    if (Array.isArray(list)) for (const item of items) list.push(item);
    else if (!(list instanceof Skipped)) throw this.damaged(`${kindOf(list)} is appended to`);
    this.push(list);
  }

  addToSet(): void {
    this.popToMark();
    const set = this.pop();
    if (!(set instanceof Skipped)) throw this.damaged(`${kindOf(set)} is added to as a set`);
    this.push(set);
  }

  setItems(items: PickleValue[]): void {
    const dict = this.pop();
    if (items.length % 2 === 1) throw this.damaged('a key has no value');
    if (dict instanceof Map) for (let i = 0; i < items.length; i += 2) dict.set(items[i]!, items[i + 1]!);
    else if (!(dict instanceof Skipped)) throw this.damaged(`${kindOf(dict)} is filled as a dict`);
    this.push(dict);
  }

  setItem(): void {
    const value = this.pop();
    this.setItems([this.pop(), value]);
  }

  global(module: PickleValue, name: PickleValue): void {
    if (typeof module !== 'string' || typeof name !== 'string') throw this.damaged('a global has no name');
    this.push(resolveGlobal(module, name, this.file));
  }

  stackGlobal(): void {
    const name = this.pop();
    this.global(this.pop(), name);
  }

  persistent(): void {
    this.push(buildStorage(this.popTuple().items, this.file));
  }

  reduce(): void {
    const { items } = this.popTuple();
    const callee = this.pop();
    if (callee instanceof Skipped) this.push(callee);
    else if (callee instanceof Global) this.push(this.call(callee, items));
    else throw this.damaged(`${kindOf(callee)} is called`);
  }

  private call(callee: Global, args: readonly PickleValue[]): PickleValue {
    switch (callee.role.kind) {
      case 'tensor':
        return buildTensor(args, this.file);
      case 'parameter':
        return buildParameter(args, this.file);
      case 'size':
        return buildSize(args, this.file);
      case 'dict':
        if (args.length === 0) return new Map();
        throw this.damaged('an OrderedDict is made with arguments');
      case 'storage':
        throw this.damaged(`${callee.name} is called`);
    }
  }

  newObject(): void {
    this.popTuple();
    const type = this.pop();
    if (!(type instanceof Skipped)) throw this.damaged(`an object is made of ${kindOf(type)}`);
    this.push(type);
  }

  newObjectWithNames(): void {
    this.pop();
    this.newObject();
  }

  /** Python fields of a dict (a state dict's `_metadata`) or of a skipped object, which are not needed. */
  build(): void {
    this.pop();
    const target = this.pop();
    if (!(target instanceof Map || target instanceof Skipped)) {
      throw this.damaged(`fields are set on ${kindOf(target)}`);
    }
    this.push(target);
  }

  frame(): void {
    // Frames only bound prefetching; all bytes are in memory.
    this.cursor.uint64();
  }
}

/** Little-endian two's complement of up to eight bytes. */
function decodeInteger(bytes: Uint8Array): PickleValue {
  const unsigned = bytes.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n);
  const value = Number(BigInt.asIntN(bytes.byteLength * 8, unsigned));
  return Number.isSafeInteger(value) ? value : new Skipped('a long integer');
}

/** By opcode, with CPython's names. `torch.save` never writes the others (text forms, INST, OBJ, extension codes). */
const OPERATIONS: ReadonlyMap<number, (machine: PickleMachine) => void> = new Map([
  [0x80, (m) => m.protocol()], // PROTO
  [0x95, (m) => m.frame()], // FRAME
  [0x28, (m) => m.mark()], // MARK
  [0x30, (m) => void m.pop()], // POP
  [0x31, (m) => void m.popToMark()], // POP_MARK
  [0x4e, (m) => m.push(null)], // NONE
  [0x88, (m) => m.push(true)], // NEWTRUE
  [0x89, (m) => m.push(false)], // NEWFALSE
  [0x4a, (m) => m.push(m.cursor.int32())], // BININT
  [0x4b, (m) => m.push(m.cursor.uint8())], // BININT1
  [0x4d, (m) => m.push(m.cursor.uint16())], // BININT2
  [0x8a, (m) => m.integer(m.cursor.uint8())], // LONG1
  [0x8b, (m) => m.integer(m.cursor.uint32())], // LONG4
  [0x47, (m) => m.push(m.cursor.float64BigEndian())], // BINFLOAT
  [0x58, (m) => m.push(m.cursor.text(m.cursor.uint32()))], // BINUNICODE
  [0x8c, (m) => m.push(m.cursor.text(m.cursor.uint8()))], // SHORT_BINUNICODE
  [0x8d, (m) => m.push(m.cursor.text(m.cursor.uint64()))], // BINUNICODE8
  [0x42, (m) => m.bytes(m.cursor.uint32())], // BINBYTES
  [0x43, (m) => m.bytes(m.cursor.uint8())], // SHORT_BINBYTES
  [0x8e, (m) => m.bytes(m.cursor.uint64())], // BINBYTES8
  [0x96, (m) => m.bytes(m.cursor.uint64())], // BYTEARRAY8
  [0x29, (m) => m.tuple(0)], // EMPTY_TUPLE
  [0x85, (m) => m.tuple(1)], // TUPLE1
  [0x86, (m) => m.tuple(2)], // TUPLE2
  [0x87, (m) => m.tuple(3)], // TUPLE3
  [0x74, (m) => m.push(new PickledTuple(m.popToMark()))], // TUPLE
  [0x5d, (m) => m.push([])], // EMPTY_LIST
  [0x61, (m) => m.append([m.pop()])], // APPEND
  [0x65, (m) => m.append(m.popToMark())], // APPENDS
  [0x7d, (m) => m.push(new Map())], // EMPTY_DICT
  [0x73, (m) => m.setItem()], // SETITEM
  [0x75, (m) => m.setItems(m.popToMark())], // SETITEMS
  [0x8f, (m) => m.push(new Skipped('a set'))], // EMPTY_SET
  [0x90, (m) => m.addToSet()], // ADDITEMS
  [
    0x91, // FROZENSET
    (m) => {
      m.popToMark();
      m.push(new Skipped('a set'));
    },
  ],
  [0x68, (m) => m.get(m.cursor.uint8())], // BINGET
  [0x6a, (m) => m.get(m.cursor.uint32())], // LONG_BINGET
  [0x71, (m) => m.put(m.cursor.uint8())], // BINPUT
  [0x72, (m) => m.put(m.cursor.uint32())], // LONG_BINPUT
  [0x94, (m) => m.memoize()], // MEMOIZE
  [0x63, (m) => m.global(m.cursor.line(), m.cursor.line())], // GLOBAL
  [0x93, (m) => m.stackGlobal()], // STACK_GLOBAL
  [0x52, (m) => m.reduce()], // REDUCE
  [0x81, (m) => m.newObject()], // NEWOBJ
  [0x92, (m) => m.newObjectWithNames()], // NEWOBJ_EX
  [0x62, (m) => m.build()], // BUILD
  [0x51, (m) => m.persistent()], // BINPERSID
]);

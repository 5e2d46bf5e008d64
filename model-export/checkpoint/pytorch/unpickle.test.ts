import { describe, expect, test } from 'vitest';
import { dict, integers, op, pickle, storage, tensor, tuple } from '../../testing/pickle.ts';
import { encode, fields, join } from '../../testing/zip.ts';
import { CheckpointError } from '../errors.ts';
import { unpickle } from './unpickle.ts';
import { PickledTensor, PickledTuple, Skipped } from './values.ts';

const load = (...operations: Uint8Array[]) => unpickle(pickle(...operations), 'm.pt');

describe('plain values', () => {
  test.each([
    ['None', op.NONE, null],
    ['True', op.TRUE, true],
    ['False', op.FALSE, false],
    ['an integer', op.int(-5), -5],
    ['a long integer', op.long(2 ** 40), 2 ** 40],
    ['an empty long integer', Uint8Array.of(0x8a, 0), 0],
    ['a negative long integer', Uint8Array.of(0x8a, 2, 0x00, 0xff), -256],
    ['a float', op.float(0.1), 0.1],
    ['a text', op.text('é🙂'), 'é🙂'],
    ['a tuple', integers(1, 2, 3, 4), new PickledTuple([1, 2, 3, 4])],
    [
      'tuples in tuples',
      join([op.NONE, op.TUPLE1, op.TRUE, op.TUPLE2]),
      new PickledTuple([new PickledTuple([null]), true]),
    ],
    [
      'a list',
      join([op.EMPTY_LIST, op.MARK, op.int(1), op.int(2), op.APPENDS, op.int(3), op.APPEND]),
      [1, 2, 3],
    ],
    [
      'a dict',
      dict({ a: op.int(1), b: op.NONE }),
      new Map<string, unknown>([
        ['a', 1],
        ['b', null],
      ]),
    ],
    [
      'something remembered',
      join([op.text('a'), op.put(7), op.get(7), op.TUPLE2]),
      new PickledTuple(['a', 'a']),
    ],
    ['something dropped', join([op.text('a'), op.text('b'), op.POP]), 'a'],
    ['a dropped mark', join([op.text('a'), op.MARK, op.NONE, op.NONE, op.POP_MARK]), 'a'],
  ])('%s', (_, operations, value) => {
    expect(load(operations)).toEqual(value);
  });

  test('a list may contain itself', () => {
    const list = load(op.EMPTY_LIST, op.MEMOIZE, op.get(0), op.APPEND);
    expect(Array.isArray(list) && list[0]).toBe(list);
  });
});

test('describes a tensor with its storage', () => {
  const value = load(tensor({ storage: storage('7', 6), offset: 1, shape: [2, 2], strides: [1, 3] }));
  expect(value).toEqual(new PickledTensor({ dtype: 'F32', key: '7', elements: 6 }, 1, [2, 2], [1, 3]));
});

test('keys with a meaning in JavaScript are ordinary keys', () => {
  const value = load(dict({ ['__proto__']: dict({ polluted: op.TRUE }), constructor: op.int(1) }));
  expect(value instanceof Map && value.has('constructor')).toBe(true);
  expect({}).not.toHaveProperty('polluted');
  expect(Object.getPrototypeOf(value)).toBe(Map.prototype);
});

describe('skips objects other than weights', () => {
  const namespace = op.global('argparse', 'Namespace');
  test.each([
    [
      'made and given fields',
      join([namespace, op.EMPTY_TUPLE, op.NEWOBJ, dict({ lr: op.float(1) }), op.BUILD]),
    ],
    ['called', join([op.global('numpy', 'dtype'), tuple(op.text('f8')), op.REDUCE])],
    [
      'filled as a dict',
      join([
        op.global('collections', 'defaultdict'),
        op.NONE,
        op.TUPLE1,
        op.REDUCE,
        op.text('a'),
        op.NONE,
        op.SETITEM,
      ]),
    ],
    [
      'filled as a list',
      join([op.global('omegaconf.listconfig', 'ListConfig'), op.EMPTY_TUPLE, op.NEWOBJ, op.NONE, op.APPEND]),
    ],
    ['bytes', op.bytes(Uint8Array.of(1, 2))],
    ['a set', join([op.EMPTY_SET, op.MARK, op.int(1), op.ADDITEMS])],
    ['a frozen set', join([op.MARK, op.int(1), op.FROZENSET])],
    ['an integer of 20 bytes', join([Uint8Array.of(0x8a, 20), new Uint8Array(20).fill(1)])],
    ['an integer beyond 2^53', join([Uint8Array.of(0x8a, 8), new Uint8Array(8).fill(0x7f)])],
  ])('%s', (_, operations) => {
    expect(load(operations)).toBeInstanceOf(Skipped);
  });
});

describe('refuses an unknown name', () => {
  const neverReached = Uint8Array.of(0xff);
  test.each([
    ['os.system', op.global('posix', 'system'), 'posix.system'],
    ['eval', op.global('__builtin__', 'eval'), '__builtin__.eval'],
    ['getattr', op.global('builtins', 'getattr'), 'builtins.getattr'],
    ['by the stack', join([op.text('os'), op.text('system'), op.STACK_GLOBAL]), 'os.system'],
    [
      'a name with dots, as protocol 4 allows',
      join([op.text('argparse'), op.text('Namespace.__init__'), op.STACK_GLOBAL]),
      'argparse.Namespace.__init__',
    ],
    [
      'a known name split elsewhere',
      op.global('torch._utils', '_rebuild_tensor_v2.__globals__'),
      '__globals__',
    ],
    ['a property of every object', op.global('constructor', 'constructor'), 'constructor.constructor'],
    [
      'another rebuild function',
      op.global('torch._utils', '_rebuild_wrapper_subclass'),
      '_rebuild_wrapper_subclass',
    ],
    ['an empty name', op.global('', ''), 'asks for .;'],
  ])('%s', (_, operations, name) => {
    const reading = () => load(operations, neverReached);
    expect(reading).toThrow(expect.objectContaining({ code: 'unsupported-file' }));
    expect(reading).toThrow(name);
  });

  test('shortens a name of a million letters in the message', () => {
    const reading = () => load(op.global('a'.repeat(1_000_000), 'b'));
    expect(reading).toThrow(expect.objectContaining({ message: expect.stringMatching(/^.{0,400}$/) }));
  });
});

describe('refused as damaged', () => {
  const f32 = op.global('torch', 'FloatStorage');
  const small = storage('0', 4);
  const id = (...items: Uint8Array[]) => join([tuple(...items), op.PERSISTENT]);
  const parts = { storage: small, shape: [2], strides: [1] };
  test.each([
    ['nothing', new Uint8Array(), /operation lacks its operand/],
    ['two values at the end', join([op.NONE, op.NONE]), /does not end at its end/],
    ['an operand in front of a mark', join([op.NONE, op.MARK, op.TUPLE1]), /lacks its operand/],
    ['a missing mark', join([op.NONE, op.TUPLE]), /lacks its mark/],
    ['nothing remembered', op.get(0), /nothing was remembered as 0/],
    ['protocol 1', Uint8Array.of(0x80, 1), /protocol is 1/],
    ['the operation INST', join([Uint8Array.of(0x69), encode('os\nsystem\n')]), /operation 0x69/],
    ['an extension code', Uint8Array.of(0x82, 1), /operation 0x82/],
    [
      'a text longer than the pickle',
      join([Uint8Array.of(0x58), fields([4, 0xffffffff])]),
      /ends in the middle/,
    ],
    ['a text of 2^63 bytes', join([Uint8Array.of(0x8d), fields([8, 2 ** 63])]), /ends in the middle/],
    ['bytes of 2^63', join([Uint8Array.of(0x8e), fields([8, 2 ** 63])]), /ends in the middle/],
    ['an integer of 2 GiB', join([Uint8Array.of(0x8b), fields([4, 2 ** 31])]), /ends in the middle/],
    ['a text that is not UTF-8', Uint8Array.of(0x58, 1, 0, 0, 0, 0xff), /not UTF-8/],
    ['a name without an end', Uint8Array.of(0x63, 0x61, 0x61), /ends in the middle/],
    ['a global of numbers', join([op.int(1), op.int(2), op.STACK_GLOBAL]), /a global has no name/],
    ['a call of a text', join([op.text('eval'), op.EMPTY_TUPLE, op.REDUCE]), /a string is called/],
    ['a call of a storage type', join([f32, op.EMPTY_TUPLE, op.REDUCE]), /torch.FloatStorage is called/],
    ['a call without a tuple', join([f32, op.NONE, op.REDUCE]), /None stands where a tuple belongs/],
    ['an object of a storage type', join([f32, op.EMPTY_TUPLE, op.NEWOBJ]), /made of torch.FloatStorage/],
    ['fields on a list', join([op.EMPTY_LIST, op.EMPTY_DICT, op.BUILD]), /fields are set on a list/],
    ['fields on a tensor', join([tensor(parts), op.EMPTY_DICT, op.BUILD]), /fields are set on a tensor/],
    [
      'fields on a function',
      join([op.global('torch', 'Size'), op.EMPTY_DICT, op.BUILD]),
      /set on torch.Size/,
    ],
    ['an item of a tuple', join([op.EMPTY_TUPLE, op.NONE, op.APPEND]), /a tuple is appended to/],
    [
      'an item of a number',
      join([op.int(1), op.text('a'), op.NONE, op.SETITEM]),
      /a number is filled as a dict/,
    ],
    ['a key without a value', join([op.EMPTY_DICT, op.MARK, op.NONE, op.SETITEMS]), /a key has no value/],
    [
      'a set that is a dict',
      join([op.EMPTY_DICT, op.MARK, op.NONE, op.ADDITEMS]),
      /a dict is added to as a set/,
    ],
    [
      'an OrderedDict made of something',
      join([op.global('collections', 'OrderedDict'), op.NONE, op.TUPLE1, op.REDUCE]),
      /made with arguments/,
    ],
    [
      'a persistent id of a module',
      id(op.text('module'), f32, op.text('0'), op.text('cpu'), op.int(1)),
      /refers to something that is not a storage/,
    ],
    ['a persistent id that is short', id(op.text('storage'), f32, op.text('0')), /is not a storage/],
    [
      'a storage of a text',
      id(op.text('storage'), op.text('F32'), op.text('0'), op.NONE, op.int(1)),
      /is not a storage/,
    ],
    [
      'a storage of minus one',
      id(op.text('storage'), f32, op.text('0'), op.NONE, op.int(-1)),
      /no usable key or size/,
    ],
    [
      'a storage of 1.5',
      id(op.text('storage'), f32, op.text('0'), op.NONE, op.float(1.5)),
      /no usable key or size/,
    ],
    [
      'a storage with a key of 30 letters',
      id(op.text('storage'), f32, op.text('a'.repeat(30)), op.NONE, op.int(1)),
      /no usable key/,
    ],
    [
      'a tensor of another thing',
      tensor({ ...parts, storage: op.NONE }),
      /a tensor in its pickle .* wrong arguments/,
    ],
    ['a negative offset', tensor({ ...parts, offset: 0, shape: [-1] }), /a tensor in its pickle/],
    ['a shape longer than its strides', tensor({ ...parts, shape: [2, 2] }), /a tensor in its pickle/],
    [
      'a shape of 65 axes',
      tensor({ ...parts, shape: Array(65).fill(1), strides: Array(65).fill(1) }),
      /a tensor in its pickle/,
    ],
    [
      'a parameter of a number',
      join([op.global('torch._utils', '_rebuild_parameter'), integers(1, 2, 3), op.REDUCE]),
      /a parameter in its pickle/,
    ],
    [
      'a size of texts',
      join([op.global('torch', 'Size'), tuple(tuple(op.text('a'))), op.REDUCE]),
      /a torch.Size in its pickle/,
    ],
  ])('%s', (_, operations, message) => {
    expect(() => load(operations)).toThrow(CheckpointError);
    expect(() => load(operations)).toThrow(message);
  });

  test('bytes after the end', () => {
    expect(() => unpickle(join([pickle(op.NONE), op.NONE]), 'm.pt')).toThrow(/does not end at its end/);
  });

  test('bytes that end before the program', () => {
    expect(() => unpickle(join([op.PROTO, op.NONE]), 'm.pt')).toThrow(/ends in the middle/);
  });
});

describe('size bombs', () => {
  const many = (operation: Uint8Array, count: number) => join(Array(count).fill(operation));

  test('two hundred thousand nested lists are built without recursion', () => {
    expect(load(many(op.EMPTY_LIST, 200_000), many(op.APPEND, 199_999))).toHaveLength(1);
  });

  test('refuses more operations than any checkpoint has', () => {
    expect(() => load(op.MARK, many(op.EMPTY_DICT, 500_000), op.TUPLE)).toThrow(
      /more than 500000 operations/,
    );
  });

  test('lists of lists of one list (billion laughs) share it', () => {
    const level = (index: number) =>
      join([op.EMPTY_LIST, op.MARK, ...Array(10).fill(op.get(index)), op.APPENDS, op.put(index + 1)]);
    const levels = Array.from({ length: 100 }, (_, index) => join([level(index), op.POP]));
    const top = load(op.text('lol'), op.put(0), op.POP, ...levels, op.get(100));
    expect(top).toHaveLength(10);
    expect(Array.isArray(top) && top[0]).toBe(Array.isArray(top) && top[9]);
  });

  test('a long tuple shared by thousands of calls costs nothing per call', () => {
    const long = join([op.MARK, many(op.int(1), 300_000), op.TUPLE, op.put(0), op.POP]);
    const call = join([op.global('numpy', 'dtype'), op.get(0), op.REDUCE, op.POP]);
    expect(load(long, many(call, 20_000), op.NONE)).toBe(null);
  });
});

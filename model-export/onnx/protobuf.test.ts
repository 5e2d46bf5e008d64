import { expect, test } from 'vitest';
import { Message } from './protobuf.ts';

/** The examples of protobuf.dev/programming-guides/encoding. */
test('encodes varints, strings and nested messages as in the specification', () => {
  expect([...new Message().varint(1, 150).finish()]).toEqual([0x08, 0x96, 0x01]);
  expect([...new Message().string(2, 'testing').finish()]).toEqual([0x12, 7, ...Buffer.from('testing')]);
  expect([...new Message().message(3, new Message().varint(1, 150)).finish()]).toEqual([
    0x1a, 3, 0x08, 0x96, 0x01,
  ]);
});

test('negative numbers take ten bytes, floats four', () => {
  expect(new Message().varint(1, -1).finish()).toHaveLength(11);
  expect([...new Message().float(2, 1).finish()]).toEqual([0x15, 0, 0, 0x80, 0x3f]);
});

test('field numbers above 15 take two bytes', () => {
  expect([...new Message().varint(20, 1).finish()]).toEqual([0xa0, 0x01, 1]);
});

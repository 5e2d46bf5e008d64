/** A graph as an ONNX `ModelProto`. Field numbers are those of onnx/onnx.proto (IR version 8). */
import { type Attribute, type DataType, type Graph, type Node, OPSET, type Value } from '../graph/graph.ts';
import { Message } from './protobuf.ts';

const IR_VERSION = 8;
const ELEMENT_TYPE: Record<DataType, number> = {
  float32: 1,
  uint8: 2,
  int8: 3,
  int32: 6,
  int64: 7,
  float16: 10,
};
const ATTRIBUTE_TYPE = { float: 1, int: 2, string: 3, ints: 7 };
const EXTERNAL = 1;

/** The location of a tensor's bytes: in the model itself, or in a data file. */
export type TensorData =
  | { kind: 'inline'; bytes: Uint8Array }
  | { kind: 'external'; file: string; offset: number; length: number };

/**
 * `data` is the location of each initializer's bytes, by name.
 * @throws {Error} if one is missing
 */
export function encodeModel(graph: Graph, data: ReadonlyMap<string, TensorData>): Uint8Array {
  return new Message()
    .varint(1, IR_VERSION)
    .string(2, 'blipscope')
    .message(7, graphProto(graph, data))
    .message(8, opset('', OPSET))
    .message(8, opset('com.microsoft', 1))
    .finish();
}

function opset(domain: string, version: number): Message {
  return new Message().string(1, domain).varint(2, version);
}

function graphProto(graph: Graph, data: ReadonlyMap<string, TensorData>): Message {
  const proto = new Message();
  const nameOf = shortNames(graph);
  for (const node of constantsFirst(graph)) proto.message(1, nodeProto(node, nameOf));
  proto.string(2, graph.name);
  for (const value of graph.initializers.values()) {
    const location = data.get(value.name);
    if (!location) throw new Error(`the bytes of ${value.name} were not written`);
    proto.message(5, tensorProto(value, location));
  }
  for (const value of graph.inputs) proto.message(11, valueInfo(value));
  for (const value of graph.outputs) proto.message(12, valueInfo(value));
  return proto;
}

/**
 * Sorts nodes so that those that depend only on weights come first. onnxruntime walks back from the outputs and
 * visits a node's last input first: a matrix that is dequantized where it is multiplied is then created just before
 * that, and not with all others before the first product.
 */
function constantsFirst({ nodes, inputs }: Graph): Node[] {
  const varying = new Set<Value>(inputs);
  const [constant, rest]: [Node[], Node[]] = [[], []];
  for (const node of nodes) {
    const varies = node.inputs.some((input) => input && varying.has(input));
    for (const output of varies ? node.outputs : []) varying.add(output);
    (varies ? rest : constant).push(node);
  }
  return [...constant, ...rest];
}

type NameOf = (value: Value) => string;

/**
 * What nodes hand on is numbered: under the names of its nodes, which stay for messages and profiles, it would be half of
 * a graph's bytes.
 */
function shortNames({ nodes, outputs }: Graph): NameOf {
  const inner = nodes.flatMap((node) => node.outputs).filter((value) => !outputs.includes(value));
  const numbers = new Map(inner.map((value, index) => [value, `#${index.toString(36)}`]));
  return (value) => numbers.get(value) ?? value.name;
}

function nodeProto(node: Node, nameOf: NameOf): Message {
  const proto = new Message();
  for (const input of node.inputs) proto.string(1, input ? nameOf(input) : '');
  for (const output of node.outputs) proto.string(2, nameOf(output));
  proto.string(3, node.name).string(4, node.op);
  for (const [name, value] of Object.entries(node.attributes)) proto.message(5, attributeProto(name, value));
  return proto.string(7, node.domain);
}

function attributeProto(name: string, value: Attribute): Message {
  const proto = new Message().string(1, name);
  if (typeof value === 'number') return proto.varint(3, value).varint(20, ATTRIBUTE_TYPE.int);
  if ('float' in value) return proto.float(2, value.float).varint(20, ATTRIBUTE_TYPE.float);
  if ('text' in value) return proto.string(4, value.text).varint(20, ATTRIBUTE_TYPE.string);
  for (const item of value) proto.varint(8, item);
  return proto.varint(20, ATTRIBUTE_TYPE.ints);
}

function tensorProto(value: Value, data: TensorData): Message {
  const proto = new Message();
  for (const size of value.shape) proto.varint(1, Number(size));
  proto.varint(2, ELEMENT_TYPE[value.dtype]).string(8, value.name);
  if (data.kind === 'inline') return proto.bytes(9, data.bytes);
  return proto
    .message(13, entry('location', data.file))
    .message(13, entry('offset', String(data.offset)))
    .message(13, entry('length', String(data.length)))
    .varint(14, EXTERNAL);
}

function entry(key: string, value: string): Message {
  return new Message().string(1, key).string(2, value);
}

function valueInfo(value: Value): Message {
  const shape = new Message();
  for (const dim of value.shape) {
    shape.message(1, typeof dim === 'number' ? new Message().varint(1, dim) : new Message().string(2, dim));
  }
  const tensor = new Message().varint(1, ELEMENT_TYPE[value.dtype]).message(2, shape);
  return new Message().string(1, value.name).message(2, new Message().message(1, tensor));
}

/**
 * The graph under construction: values, nodes, weights. It knows operators and shapes, but not the wire format, which
 * only `onnx/` knows.
 */
import type { Dim, Shape } from './shape.ts';

export type DataType = 'float32' | 'float16' | 'int8' | 'uint8' | 'int32' | 'int64';
export type Domain = '' | 'com.microsoft';
export type Attribute = number | { float: number } | { text: string } | readonly number[];

/** The opset of all operators: the WebGPU provider registers all of ours for it, but not for later ones. */
export const OPSET = 17;

export interface Value {
  readonly name: string;
  readonly dtype: DataType;
  readonly shape: Shape;
}

/** A constant tensor whose bytes are created when they are written. */
export interface Initializer extends Value {
  readonly shape: readonly number[];
  /** Row-major, little-endian. */
  load(): Promise<Uint8Array>;
}

export interface Node {
  readonly name: string;
  readonly op: string;
  readonly domain: Domain;
  /** null is an omitted optional input. */
  readonly inputs: readonly (Value | null)[];
  readonly outputs: readonly Value[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

interface OutputType {
  dtype: DataType;
  shape: Shape;
}

export interface NodeRequest<Outputs extends readonly OutputType[]> {
  op: string;
  domain?: Domain;
  inputs: readonly (Value | null)[];
  outputs: Outputs;
  attributes?: Readonly<Record<string, Attribute>>;
}

/** One value for each output that was asked for. */
type Values<Outputs> = { -readonly [Index in keyof Outputs]: Value };

const BYTES_PER_ELEMENT: Record<DataType, number> = {
  float32: 4,
  float16: 2,
  int8: 1,
  uint8: 1,
  int32: 4,
  int64: 8,
};

/** Bytes of a tensor of this type and shape. */
export function byteLength(dtype: DataType, shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, BYTES_PER_ELEMENT[dtype]);
}

class NamedValue implements Value {
  constructor(
    public name: string,
    readonly dtype: DataType,
    readonly shape: Shape,
  ) {}
}

export class Graph {
  readonly inputs: Value[] = [];
  readonly outputs: Value[] = [];
  readonly nodes: Node[] = [];
  readonly initializers = new Map<string, Initializer>();
  private readonly produced = new Map<Value, NamedValue>();
  private readonly path: string[] = [];
  private readonly opCounts = new Map<string, number>();

  constructor(readonly name: string) {}

  input(name: string, dtype: DataType, shape: readonly Dim[]): Value {
    const value = new NamedValue(name, dtype, shape);
    this.inputs.push(value);
    return value;
  }

  /** Gives a node's output its public name. */
  output(name: string, value: Value): void {
    const named = this.produced.get(value);
    if (!named) throw new Error(`${name}: only the output of a node can be an output of the graph`);
    if (this.outputs.includes(value)) throw new Error(`${value.name} is an output already`);
    named.name = name;
    this.outputs.push(named);
  }

  /** A weight under its name. A second call with the name returns the first one. */
  initializer(
    name: string,
    dtype: DataType,
    shape: readonly number[],
    load: () => Promise<Uint8Array>,
  ): Initializer {
    const existing = this.initializers.get(name);
    if (existing) return existing;
    const initializer = { name, dtype, shape, load };
    this.initializers.set(name, initializer);
    return initializer;
  }

  /** A small constant; equal ones are one initializer. */
  constant(
    dtype: 'int64' | 'float32' | 'uint8',
    values: readonly number[],
    shape: readonly number[] = [values.length],
  ): Initializer {
    return this.initializer(`const_${dtype}_[${shape}]_${values.join('_')}`, dtype, shape, async () =>
      encode(dtype, values),
    );
  }

  /** Names the nodes that `build` adds under `name`, the prefix of the checkpoint's keys. */
  scope<T>(name: string, build: () => T): T {
    this.path.push(name);
    try {
      return build();
    } finally {
      this.path.pop();
    }
  }

  /** All nodes are added here. */
  addNode<const Outputs extends readonly OutputType[]>({
    op,
    domain = '',
    inputs,
    outputs,
    attributes = {},
  }: NodeRequest<Outputs>): Values<Outputs> {
    const name = this.nodeName(op);
    const values = outputs.map(({ dtype, shape }, index) => {
      const value = new NamedValue(outputs.length === 1 ? name : `${name}:${index}`, dtype, shape);
      this.produced.set(value, value);
      return value;
    });
    this.nodes.push({ name, op, domain, inputs, outputs: values, attributes });
    return values as Value[] as Values<Outputs>;
  }

  private nodeName(op: string): string {
    const base = [...this.path, op].join('/');
    const count = this.opCounts.get(base) ?? 0;
    this.opCounts.set(base, count + 1);
    return count === 0 ? base : `${base}_${count}`;
  }
}

function encode(dtype: 'int64' | 'float32' | 'uint8', values: readonly number[]): Uint8Array {
  switch (dtype) {
    case 'int64':
      return new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
    case 'float32':
      return new Uint8Array(Float32Array.from(values).buffer);
    case 'uint8':
      return Uint8Array.from(values);
  }
}

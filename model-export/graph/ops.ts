/** One typed function per ONNX operator: it infers the output's shape and adds the node. */
import type { DataType, Graph, NodeRequest, Value } from './graph.ts';
import { broadcast, type Dim, matMulShape, reshapeShape, ShapeError } from './shape.ts';

const CONTRIB = 'com.microsoft';

/** Adds a node with one output. */
export function single(
  graph: Graph,
  request: Omit<NodeRequest<[]>, 'outputs'>,
  dtype: DataType,
  shape: readonly Dim[],
): Value {
  const [value] = graph.addNode({ ...request, outputs: [{ dtype, shape }] });
  return value;
}

export function add(graph: Graph, a: Value, b: Value): Value {
  return single(graph, { op: 'Add', inputs: [a, b] }, a.dtype, broadcast(a.shape, b.shape));
}

export function mul(graph: Graph, a: Value, b: Value): Value {
  return single(graph, { op: 'Mul', inputs: [a, b] }, a.dtype, broadcast(a.shape, b.shape));
}

export function matMul(graph: Graph, a: Value, b: Value): Value {
  return single(graph, { op: 'MatMul', inputs: [a, b] }, a.dtype, matMulShape(a.shape, b.shape));
}

/**
 * As `matMul` of equal ranks, one row after the other, [..., M, 1, K] × [..., 1, K, N]. For more than one row onnxruntime
 * copies b on a CPU before it multiplies, which takes longer than to read b again for each of a few rows.
 */
export function matMulByRow(graph: Graph, a: Value, b: Value): Value {
  const rows = a.shape.length - 1;
  const product = matMul(graph, unsqueeze(graph, a, rows), unsqueeze(graph, b, rows - 1));
  const request = { op: 'Squeeze', inputs: [product, graph.constant('int64', [rows])] } as const;
  return single(graph, request, a.dtype, product.shape.toSpliced(rows, 1));
}

/**
 * x [M,K] · weightᵀ + bias, weight [N,K] as PyTorch stores linear layers.
 * @throws {ShapeError}
 */
export function gemmTransposed(graph: Graph, x: Value, weight: Value, bias: Value | null): Value {
  const [rows, inner] = x.shape;
  const [columns, inner2] = weight.shape;
  if (rows === undefined || columns === undefined || x.shape.length !== 2 || inner !== inner2) {
    throw new ShapeError(
      `${x.name} [${x.shape}] cannot be multiplied by ${weight.name} [${weight.shape}] transposed`,
    );
  }
  const inputs = bias ? [x, weight, bias] : [x, weight];
  return single(graph, { op: 'Gemm', inputs, attributes: { transB: 1 } }, x.dtype, [rows, columns]);
}

/** `sizes` may hold one −1. */
export function reshape(graph: Graph, x: Value, sizes: readonly number[]): Value {
  const shape = reshapeShape(x.shape, sizes);
  return single(graph, { op: 'Reshape', inputs: [x, graph.constant('int64', sizes)] }, x.dtype, shape);
}

/** Reshapes to sizes that the graph computes: int64 [rank], of which one may be −1. `shape` names them. */
export function reshapeTo(graph: Graph, x: Value, sizes: Value, shape: readonly Dim[]): Value {
  return single(graph, { op: 'Reshape', inputs: [x, sizes] }, x.dtype, shape);
}

/** The size of one axis, as int64 [1]. */
export function sizeOf(graph: Graph, x: Value, axis: number): Value {
  const attributes = { start: axis, end: axis + 1 };
  return single(graph, { op: 'Shape', inputs: [x], attributes }, 'int64', [1]);
}

export function transpose(graph: Graph, x: Value, perm: readonly number[]): Value {
  const shape = perm.map((axis) => x.shape[axis]!);
  return single(graph, { op: 'Transpose', inputs: [x], attributes: { perm } }, x.dtype, shape);
}

/** Concatenates along an axis whose sizes are all known. */
export function concat(graph: Graph, parts: readonly [Value, ...Value[]], axis: number): Value {
  const [{ dtype, shape }] = parts;
  const size = parts.reduce((sum, part) => sum + Number(part.shape[axis]), 0);
  return single(graph, { op: 'Concat', inputs: parts, attributes: { axis } }, dtype, shape.with(axis, size));
}

/** Three equal parts along the last axis. */
export function splitInThree(graph: Graph, x: Value): [Value, Value, Value] {
  const size = Number(x.shape.at(-1)) / 3;
  const part = { dtype: x.dtype, shape: [...x.shape.slice(0, -1), size] };
  return graph.addNode({
    op: 'Split',
    inputs: [x, graph.constant('int64', [size, size, size])],
    outputs: [part, part, part],
    attributes: { axis: x.shape.length - 1 },
  });
}

export function softmax(graph: Graph, x: Value): Value {
  return single(
    graph,
    { op: 'Softmax', inputs: [x], attributes: { axis: x.shape.length - 1 } },
    x.dtype,
    x.shape,
  );
}

/** Rows (axis 0) or columns (axis 1) of a matrix, chosen by `indices`. */
export function gather(graph: Graph, data: Value, indices: Value, axis = 0): Value {
  const shape = [...data.shape.slice(0, axis), ...indices.shape, ...data.shape.slice(axis + 1)];
  return single(graph, { op: 'Gather', inputs: [data, indices], attributes: { axis } }, data.dtype, shape);
}

/** The numbers are those of onnx/onnx.proto's `TensorProto.DataType`. */
const CAST_TO = { float32: 1, float16: 10 } as const;

export function cast(graph: Graph, x: Value, dtype: keyof typeof CAST_TO): Value {
  return single(graph, { op: 'Cast', inputs: [x], attributes: { to: CAST_TO[dtype] } }, dtype, x.shape);
}

/** Adds an axis of size 1, by default at the end. */
export function unsqueeze(graph: Graph, x: Value, axis = x.shape.length): Value {
  const inputs = [x, graph.constant('int64', [axis])];
  return single(graph, { op: 'Unsqueeze', inputs }, x.dtype, x.shape.toSpliced(axis, 0, 1));
}

/** The error-function form, PyTorch's default. */
export function gelu(graph: Graph, x: Value): Value {
  return single(graph, { op: 'Gelu', domain: CONTRIB, inputs: [x] }, x.dtype, x.shape);
}

export function layerNormalization(
  graph: Graph,
  x: Value,
  scale: Value,
  bias: Value,
  epsilon: number,
): Value {
  const attributes = { axis: x.shape.length - 1, epsilon: { float: epsilon } };
  return single(graph, { op: 'LayerNormalization', inputs: [x, scale, bias], attributes }, x.dtype, x.shape);
}

/** LayerNormalization(x + skip), one kernel. */
export function skipLayerNormalization(
  graph: Graph,
  x: Value,
  skip: Value,
  scale: Value,
  bias: Value,
  epsilon: number,
): Value {
  const request = { op: 'SkipLayerNormalization', domain: CONTRIB, inputs: [x, skip, scale, bias] } as const;
  return single(graph, { ...request, attributes: { epsilon: { float: epsilon } } }, x.dtype, x.shape);
}

/** Attention over all positions; query, key, value [B,S,D] → [B,S,D], scaled by 1/√d. */
export function multiHeadAttention(
  graph: Graph,
  query: Value,
  key: Value,
  value: Value,
  heads: number,
): Value {
  const request = { op: 'MultiHeadAttention', domain: CONTRIB, inputs: [query, key, value] } as const;
  return single(graph, { ...request, attributes: { num_heads: heads } }, query.dtype, query.shape);
}

export interface CachedAttention {
  /** [B,1,D] */
  query: Value;
  key: Value;
  value: Value;
  /** [B,H,T,d] */
  pastKey: Value;
  pastValue: Value;
  /** int32 [B]: the filled positions of the cache, without the new one. */
  lastPosition: Value;
  /** int32 [1]: the positions including the new one. */
  totalLength: Value;
  heads: number;
  /** Multiplies query·key. */
  scale: number;
  presentLength: Dim;
}

/**
 * Causal attention with a cache. On the WebGPU provider past and present may be one buffer that is updated in place;
 * elsewhere present is past plus the new position.
 */
export function groupQueryAttention(
  graph: Graph,
  a: CachedAttention,
): { attended: Value; presentKey: Value; presentValue: Value } {
  const shape = a.pastKey.shape.with(2, a.presentLength);
  const present = { dtype: a.query.dtype, shape };
  const [attended, presentKey, presentValue] = graph.addNode({
    op: 'GroupQueryAttention',
    domain: CONTRIB,
    inputs: [a.query, a.key, a.value, a.pastKey, a.pastValue, a.lastPosition, a.totalLength],
    outputs: [{ dtype: a.query.dtype, shape: a.query.shape }, present, present],
    attributes: { num_heads: a.heads, kv_num_heads: a.heads, do_rotary: 0, scale: { float: a.scale } },
  });
  return { attended, presentKey, presentValue };
}

/** Per-tensor dynamic quantization of activations to uint8: values, scale, zero point. */
export function dynamicQuantizeLinear(
  graph: Graph,
  x: Value,
): { quantized: Value; scale: Value; zeroPoint: Value } {
  const [quantized, scale, zeroPoint] = graph.addNode({
    op: 'DynamicQuantizeLinear',
    inputs: [x],
    outputs: [
      { dtype: 'uint8', shape: x.shape },
      { dtype: 'float32', shape: [] },
      { dtype: 'uint8', shape: [] },
    ],
  });
  return { quantized, scale, zeroPoint };
}

/** round(x / scale) + zeroPoint, of its type; both are scalars. */
export function quantizeLinear(graph: Graph, x: Value, scale: Value, zeroPoint: Value): Value {
  return single(graph, { op: 'QuantizeLinear', inputs: [x, scale, zeroPoint] }, zeroPoint.dtype, x.shape);
}

/** values · scale, one scale per index of `axis`, or one for all. */
export function dequantizeLinear(graph: Graph, values: Value, scale: Value, axis: number): Value {
  const request = { op: 'DequantizeLinear', inputs: [values, scale], attributes: { axis } } as const;
  return single(graph, request, 'float32', values.shape);
}

export interface IntegerMatMul {
  quantized: Value;
  scale: Value;
  zeroPoint: Value;
  /** int8 [K,N] */
  weight: Value;
  /** float32 [N] */
  weightScale: Value;
  bias: Value | null;
}

/** (quantized − zeroPoint)·weight, scaled back to float32, plus bias. */
export function matMulIntegerToFloat(graph: Graph, m: IntegerMatMul): Value {
  const inputs = [
    m.quantized,
    m.weight,
    m.scale,
    m.weightScale,
    m.zeroPoint,
    null,
    ...(m.bias ? [m.bias] : []),
  ];
  const shape = matMulShape(m.quantized.shape, m.weight.shape);
  return single(
    graph,
    { op: 'MatMulIntegerToFloat', domain: CONTRIB, inputs: m.bias ? inputs : inputs.slice(0, 5) },
    'float32',
    shape,
  );
}

export interface BlockMatMul {
  x: Value;
  /** uint8 [N, K/block, block·bits/8] */
  weight: Value;
  /** float32 [N · K/block] */
  scales: Value;
  bias: Value | null;
  K: number;
  N: number;
  bits: number;
  block: number;
}

/** x [M,K] times a matrix quantized in blocks along K. */
export function matMulNBits(graph: Graph, m: BlockMatMul): Value {
  const inputs = m.bias ? [m.x, m.weight, m.scales, null, null, m.bias] : [m.x, m.weight, m.scales];
  const attributes = { K: m.K, N: m.N, bits: m.bits, block_size: m.block, accuracy_level: 1 };
  const shape = [...m.x.shape.slice(0, -1), m.N];
  return single(graph, { op: 'MatMulNBits', domain: CONTRIB, inputs, attributes }, m.x.dtype, shape);
}

export interface BlockGather {
  /** uint8 [V, …, D·bits/8] */
  data: Value;
  /** float32 [V, …, D/block] */
  scales: Value;
  indices: Value;
  block: number;
  bits: number;
}

/** The first `count` columns of a matrix. */
export function firstColumns(graph: Graph, x: Value, count: number): Value {
  const integer = (value: number) => graph.constant('int64', [value]);
  const inputs = [x, integer(0), integer(count), integer(1)];
  return single(graph, { op: 'Slice', inputs }, x.dtype, x.shape.with(1, count));
}

/** Rows of a matrix quantized in blocks along its rows, as float32. */
export function gatherBlockQuantized(
  graph: Graph,
  { data, scales, indices, block, bits }: BlockGather,
): Value {
  const attributes = { gather_axis: 0, quantize_axis: data.shape.length - 1, block_size: block, bits };
  const columns = (Number(data.shape.at(-1)) * 8) / bits;
  const shape = [...indices.shape, ...data.shape.slice(1, -1), columns];
  const request = { op: 'GatherBlockQuantized', domain: CONTRIB, inputs: [data, indices, scales] } as const;
  return single(graph, { ...request, attributes }, 'float32', shape);
}

export function tanh(graph: Graph, x: Value): Value {
  return single(graph, { op: 'Tanh', inputs: [x] }, x.dtype, x.shape);
}

/** Operators that only derivatives and scores need, in addition to `ops.ts`. */
import type { Graph, Value } from './graph.ts';
import { single } from './ops.ts';
import { broadcast, type Dim, ShapeError } from './shape.ts';

export function sub(graph: Graph, a: Value, b: Value): Value {
  return single(graph, { op: 'Sub', inputs: [a, b] }, a.dtype, broadcast(a.shape, b.shape));
}

export function div(graph: Graph, a: Value, b: Value): Value {
  return single(graph, { op: 'Div', inputs: [a, b] }, a.dtype, broadcast(a.shape, b.shape));
}

function unary(op: string): (graph: Graph, x: Value) => Value {
  return (graph, x) => single(graph, { op, inputs: [x] }, x.dtype, x.shape);
}

export const abs = unary('Abs');
export const exp = unary('Exp');
export const log = unary('Log');
export const erf = unary('Erf');
export const sqrt = unary('Sqrt');
export const reciprocal = unary('Reciprocal');
/** max(x, 0) */
export const relu = unary('Relu');

export const sigmoid = unary('Sigmoid');
/** −1, 0 or 1 */
export const sign = unary('Sign');

/** x itself, which `differentiate` treats as a constant. */
export const stopGradient = unary('Identity');

/** Sums over `axes`, which stay with size 1. */
export function reduceSum(graph: Graph, x: Value, axes: readonly number[]): Value {
  const inputs = [x, graph.constant('int64', axes)];
  const attributes = { keepdims: 1 };
  return single(graph, { op: 'ReduceSum', inputs, attributes }, x.dtype, reduced(x, axes));
}

/** Means over `axes`, which stay with size 1. */
export const reduceMean = reduction('ReduceMean');
/** Largest values over `axes`, which stay with size 1. */
export const reduceMax = reduction('ReduceMax');

/** In this opset these two take their axes as an attribute, and ReduceSum as an input. */
function reduction(op: string): (graph: Graph, x: Value, axes: readonly number[]) => Value {
  return (graph, x, axes) =>
    single(graph, { op, inputs: [x], attributes: { axes, keepdims: 1 } }, x.dtype, reduced(x, axes));
}

function reduced({ shape }: Value, axes: readonly number[]): Dim[] {
  return shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
}

/** data [M,N], indices [M,X]: out[m,x] = data[m, indices[m,x]]. */
export function gatherElements(graph: Graph, data: Value, indices: Value): Value {
  requireMatrix(data);
  const request = { op: 'GatherElements', inputs: [data, indices], attributes: { axis: 1 } };
  return single(graph, request, data.dtype, indices.shape);
}

/** data [M,N] with updates [M,X] added at indices [M,X] of the second axis. */
export function scatterElementsAdd(graph: Graph, data: Value, indices: Value, updates: Value): Value {
  requireMatrix(data);
  const attributes = { axis: 1, reduction: { text: 'add' } };
  const request = { op: 'ScatterElements', inputs: [data, indices, updates], attributes };
  return single(graph, request, data.dtype, data.shape);
}

function requireMatrix({ name, shape }: Value): void {
  if (shape.length !== 2) throw new ShapeError(`${name} [${shape}] must be a matrix`);
}

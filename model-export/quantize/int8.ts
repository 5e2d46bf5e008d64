/**
 * q8 for CPU runtimes (wasm, node): int8 weights with one scale per output column, activations dynamically quantized
 * to uint8, integer products. The runtime's int8 kernel is about twice as fast as its float kernel.
 */
import type { Weight } from '../checkpoint/weights.ts';
import type { Graph, Initializer, Value } from '../graph/graph.ts';
import { abs, div, reduceMax } from '../graph/math-ops.ts';
import {
  add,
  cast,
  dequantizeLinear,
  dynamicQuantizeLinear,
  gather,
  matMul,
  matMulIntegerToFloat,
  mul,
  quantizeLinear,
  transpose,
  unsqueeze,
} from '../graph/ops.ts';
import { matrixShape } from './fp32.ts';
import {
  asBytes,
  type Embedding,
  floatTensor,
  maxMagnitude,
  optionalTensor,
  type Scheme,
  sharedBy,
} from './scheme.ts';

/** Symmetric: −127…127, so that zero is exact and no zero point is stored. */
const MAX_INT8 = 127;

/** One scheme per graph: it remembers which activations are quantized already. */
export function int8Scheme(): Scheme {
  const activations = new Map<Value, ReturnType<typeof dynamicQuantizeLinear>>();
  const multiply: Multiply = (graph, x, matrix, bias) => {
    const input = activations.get(x) ?? dynamicQuantizeLinear(graph, x);
    activations.set(x, input);
    return matMulIntegerToFloat(graph, { ...input, weight: matrix.values, weightScale: matrix.scale, bias });
  };
  return schemeOf(multiply);
}

/**
 * As `int8Scheme`, with a scale for each row of the activations, so that no row's result depends on the others: a caption
 * is the same in every batch. The rows are divided by their largest magnitudes before the product, and multiplied after
 * it, because the kernel takes one scale for all.
 */
export function int8RowsScheme(): Scheme {
  const activations = new Map<Value, { quantized: Value; size_R1: Value }>();
  return schemeOf((graph, x, matrix, bias) => {
    const { quantized, size_R1 } = activations.get(x) ?? quantizeByRow(graph, x);
    activations.set(x, { quantized, size_R1 });
    const product = matMulIntegerToFloat(graph, {
      ...{ quantized, weight: matrix.values, weightScale: matrix.scale, bias: null },
      ...unitScale(graph),
    });
    const sized = mul(graph, product, size_R1);
    return bias ? add(graph, sized, bias) : sized;
  });
}

function quantizeByRow(graph: Graph, x: Value): { quantized: Value; size_R1: Value } {
  const largest_R1 = reduceMax(graph, abs(graph, x), [1]);
  // A row of zeros is divided by this and not by zero; other rows are too large to be changed by it.
  const size_R1 = add(graph, largest_R1, graph.constant('float32', [1e-30], []));
  const { scale, zeroPoint } = unitScale(graph);
  return { quantized: quantizeLinear(graph, div(graph, x, size_R1), scale, zeroPoint), size_R1 };
}

/** −1…1 as uint8, 0 in the middle. */
function unitScale(graph: Graph): { scale: Value; zeroPoint: Value } {
  return {
    scale: graph.constant('float32', [1 / MAX_INT8], []),
    zeroPoint: graph.constant('uint8', [MAX_INT8 + 1], []),
  };
}

type Multiply = (graph: Graph, x: Value, matrix: Int8Matrix, bias: Initializer | null) => Value;

function schemeOf(multiply: Multiply): Scheme {
  return {
    linear: (graph, x, { weight, bias }) =>
      multiply(graph, x, int8Matrix(graph, weight), optionalTensor(graph, bias)),
    embedding: (graph, weight) => int8Embedding(graph, weight, multiply),
  };
}

/**
 * The storage of `int8Scheme`, multiplied in float32. The product is scaled by columns, which has far fewer elements
 * than the matrix. The matrix is converted to float by a scale of 1 and not by a cast: the runtime constant-folds
 * casts of weights, and would hold all matrices in memory as float32.
 */
export const int8InFloat: Scheme = schemeOf((graph, x, { values, scale }, bias) => {
  const matrix = dequantizeLinear(graph, values, graph.constant('float32', [1], []), 1);
  const product = mul(graph, matMul(graph, x, matrix), scale);
  return bias ? add(graph, product, bias) : product;
});

interface Int8Matrix {
  /** int8 [K,N] */
  values: Initializer;
  /** float32 [N] */
  scale: Initializer;
}

/** The rows to look up are the columns of the output layer's matrix: one copy serves both. */
function int8Embedding(graph: Graph, weight: Weight, multiply: Multiply): Embedding {
  const matrix = int8Matrix(graph, weight);
  return {
    lookup: (ids) => {
      const rows_BD = cast(graph, transpose(graph, gather(graph, matrix.values, ids, 1), [1, 0]), 'float32');
      return mul(graph, rows_BD, unsqueeze(graph, gather(graph, matrix.scale, ids)));
    },
    project: (x, bias) => multiply(graph, x, matrix, floatTensor(graph, bias)),
  };
}

function int8Matrix(graph: Graph, weight: Weight): Int8Matrix {
  const [columns, rows] = matrixShape(weight);
  const quantized = sharedBy(2, async () => quantizeColumns(await weight.read(), rows, columns));
  return {
    values: graph.initializer(`${weight.key}.int8`, 'int8', [rows, columns], async () =>
      asBytes((await quantized()).values),
    ),
    scale: graph.initializer(`${weight.key}.scale`, 'float32', [columns], async () =>
      asBytes((await quantized()).scale),
    ),
  };
}

/** weight [N,K] → values [K,N] with scale [N]: weight[n,k] ≈ values[k,n] · scale[n]. */
export function quantizeColumns(
  weight: Float32Array,
  rows: number,
  columns: number,
): { values: Int8Array; scale: Float32Array } {
  const values = new Int8Array(rows * columns);
  const scale = new Float32Array(columns);
  for (let n = 0; n < columns; n++) {
    const row = weight.subarray(n * rows, (n + 1) * rows);
    // A column of zeros has scale 1, which avoids a division by zero.
    scale[n] = maxMagnitude(row) / MAX_INT8 || 1;
    for (let k = 0; k < rows; k++) values[k * columns + n] = Math.round(row[k]! / scale[n]!);
  }
  return { values, scale };
}

/**
 * q8 for WebGPU with many rows (a picture's tokens): int8 weights with one scale per output, dequantized to float32
 * on the device before an ordinary product. The provider's kernel for quantized products is fast for a few rows, and
 * slow for hundreds.
 */
import type { Weight } from '../checkpoint/weights.ts';
import type { Graph, Value } from '../graph/graph.ts';
import { dequantizeLinear, gemmTransposed } from '../graph/ops.ts';
import { matrixShape } from './fp32.ts';
import { asBytes, maxMagnitude, optionalTensor, type Scheme, sharedBy } from './scheme.ts';

/** Symmetric: −127…127, so that zero is exact and no zero point is stored. */
const MAX_INT8 = 127;

export const dequantizedLinear: Scheme['linear'] = (graph, x, { weight, bias }) =>
  gemmTransposed(graph, x, dequantizedMatrix(graph, weight), optionalTensor(graph, bias));

function dequantizedMatrix(graph: Graph, weight: Weight): Value {
  const [rows, columns] = matrixShape(weight);
  const quantized = sharedBy(2, async () => quantizeRows(await weight.read(), rows, columns));
  const values = graph.initializer(`${weight.key}.rows8`, 'int8', [rows, columns], async () =>
    asBytes((await quantized()).values),
  );
  const scale = graph.initializer(`${weight.key}.scale`, 'float32', [rows], async () =>
    asBytes((await quantized()).scale),
  );
  return dequantizeLinear(graph, values, scale, 0);
}

/** weight [N,K] → values [N,K] with scale [N]: weight[n,k] ≈ values[n,k] · scale[n]. */
export function quantizeRows(
  weight: Float32Array,
  rows: number,
  columns: number,
): { values: Int8Array; scale: Float32Array } {
  const values = new Int8Array(rows * columns);
  const scale = new Float32Array(rows);
  for (let n = 0; n < rows; n++) {
    const row = weight.subarray(n * columns, (n + 1) * columns);
    // A row of zeros has scale 1, which avoids a division by zero.
    scale[n] = maxMagnitude(row) / MAX_INT8 || 1;
    for (let k = 0; k < columns; k++) values[n * columns + k] = Math.round(row[k]! / scale[n]!);
  }
  return { values, scale };
}

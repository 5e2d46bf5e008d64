/** Recomputes weights for derivatives, which need each of them a second time, in reverse order. */
import type { Graph, Node, Value } from './graph.ts';
import { firstColumns, gatherBlockQuantized, reshape } from './ops.ts';

/**
 * Recomputes a value that depends only on initializers, such as a matrix that is stored in 8 bits and multiplied in
 * 32. If it stayed from forward to backward, all matrices of a model would be in memory together. Any other value
 * is returned unchanged.
 */
export function rematerialize(graph: Graph, value: Value): Value {
  const makers = new Map(
    graph.nodes.flatMap((node) => node.outputs.map((output) => [output, node] as const)),
  );
  const isConstant = (each: Value | null): boolean => {
    const maker = each && makers.get(each);
    return maker ? maker.inputs.every(isConstant) : !each || !graph.inputs.includes(each);
  };
  const copy = (each: Value): Value => {
    const maker = makers.get(each);
    if (!maker) return each;
    const { op, domain, attributes, outputs } = maker;
    const inputs = maker.inputs.map((input) => input && copy(input));
    const copies = graph.addNode({ op, domain, inputs, outputs, attributes });
    return copies[outputs.indexOf(each)] ?? each;
  };
  return isConstant(value) ? copy(value) : value;
}

/**
 * The matrix [N,K] of a MatMulNBits, by looking up all its rows: every provider supports that operator for
 * dequantizing blocks.
 * @throws {Error} for a node of another kind
 */
export function matrixOfBlocks(graph: Graph, { name, inputs: [, data, scales], attributes }: Node): Value {
  if (!data || !scales) throw new Error(`${name} is not a MatMulNBits`);
  const { N, K, bits, block_size: block } = attributes as Record<'N' | 'K' | 'bits' | 'block_size', number>;
  const indices = graph.initializer(`rows.${N}`, 'int32', [N], async () => rowNumbers(N));
  const blockScales = reshape(graph, scales, [N, Number(data.shape[1]), 1]);
  const rows = gatherBlockQuantized(graph, { data, scales: blockScales, indices, block, bits });
  const padded = reshape(graph, rows, [N, -1]);
  return padded.shape[1] === K ? padded : firstColumns(graph, padded, K);
}

function rowNumbers(count: number): Uint8Array {
  return new Uint8Array(Int32Array.from({ length: count }, (_, row) => row).buffer);
}

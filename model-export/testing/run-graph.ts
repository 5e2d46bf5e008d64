/** For tests: runs a graph with onnxruntime-node. */
import * as ort from 'onnxruntime-node';
import type { Graph } from '../graph/graph.ts';
import { encodeModel, type TensorData } from '../onnx/model.ts';

export interface Feed {
  dims: readonly number[];
  values: Float32Array | Int32Array;
}

export type RunGraph = (feeds: Readonly<Record<string, Feed>>) => Promise<Record<string, Float32Array>>;

/** A session of the graph with inline weights: maps feeds by name to the values of its outputs. */
export async function graphRunner(graph: Graph): Promise<RunGraph> {
  const data = new Map<string, TensorData>();
  for (const tensor of graph.initializers.values())
    data.set(tensor.name, { kind: 'inline', bytes: await tensor.load() });
  const session = await ort.InferenceSession.create(encodeModel(graph, data));
  return async (feeds) => {
    const tensors = Object.entries(feeds).map(([name, feed]) => [name, toTensor(feed)]);
    const results = await session.run(Object.fromEntries(tensors));
    return Object.fromEntries(
      Object.entries(results).map(([name, { data }]) => [name, data as Float32Array]),
    );
  };
}

function toTensor({ values, dims }: Feed): ort.Tensor {
  return values instanceof Int32Array
    ? new ort.Tensor('int32', values, dims)
    : new ort.Tensor('float32', values, dims);
}

/** A fixed pseudo-random sequence in −1…1 (the sine trick): tests need variety, not quality. */
export function noise(length: number, seed: number): Float32Array<ArrayBuffer> {
  return Float32Array.from({ length }, (_, i) => (Math.sin(i * 12.9898 + seed * 78.233) * 43758.5453) % 1);
}

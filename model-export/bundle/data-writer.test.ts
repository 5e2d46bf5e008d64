import { expect, test } from 'vitest';
import { Graph } from '../graph/graph.ts';
import { portableHashing } from '../io/hash.ts';
import type { TensorData } from '../onnx/model.ts';
import { memorySink } from '../testing/memory.ts';
import { BundleWriter } from './data-writer.ts';

const KIB = 1024;

function graphOf(name: string, tensors: Record<string, { kib: number; value: number }>): Graph {
  const graph = new Graph(name);
  for (const [key, { kib, value }] of Object.entries(tensors)) {
    graph.initializer(key, 'uint8', [kib * KIB], async () => new Uint8Array(kib * KIB).fill(value));
  }
  return graph;
}

async function written(...graphs: Graph[]) {
  const sink = memorySink();
  const writer = new BundleWriter({ sink, hashing: portableHashing });
  const locations: Map<string, TensorData>[] = [];
  for (const graph of graphs) locations.push(await writer.writeTensors(graph, () => {}));
  const fileOf = (index: number, key: string) => {
    const data = locations[index]!.get(key)!;
    return data.kind === 'external' ? data.file : 'inline';
  };
  return { sink, fileOf, locations };
}

test('graphs share files if half their tensors are common', async () => {
  const tensors = { words: { kib: 100, value: 1 }, norm: { kib: 1, value: 2 } };
  const { sink, fileOf } = await written(
    graphOf('a', tensors),
    graphOf('b', { ...tensors, head: { kib: 2, value: 3 } }),
  );
  expect([fileOf(1, 'words'), fileOf(1, 'norm'), fileOf(1, 'head')]).toEqual(['a.bin', 'a.bin', 'b.bin']);
  expect(sink.files.get('b.bin')!.byteLength).toBe(2 * KIB);
});

test('a graph shares the files of two towers that it joins', async () => {
  const first = { first: { kib: 100, value: 1 } };
  const second = { second: { kib: 100, value: 2 }, alone: { kib: 50, value: 4 } };
  const { fileOf } = await written(
    graphOf('a', first),
    graphOf('b', second),
    graphOf('c', { ...first, second: second.second, own: { kib: 10, value: 3 } }),
  );
  expect([fileOf(2, 'first'), fileOf(2, 'second'), fileOf(2, 'own')]).toEqual(['a.bin', 'b.bin', 'c.bin']);
});

test('equal norms in two towers do not share a file', async () => {
  const ones = { kib: 3, value: 1 };
  const { fileOf } = await written(
    graphOf('a', { norm: ones, big: { kib: 100, value: 2 } }),
    graphOf('b', { otherNorm: ones, other: { kib: 100, value: 3 } }),
  );
  expect(fileOf(1, 'otherNorm')).toBe('b.bin');
});

test('stores a tensor once under all its names in a graph', async () => {
  const ones = { kib: 3, value: 1 };
  const { sink } = await written(graphOf('a', { x: ones, y: ones }));
  expect(sink.files.get('a.bin')!.byteLength).toBe(3 * KIB);
});

test('small tensors stay in the model, and offsets are aligned', async () => {
  const graph = graphOf('a', { x: { kib: 1, value: 1 } });
  graph.initializer('few', 'uint8', [10], async () => new Uint8Array(10).fill(7));
  graph.initializer('odd', 'uint8', [1001], async () => new Uint8Array(1001).fill(8));
  graph.initializer('next', 'uint8', [1002], async () => new Uint8Array(1002).fill(9));
  const { sink, locations } = await written(graph);
  expect(locations[0]!.get('few')).toEqual({ kind: 'inline', bytes: new Uint8Array(10).fill(7) });
  const next = locations[0]!.get('next')!;
  expect(next).toEqual({ kind: 'external', file: 'a.bin', offset: 2048, length: 1002 });
  expect(sink.files.get('a.bin')!.subarray(2048)).toEqual(new Uint8Array(1002).fill(9));
});

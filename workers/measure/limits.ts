/** How fast this runtime is on this device when it does nothing but multiply: what a model's parts are held against. */

import type { InferenceSession, Tensor } from 'onnxruntime-common';
import type { Limits } from '../../core/protocol/bench.ts';
import { encodeModel, Graph, matMul, type TensorData, type Value } from '../../model-export/index.ts';
import { createBuffer } from '../engine/gpu/gpu-buffer.ts';
import type { Execution, Runtime } from '../engine/index.ts';
import { workDone } from '../runtime/gpu.ts';
import { providerOf } from './provider.ts';

interface Products {
  /** Of the matrix that is multiplied with one after the other. */
  rows: number;
  /** Square ones, this wide. */
  width: number;
  matrices: number;
}

/** 8.6 billion operations. */
const ARITHMETIC: Products = { rows: 1024, width: 1024, matrices: 4 };
/** 134 MB: several times what most caches hold. */
const READING: Products = { rows: 1, width: 2048, matrices: 8 };
/** The data file of all matrices. */
const WEIGHTS = 'weights.bin';
/** Where each matrix begins after the one before: of equal ones the runtime would keep, and read, only one. */
const SHIFT_BYTES = 4096;
const ROUNDS = 9;
/** Where a round takes long, fewer say as much. */
const ENOUGH_MS = 2000;

export interface LimitOptions {
  runtime: Runtime;
  execution: Execution;
  signal: AbortSignal;
  arithmetic?: Products;
  reading?: Products;
}

/** The shortest of a few rounds each. Throws what the runtime throws, and the signal's reason. */
export async function measureLimits({
  arithmetic = ARITHMETIC,
  reading = READING,
  ...on
}: LimitOptions): Promise<Limits> {
  const elements = ({ width, matrices }: Products) => matrices * width ** 2;
  const readingMs = await shortest(reading, on);
  const arithmeticMs = await shortest(arithmetic, on);
  return {
    operations: (1000 * 2 * arithmetic.rows * elements(arithmetic)) / arithmeticMs,
    bytes: (1000 * 4 * elements(reading)) / readingMs,
  };
}

/** Milliseconds. */
async function shortest(
  products: Products,
  { runtime, execution, signal }: Pick<LimitOptions, 'runtime' | 'execution' | 'signal'>,
): Promise<number> {
  const session = await runtime.InferenceSession.create(modelOf(products), {
    externalData: [{ path: WEIGHTS, data: weightsOf(products) }],
    executionProviders: [providerOf(execution)],
    ...(execution.backend === 'webgpu' && { preferredOutputLocation: 'gpu-buffer' as const }),
  });
  const { x, dispose } = inputOf(products, runtime, execution);
  try {
    // It compiles.
    await runOnce(session, x, execution);
    const times: number[] = [];
    const begun = performance.now();
    while (times.length === 0 || (times.length < ROUNDS && performance.now() - begun < ENOUGH_MS)) {
      signal.throwIfAborted();
      const start = performance.now();
      await runOnce(session, x, execution);
      times.push(performance.now() - start);
    }
    return Math.min(...times);
  } finally {
    dispose();
    await session.release();
  }
}

async function runOnce(session: InferenceSession, x: Tensor, execution: Execution): Promise<void> {
  const { y } = await session.run({ x });
  await workDone(execution);
  y?.dispose();
}

/** x · W₀ · W₁ · …, the matrices constants, as a model's are: views of one long row of values. */
function modelOf(products: Products): Uint8Array {
  const { rows, width, matrices } = products;
  const graph = new Graph('limits');
  const weights = Array.from({ length: matrices }, (_, index) =>
    graph.initializer(`w${index}`, 'float32', [width, width], async () => weightsOf(products)),
  );
  const x: Value = graph.input('x', 'float32', [rows, width]);
  const y = weights.reduce<Value>((product, weight) => matMul(graph, product, weight), x);
  graph.output('y', y);
  const place = (index: number): TensorData => ({
    kind: 'external',
    file: WEIGHTS,
    offset: index * SHIFT_BYTES,
    length: 4 * width ** 2,
  });
  return encodeModel(graph, new Map(weights.map(({ name }, index) => [name, place(index)])));
}

function weightsOf({ width, matrices }: Products): Uint8Array {
  return new Uint8Array(valuesOf(width ** 2 + (matrices * SHIFT_BYTES) / 4, width).buffer);
}

/** On a GPU it is there already, as what a layer takes is. */
function inputOf(
  { rows, width }: Products,
  { Tensor }: Runtime,
  execution: Execution,
): { x: Tensor; dispose: () => void } {
  const [values, dims] = [valuesOf(rows * width, 1), [rows, width]];
  if (execution.backend !== 'webgpu') return { x: new Tensor('float32', values, dims), dispose: () => {} };
  const { device } = execution;
  const buffer = createBuffer(device, values.byteLength);
  device.queue.writeBuffer(buffer, 0, values);
  return {
    x: Tensor.fromGpuBuffer(buffer, { dataType: 'float32', dims }),
    dispose: () => buffer.destroy(),
  };
}

/** Of such a size that a product with `width` of them is as large as what it is made of: none too small to be fast. */
function valuesOf(count: number, width: number): Float32Array<ArrayBuffer> {
  return Float32Array.from({ length: count }, (_, index) => Math.sin(index * index) * Math.sqrt(2 / width));
}

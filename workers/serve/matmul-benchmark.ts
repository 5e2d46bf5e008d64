/** Times linear layers, one by one, in every dtype that a runtime supports. Loaded on demand. */
import type { InferenceSession, Tensor } from 'onnxruntime-common';
import { DTYPES } from '../../core/dtypes.ts';
import type { Backend, MatmulTimes } from '../../core/protocol/index.ts';
import { MATMUL, matmulModels, noise, type Part, ROLES, ROWS } from '../../model-export/index.ts';
import { createBuffer, hasFp16, named, sessionOptions } from '../engine/parts.ts';
import { workDone } from '../runtime/gpu.ts';
import type { OpenRuntime, Runtimes } from '../runtime/runtimes.ts';
import { onRuntime } from './load-model.ts';
import { nextTask } from './next-task.ts';

export interface TimingOptions {
  signal: AbortSignal;
  /** Milliseconds. */
  now: () => number;
}

/** A matmul is timed at least so often, and for so many milliseconds; the fastest run counts. */
const MIN_RUNS = 2;
const MIN_MS = 60;
/** A model's weights do not fit in the CPU's caches: they are read from memory for every word. */
const CACHES_BYTES = 64 * 2 ** 20;
/** On a GPU so many run at once, as in a model: the wait for a single one would take longer than its run. */
const PARALLEL_RUNS = 8;

type Open = Pick<OpenRuntime, 'ort' | 'execution'>;

/**
 * Opens the backend's runtime if necessary. Null without a GPU, or with a software rasteriser.
 *
 * @throws as opening a runtime and running it does.
 */
export async function timeMatmulsOn(
  runtimes: Runtimes,
  backend: Backend,
  signal: AbortSignal,
): Promise<MatmulTimes | null> {
  const gpu = backend === 'webgpu' ? await runtimes.gpu() : null;
  if (backend === 'webgpu' && (!gpu || gpu.imitated)) return null;
  const runtime = await runtimes.open(backend, { onProgress: () => {}, signal });
  return onRuntime(runtime, () => timeMatmuls(runtime, { signal, now: () => performance.now() }));
}

/** @throws the signal's reason, and what the runtime throws. */
export async function timeMatmuls(runtime: Open, options: TimingOptions): Promise<MatmulTimes> {
  const dtypes = DTYPES.filter((dtype) => dtype !== 'fp16' || hasFp16(runtime.execution));
  const onGpu = runtime.execution.backend === 'webgpu';
  const timing: Timing = { ...options, evictCaches: onGpu ? () => {} : cacheEvicter() };
  const times: MatmulTimes = {};
  for (const dtype of dtypes) {
    options.signal.throwIfAborted();
    const models = await matmulModels(dtype, onGpu ? 'webgpu' : 'wasm');
    const picture = await timeMatmul(runtime, 'picture', models, timing);
    times[dtype] = { picture, word: await timeMatmul(runtime, 'word', models, timing) };
  }
  return times;
}

interface Timing extends TimingOptions {
  /** Evicts the CPU's caches. */
  evictCaches(): void;
}

/** Reads and writes one number in every cache line of 64 bytes. */
function cacheEvicter(): () => void {
  const others = new Float64Array(CACHES_BYTES / 8);
  return () => {
    for (let i = 0; i < others.length; i += 8) others[i]! += 1;
  };
}

async function timeMatmul(
  { ort, execution }: Open,
  part: Part,
  models: Readonly<Record<Part, Uint8Array>>,
  timing: Timing,
): Promise<number> {
  const onGpu = execution.backend === 'webgpu';
  const session = await ort.InferenceSession.create(models[part], sessionOptions(ROLES[part], execution));
  const x = inputOf({ ort, execution }, ROWS[part]);
  const count = onGpu ? PARALLEL_RUNS : 1;
  try {
    const ms = await fastest(timing, async () => {
      for (let i = 0; i < count; i++) await multiply(session, x);
      await workDone(execution);
    });
    return ms / count;
  } finally {
    x.dispose();
    await session.release();
  }
}

/** [M, K], in host memory or in a GPU buffer. */
function inputOf({ ort, execution }: Open, rows: number): Tensor {
  const dims = [rows, MATMUL.K];
  const values = noise(rows * MATMUL.K);
  if (execution.backend !== 'webgpu') return new ort.Tensor('float32', values, dims);
  const buffer = createBuffer(execution.device, values.byteLength);
  execution.device.queue.writeBuffer(buffer, 0, values);
  return ort.Tensor.fromGpuBuffer(buffer, { dataType: 'float32', dims, dispose: () => buffer.destroy() });
}

async function multiply(session: InferenceSession, x: Tensor): Promise<void> {
  named(await session.run({ x }), 'y').dispose();
}

/** The first run compiles and is not counted. Between two runs the signal is checked and the caches are evicted. */
async function fastest({ signal, now, evictCaches }: Timing, job: () => Promise<void>): Promise<number> {
  await job();
  const begun = now();
  let best = Number.POSITIVE_INFINITY;
  for (let times = 0; times < MIN_RUNS || now() - begun < MIN_MS; times++) {
    await nextTask();
    signal.throwIfAborted();
    evictCaches();
    const start = now();
    await job();
    best = Math.min(best, now() - start);
  }
  return best;
}

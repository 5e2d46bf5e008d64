import { hasFeature } from '../../core/browser-features.ts';
import type { Fallback } from '../../core/fallbacks.ts';
import type { Backend, WireError } from '../../core/protocol/index.ts';
import type { Execution, Runtime } from '../engine/index.ts';
import { chooseBuild } from './builds.ts';
import { describeGpu, type GpuKind, onDeviceLost, requestGpu } from './gpu.ts';
import { requireFeatures } from './required-features.ts';
import { startThreads } from './start-threads.ts';
import { ThreadStarts } from './thread-starts.ts';
import { countThreads, maxThreads } from './threads.ts';
import { readWasmFile, type WasmFileOptions } from './wasm-file.ts';

/** A runtime that is ready to create sessions, and what it runs on. */
export interface OpenRuntime {
  ort: Runtime;
  execution: Execution;
  /** The GPU's name, or the number of threads. */
  device: string;
  /** Of the CPU, while it computes. */
  threads: number;
  /** Why it is slower than it could be. */
  fallback?: Fallback;
  /** Identifies the runtime's version and build. */
  version: string;
}

export interface OpenOptions extends WasmFileOptions {
  /** The CPU's runtime starts no threads. */
  oneThread?: boolean;
}

/** The runtimes of this worker, one per backend, opened once for all models. */
export interface Runtimes {
  /** The GPU, before anything is loaded for it; null without a GPU. */
  gpu(): Promise<GpuKind | null>;
  /**
   * Loads the build of onnxruntime-web that the backend needs.
   *
   * @throws {GpuUnavailable} for `webgpu` on a device without a GPU.
   * @throws {EngineError} in a browser that is too old.
   * @throws {ThreadsFailed} after which `wasm` can no longer be opened in this worker.
   * @throws {StorageError} if the runtime's file is neither stored nor downloadable.
   */
  open(backend: Backend, options: OpenOptions): Promise<OpenRuntime>;
  /** Releases a backend's hardware. Nothing may use it afterwards. */
  close(backend: Backend): void;
}

/**
 * @param onLost called when the GPU is lost or its results can no longer be trusted.
 * @param threadStarts announces that threads are started.
 */
export function createRuntimes(
  onLost: (error: WireError) => void,
  threadStarts: ThreadStarts = new ThreadStarts(),
): Runtimes {
  const opened = new Map<Backend, OpenRuntime>();
  return {
    gpu: () => describeGpu(navigator.gpu),
    open: async (backend, options) => {
      const runtime = opened.get(backend) ?? (await openRuntime(backend, options, { onLost, threadStarts }));
      opened.set(backend, runtime);
      return runtime;
    },
    close: (backend) => {
      const execution = opened.get(backend)?.execution;
      opened.delete(backend);
      if (execution?.backend === 'webgpu') execution.device.destroy();
    },
  };
}

interface Listeners {
  onLost: (error: WireError) => void;
  threadStarts: ThreadStarts;
}

function openRuntime(
  backend: Backend,
  options: OpenOptions,
  { onLost, threadStarts }: Listeners,
): Promise<OpenRuntime> {
  requireFeatures();
  return backend === 'webgpu' ? openWebGpu(options, onLost) : openWasm(options, threadStarts);
}

async function openWebGpu(
  options: WasmFileOptions,
  onLost: (error: WireError) => void,
): Promise<OpenRuntime> {
  const { device, name } = await requestGpu(navigator.gpu);
  onDeviceLost(device, onLost);
  // The GPU does the work; on the CPU only shapes are computed, which threads would slow down.
  const ort = await loadOrt('webgpu', 1, options);
  const execution = { backend: 'webgpu', device } as const;
  return { ort, execution, device: name, threads: 1, version: versionOf('webgpu') };
}

async function openWasm(options: OpenOptions, threadStarts: ThreadStarts): Promise<OpenRuntime> {
  const threads = options.oneThread || maxThreads() === 1 ? 1 : await threadStarts.during(countThreads);
  const ort = await loadOrt('wasm', threads, options);
  if (threads > 1) await threadStarts.during(() => startThreads(ort));
  const device = threads === 1 ? '1 thread' : `${threads} threads`;
  const fallback = whySlower(threads, options);
  const execution = { backend: 'wasm' } as const;
  return { ort, execution, device, threads, ...(fallback && { fallback }), version: versionOf('wasm') };
}

/** Nothing where it was asked for one thread: who asked knows why. */
function whySlower(threads: number, { oneThread }: OpenOptions): Fallback | null {
  if (!hasFeature('shared-memory', self)) return 'no-shared-memory';
  return threads < maxThreads() && !oneThread ? 'one-thread' : null;
}

/** The WebAssembly file's name includes a hash of its content. */
function versionOf(backend: Backend): string {
  return chooseBuild(backend).wasmUrl;
}

async function loadOrt(backend: Backend, threads: number, options: WasmFileOptions): Promise<Runtime> {
  const build = chooseBuild(backend);
  const [ort, wasmBinary] = await Promise.all([build.load(), readWasmFile(build, options)]);
  ort.env.wasm.numThreads = threads;
  ort.env.wasm.wasmBinary = wasmBinary;
  return ort;
}

/** From a source to an engine that has run once: on the GPU if it may and can, else on the CPU. */
import type { Fallback } from '../../core/fallbacks.ts';
import type { BundleManifest } from '../../core/manifest/manifest.ts';
import type {
  Backend,
  ErrorCode,
  LoadedModel,
  LoadProgress,
  LoadRequest,
  ModelSource,
} from '../../core/protocol/index.ts';
import {
  type Bundle,
  createCheckedEngine,
  type Engine,
  type EngineOptions,
  type Fp16Verdict,
  requireArithmetic,
  requireCapability,
} from '../engine/index.ts';
import { GpuUnavailable, watchGpu } from '../runtime/gpu.ts';
import type { OpenRuntime, Runtimes } from '../runtime/runtimes.ts';
import type { BundleOptions, openBundle } from '../storage/bundle.ts';
import { createTokenizer } from '../text/index.ts';
import { type BackendChoice, chooseBackend } from './choose-backend.ts';
import { isCoded } from './errors.ts';

export interface LoadServices {
  runtimes: Runtimes;
  openBundle: typeof openBundle;
  /** A bundle of the library, by its key. */
  openInstalledBundle: (key: string, options: BundleOptions) => Promise<Bundle>;
  /** What is known of a GPU's 16-bit arithmetic; `subject` is everything it depends on. */
  fp16Verdict: (...subject: string[]) => Fp16Verdict;
}

export interface LoadContext {
  progress: (progress: LoadProgress) => void;
  signal: AbortSignal;
}

/** A request and the model it loaded. */
export interface ReadyModel {
  request: LoadRequest;
  engine: Engine;
  runtime: OpenRuntime;
  /** Whether the matmuls of an fp16 matcher must run in float32. */
  fp32Fallback: boolean;
  description: LoadedModel;
}

/**
 * Loads a captioner and runs it once. When the GPU does not work, the CPU takes over, and `fallbacks` says why.
 *
 * @param makeRoom called once the bundle is known to be a captioner that can be read, before its graphs are loaded:
 * there may not be room for two models.
 * @throws what the runtime, the bundle and the engine throw.
 */
export async function loadModel(
  services: LoadServices,
  request: LoadRequest,
  context: LoadContext,
  makeRoom: () => Promise<void>,
): Promise<ReadyModel> {
  const load = (choice: BackendChoice) => loadOn(choice, services, request, context, makeRoom);
  const choice = await chooseBackend(services, request, context.signal);
  if (choice.backend === 'wasm') return load(choice);
  try {
    return await load(choice);
  } catch (error) {
    if (context.signal.aborted || failsAnywhere(error)) throw error;
    await makeRoom();
    services.runtimes.close('webgpu');
    return load({ backend: 'wasm', fallbacks: [reasonFor(error)], slowGpu: null });
  }
}

/** Whether the error has nothing to do with the GPU, so that the CPU would fail, too. */
function failsAnywhere(error: unknown): boolean {
  const codes: ErrorCode[] = [
    'model-missing',
    'model-corrupt',
    'model-too-new',
    'offline',
    'not-loaded',
    'bad-settings',
    'storage-off',
    'read-failed',
    'unsupported-dtype',
  ];
  return isCoded(error) && codes.includes(error.code);
}

function reasonFor(error: unknown): Fallback {
  return error instanceof GpuUnavailable ? error.reason : 'gpu-failed';
}

/** What a worker that starts no threads does without. */
const WITHOUT_THREADS: Readonly<Record<Backend, Fallback>> = {
  wasm: 'one-thread',
  webgpu: 'no-reading-thread',
};

async function loadOn(
  choice: BackendChoice,
  services: LoadServices,
  request: LoadRequest,
  { progress, signal }: LoadContext,
  makeRoom: () => Promise<void>,
): Promise<ReadyModel> {
  const { backend } = choice;
  const onProgress = reporter(progress, 'runtime');
  const { oneThread = false, slowFp16Gpus = [] } = request;
  const runtime = await services.runtimes.open(backend, { onProgress, signal, oneThread });
  const bundle = await openSource(services, request.source, backend, { progress, signal });
  const { manifest } = bundle;
  requireCapability(manifest, ['caption']);
  requireArithmetic(manifest, runtime.execution);
  await makeRoom();
  const start = async () => {
    const verdict = services.fp16Verdict(manifest.source.sha256, runtime.device, runtime.version);
    const options = await engineOptions(runtime, bundle, signal);
    const checked = await createCheckedEngine(options, {
      verdict,
      watch: (job) => onRuntime(runtime, job),
      isSlower: slowFp16Gpus.includes(runtime.device),
    });
    reporter(progress, 'warm-up')(bundleBytes(manifest), bundleBytes(manifest));
    await warmUp(checked.engine, signal);
    return checked;
  };
  const { engine, fp32Fallback, reason } = await onRuntime(runtime, start);
  const fallbacks: Fallback[] = [
    ...choice.fallbacks,
    ...(reason ? [reason] : []),
    ...(runtime.fallback ? [runtime.fallback] : []),
    ...(oneThread ? [WITHOUT_THREADS[backend]] : []),
  ];
  const loaded = { ...choice, fallbacks, device: runtime.device };
  const description = describeModel(manifest, engine, loaded);
  // A captioner that is not in fp16 shows nothing about 16-bit arithmetic.
  return { request, engine, runtime, fp32Fallback: fp32Fallback || manifest.dtype !== 'fp16', description };
}

/** Opens the bundle of a source, with progress while it is read. */
export function openSource(
  { openBundle, openInstalledBundle }: LoadServices,
  source: ModelSource,
  backend: Backend,
  { progress, signal }: LoadContext,
): Promise<Bundle> {
  const options = { onProgress: reporter(progress, 'model'), signal };
  return source.kind === 'url'
    ? openBundle(`${source.url}${backend}/`, options)
    : openInstalledBundle(source.key, options);
}

function reporter(progress: LoadContext['progress'], phase: LoadProgress['phase']) {
  return (loadedBytes: number, totalBytes: number) => progress({ phase, loadedBytes, totalBytes });
}

/** What loading a bundle's graphs takes, with its tokenizer. */
export async function engineOptions(
  { ort, execution }: OpenRuntime,
  bundle: Bundle,
  signal: AbortSignal,
): Promise<EngineOptions> {
  const { text } = bundle.manifest;
  const json: unknown = JSON.parse(new TextDecoder().decode(await bundle.read(text.tokenizer)));
  return { ...execution, runtime: ort, bundle, tokenizer: createTokenizer(json, text), signal };
}

/** Runs a first use of the runtime. @throws errors that the GPU reports, too. */
export function onRuntime<T>({ execution }: OpenRuntime, start: () => Promise<T>): Promise<T> {
  return execution.backend === 'webgpu' ? watchGpu(execution.device, start) : start();
}

async function warmUp(engine: Engine, signal: AbortSignal): Promise<void> {
  try {
    await engine.warmUp(signal);
  } catch (error) {
    await engine.dispose();
    throw error;
  }
}

export function bundleBytes({ files }: BundleManifest): number {
  return Object.values(files).reduce((sum, file) => sum + file.bytes, 0);
}

function describeModel(
  manifest: BundleManifest,
  { grid }: Engine,
  loaded: BackendChoice & Pick<LoadedModel, 'device'>,
): LoadedModel {
  const { source, dtype, architecture, text, generation, capabilities } = manifest;
  const { layers, heads } = architecture.text;
  return {
    id: source.id,
    dtype,
    bytes: bundleBytes(manifest),
    capabilities,
    grid,
    layers,
    heads,
    maxLength: text.maxPositions,
    defaults: generation,
    ...loaded,
  };
}

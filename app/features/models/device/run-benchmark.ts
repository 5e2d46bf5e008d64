/**
 * Measures how fast this device is, once nothing else is going on, and stops as soon as there is something to do. A
 * measurement that fails leaves everything as it was.
 */
import type { Backend, LoadedModel, MatmulTimes } from '../../../../core/protocol';
import type { App, AppStore } from '../../../store/app-state';
import type { WorkerClient } from '../../../worker-client/client';
import type { Picture } from '../../pictures/pictures.slice';
import { isIdle, runWhenIdle, runWhile } from '../../pwa/run-when-idle';
import { DEMO, sameChoice } from '../active/choice';
import { chosenBackend } from '../active/model.selectors';
import { benchmarkOf, slowGpus } from './benchmark';
import { benchmarkHere } from './device-profile';

/** A second engine: if a measurement fails there, the engine that captions goes on. */
export interface BenchmarkEngine {
  client: WorkerClient;
  /** Ends it, whatever it does. */
  stop(): void;
}

export interface BenchmarkTools {
  /** The engine that captions. */
  client: WorkerClient;
  startEngine: () => BenchmarkEngine;
  /** The folder of the demo model's bundles. */
  modelUrl: string;
}

/** Captions are measured again on the next visit after so many interruptions. */
const MAX_INTERRUPTIONS = 3;

/** Measures matmuls while a model is under review, and captions of the demo model otherwise. */
export function benchmarkDevice(store: AppStore, tools: BenchmarkTools): void {
  runWhile(store, shouldTimeMatmuls, () => {
    const abort = new AbortController();
    void timeMatmuls(store, tools, abort.signal);
    return () => {
      abort.abort();
      if (store.getState().benchmark.status === 'running') store.getState().benchmark.setStatus('idle');
    };
  });

  let interruptions = 0;
  const attempt = async (signal: AbortSignal) => {
    signal.addEventListener('abort', () => {
      interruptions += 1;
    });
    await timeCaptions(store, tools, signal);
  };
  const condition = (app: App) => interruptions < MAX_INTERRUPTIONS && shouldTimeCaptions(app);
  runWhile(store, condition, () => runWhenIdle(attempt));
}

/** Nothing is downloaded for a measurement: it waits until everything that it takes is on this device. */
function shouldTimeCaptions(app: App): boolean {
  const { loaded, choice } = app.model;
  const { offlineCache } = app.device;
  const automatic = chosenBackend(app) === 'auto' && sameChoice(choice, DEMO);
  const offline = offlineCache?.running === 'cached' && offlineCache.cpu === 'cached';
  if (!automatic || !offline || loaded?.backend !== 'webgpu' || !isIdle(app) || app.review.current)
    return false;
  const known = benchmarkOf(app.benchmark.devices, loaded.device)?.captionSeconds;
  return !known && captionedPicture(app) !== undefined;
}

/** The last picture with captions. */
function captionedPicture({ pictures, captions }: App): Picture | undefined {
  return pictures.items.findLast(({ id }) => captions.runs[id]?.status === 'done');
}

/** On both backends; where the CPU is clearly faster, it takes over. */
async function timeCaptions(store: AppStore, tools: BenchmarkTools, signal: AbortSignal): Promise<void> {
  const picture = captionedPicture(store.getState());
  if (!picture) return;
  const captionOn = (backend: Backend) => (client: WorkerClient) =>
    captionTwice(client, backend, picture, tools.modelUrl, signal);
  try {
    const { cpu, gpu } = await withEngine(tools, signal, async (client) => ({
      cpu: await captionOn('wasm')(client),
      gpu: await captionOn('webgpu')(client),
    }));
    // The GPU may have turned out to be unusable.
    if (signal.aborted || gpu.model.backend !== 'webgpu') return;
    const { device } = gpu.model;
    store.getState().benchmark.add(device, { captionSeconds: { wasm: cpu.seconds, webgpu: gpu.seconds } });
    if (slowGpus(store.getState().benchmark.devices).includes(device)) void store.getState().model.load();
  } catch {
    // The model that runs stays where it is.
  }
}

/** The first captions warm up and are not counted. */
async function captionTwice(
  client: WorkerClient,
  backend: Backend,
  picture: Picture,
  modelUrl: string,
  signal: AbortSignal,
): Promise<{ model: LoadedModel; seconds: number }> {
  const source = { kind: 'url', url: modelUrl } as const;
  const model = await client.request('load', { source, backend }, { signal });
  const settings = { ...model.defaults, method: 'nucleus', seed: 1 } as const;
  const request = { runId: 'benchmark', picture: picture.blob, masked: [], settings };
  await client.request('caption', request, { signal });
  const { encode, decode } = (await client.request('caption', request, { signal })).ms;
  return { model, seconds: (encode + decode) / 1000 };
}

function shouldTimeMatmuls(app: App): boolean {
  const { benchmark, library, review, jobs } = app;
  if (!library.dialogOpen || !review.current?.info || benchmark.status === 'failed') return false;
  if (!isIdle(app) || jobs.items.some(({ status }) => status === 'running')) return false;
  return benchmark.status !== 'idle' || !matmulsAreKnown(app);
}

function matmulsAreKnown(app: App): boolean {
  const benchmark = benchmarkHere(app);
  return benchmark !== null && backendsToTime(app).every((backend) => backend in benchmark.matmuls);
}

/**
 * The backend that runs, first. With the automatic choice the other one too, unless there is no GPU to choose, or the
 * CPU's runtime would have to be downloaded.
 */
function backendsToTime(app: App): Backend[] {
  const { loaded } = app.model;
  if (!loaded) return [];
  if (chosenBackend(app) !== 'auto') return [loaded.backend];
  if (loaded.backend === 'webgpu')
    return app.device.offlineCache?.cpu === 'cached' ? ['webgpu', 'wasm'] : ['webgpu'];
  return loaded.fallbacks.length === 0 || loaded.slowGpu ? ['wasm', 'webgpu'] : ['wasm'];
}

async function timeMatmuls(store: AppStore, tools: BenchmarkTools, signal: AbortSignal): Promise<void> {
  const { loaded } = store.getState().model;
  if (!loaded) return;
  const backends = backendsToTime(store.getState());
  store.getState().benchmark.setStatus('running');
  const timeOn = (backend: Backend): Promise<MatmulTimes | null> => {
    const time = (client: WorkerClient) => client.request('timeMatmuls', { backend }, { signal });
    return backend === loaded.backend ? time(tools.client) : withEngine(tools, signal, time);
  };
  try {
    const matmuls: Partial<Record<Backend, MatmulTimes | null>> = {};
    for (const backend of backends) matmuls[backend] = await timeOn(backend);
    if (!signal.aborted) store.getState().benchmark.add(loaded.slowGpu ?? loaded.device, { matmuls });
  } catch {
    // The proposals stay as they are.
    if (!signal.aborted) store.getState().benchmark.setStatus('failed');
  }
}

async function withEngine<T>(
  { startEngine }: BenchmarkTools,
  signal: AbortSignal,
  job: (client: WorkerClient) => Promise<T>,
): Promise<T> {
  const engine = startEngine();
  signal.addEventListener('abort', engine.stop);
  try {
    return await job(engine.client);
  } finally {
    engine.stop();
  }
}

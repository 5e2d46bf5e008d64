/**
 * The measuring worker's answers: one captioner, loaded and timed. Each request wants a worker of its own, which ends
 * after the answer; a model that was only loaded stays until then, for the page to look at the memory that it takes.
 */

import { MANIFEST_FILE } from '../../core/manifest/manifest.ts';
import type { Limits } from '../../core/protocol/bench.ts';
import type { BenchKind, BenchMeasured, BenchRequest } from '../../core/protocol/index.ts';
import { readPlainManifest } from '../../model-export/index.ts';
import type { CheckOptions } from '../engine/gpu/fp16-check.ts';
import type { Bundle, EngineOptions } from '../engine/index.ts';
import type { DecodedPicture } from '../image/decode.ts';
import { preprocess } from '../image/preprocess.ts';
import type { OpenRuntime } from '../runtime/runtimes.ts';
import { bundleBytes, engineOptions, type LoadServices, onRuntime, openSource } from '../serve/load-model.ts';
import type { Context, Handlers } from '../serve/serve.ts';
import { download } from '../storage/download.ts';
import { countWork } from './count-work.ts';
import { engineSubject } from './engine-subject.ts';
import type { GpuCounters } from './gpu-counters.ts';
import { leastWork } from './least-work.ts';
import { measureLimits } from './limits.ts';
import { type MeasureOptions, measure, wordsOf } from './measure.ts';
import { plainSubject } from './plain.ts';
import { promptIds, type Subject } from './subject.ts';
import type { WasmMemories } from './wasm-memory.ts';

export interface BenchServices extends LoadServices {
  decodePicture: (file: Blob) => Promise<DecodedPicture>;
  /** Watching already; null where there is no GPU. */
  gpu: GpuCounters | null;
  wasm: WasmMemories;
}

/** Steps of which the counts are told: the first ones are not like the others. */
const COUNTED_STEPS = 5;

export function createBenchService(services: BenchServices): Handlers<BenchKind> {
  return { bench: async (request, context) => ({ value: await bench(services, request, context) }) };
}

interface Loaded {
  subject: Subject;
  options: EngineOptions;
  runtime: OpenRuntime;
  warmUpMs: number;
}

async function bench(
  services: BenchServices,
  request: BenchRequest,
  context: Context<BenchKind>,
): Promise<BenchMeasured> {
  const { amounts, samples } = request;
  const start = performance.now();
  const { subject, options, runtime, warmUpMs } = await load(services, request, context);
  const { readsCandidates, inFloatReason, manifest } = subject;
  const common = {
    model: { id: manifest.source.id, dtype: manifest.dtype, bytes: bundleBytes(manifest) },
    device: runtime.device,
    ...{ loadMs: performance.now() - start, warmUpMs, readsCandidates, inFloatReason },
    leastWork: leastWork(manifest),
  };
  if (!amounts) {
    const taken = memory(services, runtime);
    const limits = request.limits ? await limitsWithout(subject, runtime, context) : null;
    return { ...common, times: null, words: [], ...taken, gpuWork: [], limits };
  }
  const measuring: MeasureOptions = {
    amounts,
    prompt: promptIds(options),
    pixels: pixelReader(services, samples, manifest.image),
    progress: context.progress,
    signal: context.signal,
  };
  const times = await measure(subject, measuring);
  const words = await wordsOf(subject, measuring);
  const taken = memory(services, runtime);
  const gpuWork = await work(services, runtime, subject, amounts.captions);
  // Its threads end with it, and not some time after this worker, when the next one measures.
  await subject.dispose();
  return { ...common, times, words, ...taken, gpuWork, limits: null };
}

async function limitsWithout(
  subject: Subject,
  { ort, execution }: OpenRuntime,
  { progress, signal }: Context<BenchKind>,
): Promise<Limits> {
  await subject.dispose();
  progress({ stage: 'limits', done: 0, total: 1 });
  return measureLimits({ runtime: ort, execution, signal });
}

/** From nothing to a captioner that has run once, as the app loads it. */
async function load(
  services: BenchServices,
  { subject: { kind, source, backend }, oneThread = false }: BenchRequest,
  { progress, signal }: Context<BenchKind>,
): Promise<Loaded> {
  const tell = (done: number, total: number) => progress({ stage: 'load', done, total });
  tell(0, 1);
  const runtime = await services.runtimes.open(backend, { onProgress: () => {}, signal, oneThread });
  const toLoad = {
    signal,
    progress: ({ loadedBytes, totalBytes }: { loadedBytes: number; totalBytes: number }) =>
      tell(loadedBytes, totalBytes),
  };
  const bundle =
    kind === 'plain' && source.kind === 'url'
      ? await openPlain(source.url, signal)
      : await openSource(services, source, backend, toLoad);
  const options = await engineOptions(runtime, bundle, signal);
  const { source: made } = bundle.manifest;
  const check: CheckOptions = {
    verdict: services.halfVerdict(made.sha256, runtime.device, runtime.version),
    watch: (job) => onRuntime(runtime, job),
    now: () => performance.now(),
  };
  return onRuntime(runtime, async () => {
    const subject = await (kind === 'plain' ? plainSubject(options) : engineSubject(options, check));
    progress({ stage: 'warmUp', done: 0, total: 1 });
    const start = performance.now();
    await subject.warmUp(signal);
    return { subject, options, runtime, warmUpMs: performance.now() - start };
  });
}

/** A plain export is fetched anew each time: it is no model that anybody keeps. */
async function openPlain(url: string, signal: AbortSignal): Promise<Bundle> {
  const read = (name: string) => download(url + name, { signal });
  const manifest = readPlainManifest(new TextDecoder().decode(await read(MANIFEST_FILE)));
  return { manifest, read };
}

/** Reads a sample as a person's picture is read: the file is fetched beforehand, decoding it is part of the work. */
function pixelReader(
  { decodePicture }: BenchServices,
  samples: readonly string[],
  image: Subject['manifest']['image'],
): MeasureOptions['pixels'] {
  const files = new Map<string, Promise<Blob>>();
  return async (index) => {
    const url = samples[index % samples.length]!;
    const file = files.get(url) ?? fetch(url).then((response) => response.blob());
    files.set(url, file);
    const picture = await decodePicture(await file);
    try {
      return preprocess(picture, image);
    } finally {
      picture.close();
    }
  };
}

function memory(
  { wasm, gpu }: BenchServices,
  { execution }: OpenRuntime,
): Pick<BenchMeasured, 'wasmBytes' | 'gpuBytes'> {
  const gpuBytes = execution.backend === 'webgpu' && gpu ? gpu.takePeakBytes() : null;
  return { wasmBytes: wasm.bytes, gpuBytes };
}

async function work(
  { gpu }: BenchServices,
  { execution }: OpenRuntime,
  subject: Subject,
  captions: readonly number[],
): Promise<BenchMeasured['gpuWork']> {
  const counted: BenchMeasured['gpuWork'] = [];
  if (execution.backend !== 'webgpu' || !gpu) return counted;
  for (const each of captions)
    counted.push(await countWork(subject, gpu, { captions: each, steps: COUNTED_STEPS }));
  return counted;
}

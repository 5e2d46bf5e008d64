/** Answers the benchmark worker's requests: loads one captioner and times it. Each request wants a fresh worker. */
import { MANIFEST_FILE } from '../../core/manifest/manifest.ts';
import type { BenchKind, BenchMeasured, BenchRequest } from '../../core/protocol/index.ts';
import { readBaselineManifest } from '../../model-export/index.ts';
import type { Bundle, EngineOptions } from '../engine/index.ts';
import type { CheckOptions } from '../engine/parts.ts';
import type { DecodedPicture } from '../image/decode.ts';
import { preprocess } from '../image/index.ts';
import type { OpenRuntime } from '../runtime/runtimes.ts';
import { bundleBytes, engineOptions, type LoadServices, onRuntime, openSource } from '../serve/load-model.ts';
import type { Context, Handlers } from '../serve/serve.ts';
import { download } from '../storage/download.ts';
import { baselineSubject } from './baseline.ts';
import { engineSubject } from './engine-subject.ts';
import { type MeasureOptions, measureAll } from './measure.ts';
import { promptIds, type Subject } from './subject.ts';
import type { WasmMemories } from './wasm-memory.ts';

export interface BenchServices extends LoadServices {
  decodePicture: (file: Blob) => Promise<DecodedPicture>;
  wasm: WasmMemories;
}

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
  const loadMs = performance.now() - start;
  const { fp32FallbackReason, manifest } = subject;
  const pixels = pixelReader(services, samples, manifest.image);
  const measured = amounts
    ? await measureAll(subject, { amounts, prompt: promptIds(options), pixels, ...context })
    : { times: null, captions: [] };
  const model = { id: manifest.source.id, dtype: manifest.dtype, bytes: bundleBytes(manifest) };
  const { bytes: wasmBytes } = services.wasm;
  return { model, device: runtime.device, loadMs, warmUpMs, fp32FallbackReason, ...measured, wasmBytes };
}

/** A captioner that has run once, loaded as the app loads it. */
async function load(
  services: BenchServices,
  { subject: { kind, source, backend }, oneThread = false }: BenchRequest,
  { progress, signal }: Context<BenchKind>,
): Promise<Loaded> {
  const report = (done: number, total: number) => progress({ stage: 'load', done, total });
  report(0, 1);
  const runtime = await services.runtimes.open(backend, { onProgress: () => {}, signal, oneThread });
  const loading = {
    signal,
    progress: ({ loadedBytes, totalBytes }: { loadedBytes: number; totalBytes: number }) =>
      report(loadedBytes, totalBytes),
  };
  const bundle =
    kind === 'baseline' && source.kind === 'url'
      ? await openBaseline(source.url, signal)
      : await openSource(services, source, backend, loading);
  const options = await engineOptions(runtime, bundle, signal);
  const { source: origin } = bundle.manifest;
  const check: CheckOptions = {
    verdict: services.fp16Verdict(origin.sha256, runtime.device, runtime.version),
    watch: (job) => onRuntime(runtime, job),
    isSlower: false,
  };
  return onRuntime(runtime, async () => {
    const subject = await (kind === 'baseline' ? baselineSubject(options) : engineSubject(options, check));
    progress({ stage: 'warmUp', done: 0, total: 1 });
    const start = performance.now();
    await subject.warmUp(signal);
    return { subject, options, runtime, warmUpMs: performance.now() - start };
  });
}

/** A baseline export is not cached: nobody installs it. */
async function openBaseline(url: string, signal: AbortSignal): Promise<Bundle> {
  const read = (name: string) => download(url + name, { signal });
  const manifest = readBaselineManifest(new TextDecoder().decode(await read(MANIFEST_FILE)));
  return { manifest, read };
}

/** Reads samples as the app reads pictures. Files are fetched once; decoding is part of the timed work. */
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

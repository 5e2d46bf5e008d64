/** How fast this device is: what is stored of it, and what follows from that. */
import * as v from 'valibot';
import { BACKENDS, DTYPES } from '../../../../core/dtypes';
import type { Backend, ByPart, Dtype, MatmulTimes } from '../../../../core/protocol';
import { id } from '../../../store/schemas';

/** What was measured on one device. */
export interface DeviceBenchmark {
  /** The GPU's name, or the number of threads, of the model that ran then. */
  device: string;
  /** The version of onnxruntime-web. */
  runtime: string;
  /** Seconds for the captions of one picture with the demo model; null until they are measured. */
  captionSeconds: Readonly<Record<Backend, number>> | null;
  /** Null for a backend that this device does not have; absent for one that was not compared. */
  matmuls: Readonly<Partial<Record<Backend, MatmulTimes | null>>>;
}

const time = v.pipe(v.number(), v.finite(), v.gtValue(0));
const times = v.record(v.picklist(DTYPES), v.object({ picture: time, word: time }));

export const benchmarkSchema: v.GenericSchema<unknown, DeviceBenchmark> = v.object({
  device: id,
  runtime: id,
  captionSeconds: v.nullable(v.object({ webgpu: time, wasm: time })),
  matmuls: v.record(v.picklist(BACKENDS), v.nullable(times)),
});

/** One part of a benchmark. */
export type BenchmarkResult = Partial<Pick<DeviceBenchmark, 'captionSeconds' | 'matmuls'>>;

/** A laptop may have two GPUs, and a few outside. */
const MAX_DEVICES = 8;
/** The GPU leaves the processor free for other things, so the CPU must be this much faster to replace it. */
const CLEAR_GAIN = 1.2;
/** Times vary by this much from run to run, and fp16 takes half the memory. */
const CLEARLY_SLOWER = 1.1;
/** Steps of the decoder for three captions: a prompt of four tokens, and a dozen words. */
export const STEPS = 16;
/** Of BLIP's base captioner, as `CheckpointInfo.work` has it. */
export const BASE: ByPart = { picture: 42, word: 52 };

/** The benchmark of that device with this runtime. */
export function benchmarkOf(all: readonly DeviceBenchmark[], device: string): DeviceBenchmark | null {
  return all.find((each) => each.device === device && each.runtime === RUNTIME_VERSION) ?? null;
}

/** Adds a result to a device's benchmark, and drops the benchmarks of earlier runtimes. */
export function withResult(
  all: readonly DeviceBenchmark[],
  device: string,
  result: BenchmarkResult,
): DeviceBenchmark[] {
  const fresh = { device, runtime: RUNTIME_VERSION, captionSeconds: null, matmuls: {} };
  const others = all.filter((each) => each.device !== device && each.runtime === RUNTIME_VERSION);
  return [{ ...fresh, ...benchmarkOf(all, device), ...result }, ...others].slice(0, MAX_DEVICES);
}

/** The GPUs on which the CPU writes captions clearly faster. */
export function slowGpus(all: readonly DeviceBenchmark[]): string[] {
  return devicesWhere(
    all,
    ({ captionSeconds }) =>
      captionSeconds !== null && captionSeconds.webgpu > CLEAR_GAIN * captionSeconds.wasm,
  );
}

/** The GPUs on which fp16 matmuls are clearly slower than fp32 ones. */
export function slowFp16Gpus(all: readonly DeviceBenchmark[]): string[] {
  return devicesWhere(all, ({ matmuls }) => {
    const ratio = timeRatio(matmuls.webgpu ?? null, 'fp16', BASE);
    return ratio !== null && ratio > CLEARLY_SLOWER;
  });
}

function devicesWhere(
  all: readonly DeviceBenchmark[],
  condition: (benchmark: DeviceBenchmark) => boolean,
): string[] {
  return all
    .filter((each) => each.runtime === RUNTIME_VERSION && condition(each))
    .map(({ device }) => device);
}

/** Milliseconds that linear layers take of a picture with three captions. */
export function estimate(times: ByPart, work: ByPart = BASE): number {
  return work.picture * times.picture + STEPS * work.word * times.word;
}

/** The time of a picture with three captions divided by that in fp32; null where either was not measured. */
export function timeRatio(times: MatmulTimes | null, dtype: Dtype, work: ByPart): number | null {
  const [own, full] = [times?.[dtype], times?.fp32];
  return own && full ? estimate(own, work) / estimate(full, work) : null;
}

/** Dtypes that are chosen by default: 8 and 16 bits rarely change a caption, 4 bits do. */
export const ACCURATE: readonly Dtype[] = ['q8', 'fp16', 'fp32'];

/** The backend to install for, by what a base captioner would take; null where nothing was measured. */
export function fasterBackend({ matmuls }: Pick<DeviceBenchmark, 'matmuls'>): Backend | null {
  const [gpu, cpu] = [fastest(matmuls.webgpu), fastest(matmuls.wasm)];
  if (gpu === null) return cpu === null ? null : 'wasm';
  return cpu !== null && gpu > CLEAR_GAIN * cpu ? 'wasm' : 'webgpu';
}

/** How many times as fast as the CPU the GPU is; null unless both were measured. */
export function gainOfGpu({ matmuls }: Pick<DeviceBenchmark, 'matmuls'>): number | null {
  const [gpu, cpu] = [fastest(matmuls.webgpu), fastest(matmuls.wasm)];
  return gpu === null || cpu === null ? null : cpu / gpu;
}

function fastest(measured: MatmulTimes | null | undefined): number | null {
  const times = ACCURATE.flatMap((dtype) => measured?.[dtype] ?? []).map((each) => estimate(each));
  return times.length > 0 ? Math.min(...times) : null;
}

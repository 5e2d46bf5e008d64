/** How fast this device is at what models consist of: what is kept of it, and what it comes to. */
import type { Backend, ByPart, Dtype, MatmulTimes } from '../../../../core/protocol';

/** What was measured on a device. */
export interface MeasuredSpeeds {
  /** The GPU's name, or the number of threads, of the model that ran then. */
  device: string;
  /** The version of onnxruntime-web. */
  runtime: string;
  /** Null for a backend that this device does not have; absent for one that was not to be compared. */
  backends: Readonly<Partial<Record<Backend, MatmulTimes | null>>>;
}

/** So many devices are remembered: a laptop may have two GPUs, and a few outside. */
const MOST_DEVICES = 8;
/** The GPU leaves the processor free for other things: it is given up only for a clear gain. */
const CLEAR_GAIN = 1.2;
/** Steps of the decoder for three captions: a prompt of four tokens, and a dozen words. */
export const STEPS = 16;
/** Of BLIP's base captioner, as `CheckpointInfo.work` has it. */
const BASE: ByPart = { picture: 42, word: 52 };

/** What was measured on that device with this runtime. */
export function speedsOn(all: readonly MeasuredSpeeds[], device: string): MeasuredSpeeds | null {
  return all.find((speeds) => speeds.device === device && speeds.runtime === RUNTIME_VERSION) ?? null;
}

/** With others; those they replace, and those of earlier runtimes, are forgotten. */
export function withSpeeds(all: readonly MeasuredSpeeds[], speeds: MeasuredSpeeds): MeasuredSpeeds[] {
  const others = all.filter(({ device, runtime }) => device !== speeds.device && runtime === RUNTIME_VERSION);
  return [speeds, ...others].slice(0, MOST_DEVICES);
}

/** Milliseconds that linear layers take of a picture with three captions. */
export function estimate(times: ByPart, work: ByPart = BASE): number {
  return work.picture * times.picture + STEPS * work.word * times.word;
}

/** The time of a picture with three captions beside that in float32; null where it was not measured. */
export function shareOfTime(speeds: MatmulTimes | null, dtype: Dtype, work: ByPart): number | null {
  const [times, full] = [speeds?.[dtype], speeds?.fp32];
  return times && full ? estimate(times, work) / estimate(full, work) : null;
}

/**
 * What is taken without asking: 8 and 16 bits hardly change a caption. 4 bits do; they are for who asks for them, and
 * for where nothing else has room.
 */
export const ACCURATE: readonly Dtype[] = ['q8', 'fp16', 'fp32'];

/** The backend to install for, by what a base captioner would take; null where nothing was measured. */
export function fasterBackend({ backends }: MeasuredSpeeds): Backend | null {
  const [gpu, processor] = [fastest(backends.webgpu), fastest(backends.wasm)];
  if (gpu === null) return processor === null ? null : 'wasm';
  return processor !== null && gpu > CLEAR_GAIN * processor ? 'wasm' : 'webgpu';
}

/** How many times as fast the GPU is; null unless both were measured. */
export function gainOfGpu({ backends }: MeasuredSpeeds): number | null {
  const [gpu, processor] = [fastest(backends.webgpu), fastest(backends.wasm)];
  return gpu === null || processor === null ? null : processor / gpu;
}

function fastest(speeds: MatmulTimes | null | undefined): number | null {
  const times = ACCURATE.flatMap((dtype) => speeds?.[dtype] ?? []).map((each) => estimate(each));
  return times.length > 0 ? Math.min(...times) : null;
}

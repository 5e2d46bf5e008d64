import { FALLBACKS, type Fallback } from '../../core/fallbacks.ts';
import type { ErrorCode, WireError } from '../../core/protocol/index.ts';
import type { Execution } from '../engine/index.ts';

/** The GPU cannot be used. */
export class GpuUnavailable extends Error {
  override name = 'GpuUnavailable';
  readonly code: ErrorCode = 'unknown';
  constructor(
    readonly reason: Fallback,
    options?: ErrorOptions,
  ) {
    super(FALLBACKS[reason], options);
  }
}

/** The GPU is out of memory. The runtime may use buffers again that the GPU refused, so it must be replaced. */
export class GpuOutOfMemory extends GpuUnavailable {
  override name = 'GpuOutOfMemory';
  override readonly code = 'out-of-memory';
  constructor(options?: ErrorOptions) {
    super('gpu-out-of-memory', options);
  }
}

/** The part of `navigator.gpu` that is used. */
export type Gpu = Pick<GPU, 'requestAdapter'>;

const WANTED_FEATURES: GPUFeatureName[] = ['shader-f16', 'subgroups', 'timestamp-query'];

/**
 * onnxruntime's kernels support subgroups of 8 and more. With SwiftShader's subgroups of 4, attention over more than 32
 * tokens is wrong by a sixth of the values' range; without subgroups it is exact.
 */
const MIN_SUBGROUP_SIZE = 8;

const FASTEST: GPURequestAdapterOptions = { powerPreference: 'high-performance' };

/** A GPU as the browser describes it. */
export interface GpuKind {
  name: string;
  /** A software rasteriser: the CPU does the work. */
  imitated: boolean;
}

/** The GPU that `requestGpu` would open; null without a GPU. */
export async function describeGpu(gpu: Gpu | undefined): Promise<GpuKind | null> {
  const adapter = await gpu?.requestAdapter(FASTEST);
  return adapter ? { name: nameOf(adapter.info), imitated: isImitated(adapter) } : null;
}

/** Not every browser has the flag, and browsers take some software drivers of Linux for a GPU. */
function isImitated({ info }: GPUAdapter): boolean {
  return info?.isFallbackAdapter === true || /swiftshader|llvmpipe|lavapipe/i.test(nameOf(info));
}

/**
 * Opens the fastest GPU with all its limits and the features that onnxruntime can use: a device has only what it is
 * created with.
 *
 * @throws {GpuUnavailable}
 */
export async function requestGpu(gpu: Gpu | undefined): Promise<{ device: GPUDevice; name: string }> {
  if (!gpu) throw new GpuUnavailable('no-webgpu');
  const adapter = await gpu.requestAdapter(FASTEST);
  if (!adapter) throw new GpuUnavailable('no-gpu');
  return { device: await requestDevice(adapter), name: nameOf(adapter.info) };
}

async function requestDevice(adapter: GPUAdapter): Promise<GPUDevice> {
  try {
    return await adapter.requestDevice({
      requiredFeatures: WANTED_FEATURES.filter((feature) => isUsable(adapter, feature)),
      requiredLimits: allLimits(adapter.limits),
    });
  } catch (cause) {
    throw new GpuUnavailable('gpu-not-opened', { cause });
  }
}

function isUsable({ features, info }: GPUAdapter, feature: GPUFeatureName): boolean {
  if (!features.has(feature)) return false;
  return feature !== 'subgroups' || (info?.subgroupMinSize ?? 0) >= MIN_SUBGROUP_SIZE;
}

/** The limits are getters of the prototype, which a spread would miss. */
function allLimits(limits: GPUSupportedLimits): Record<string, number> {
  const all: Record<string, number> = {};
  for (const name in limits) {
    const value: unknown = Reflect.get(limits, name);
    if (typeof value === 'number') all[name] = value;
  }
  return all;
}

/** Not every browser fills every field; the description is the most readable. Safari 26.0 fills none. */
function nameOf(info: GPUAdapterInfo | undefined): string {
  const name = info?.description || [info?.vendor, info?.architecture].filter(Boolean).join(' ');
  return name || 'GPU';
}

const ERROR_KINDS = ['out-of-memory', 'internal', 'validation'] as const satisfies GPUErrorFilter[];

/**
 * Runs a job and throws the errors that the GPU reports about it: the runtime does not check for them, and returns wrong
 * results where, say, a shader could not be compiled.
 */
export async function watchGpu<T>(device: GPUDevice, job: () => Promise<T>): Promise<T> {
  for (const kind of ERROR_KINDS) device.pushErrorScope(kind);
  const [outcome] = await Promise.allSettled([job()]);
  const errors = await Promise.all(ERROR_KINDS.map(() => device.popErrorScope()));
  // The last scope that was opened is the first to be closed.
  const [, , outOfMemory] = errors;
  if (outOfMemory) throw new GpuOutOfMemory({ cause: outOfMemory.message });
  if (outcome.status === 'rejected') throw outcome.reason;
  const error = errors.find((each) => each !== null);
  if (error) throw new GpuUnavailable('gpu-failed', { cause: error.message });
  return outcome.value;
}

/** Resolves when the GPU has finished its work; on the CPU at once. */
export async function workDone(execution: Execution): Promise<void> {
  if (execution.backend === 'webgpu') await execution.device.queue.onSubmittedWorkDone();
}

/**
 * Reports when the device is lost, unless it was destroyed on purpose, and when it has an error that `watchGpu` did not
 * catch, after which all results are wrong. Reports only the first error: the others are its consequences.
 */
export function onDeviceLost(
  device: Pick<GPUDevice, 'lost' | 'addEventListener'>,
  report: (error: WireError) => void,
): void {
  let reported = false;
  const reportOnce = (error: WireError) => {
    if (!reported) report(error);
    reported = true;
  };
  void device.lost.then(({ reason, message }) => {
    if (reason !== 'destroyed')
      reportOnce({ code: 'gpu-lost', message: 'The GPU stopped working.', detail: message });
  });
  device.addEventListener('uncapturederror', ({ error }) => reportOnce(asWire(error)));
}

const USED_UP = 'The GPU ran out of memory. Close other tabs, or choose a smaller model.';

function asWire(error: GPUError): WireError {
  const detail = error.message;
  return error instanceof GPUOutOfMemoryError
    ? { code: 'out-of-memory', message: USED_UP, detail }
    : { code: 'gpu-lost', message: 'The GPU made a mistake, and what it computed is wrong.', detail };
}

import type { ErrorCode, WireError } from '../../core/protocol/index.ts';
import type { Execution } from '../engine/index.ts';

/** The GPU cannot be used here; the message says why, in words for a person. */
export class GpuUnavailable extends Error {
  override name = 'GpuUnavailable';
  readonly code: ErrorCode = 'unknown';
}

/** The GPU has no room. Buffers that it refused may be used again by the runtime, which is to be replaced. */
export class GpuOutOfMemory extends GpuUnavailable {
  override name = 'GpuOutOfMemory';
  override readonly code = 'out-of-memory';
}

/** As much of `navigator.gpu` as is used. */
export type Gpu = Pick<GPU, 'requestAdapter'>;

const WANTED_FEATURES: GPUFeatureName[] = ['shader-f16', 'subgroups', 'timestamp-query'];

/**
 * onnxruntime's kernels have cases for subgroups of 8 and more. With those of 4 that SwiftShader has, its attention
 * over more than 32 tokens is wrong by a sixth of the values' range; without subgroups it is exact.
 */
const SMALLEST_SUBGROUP = 8;

const FASTEST: GPURequestAdapterOptions = { powerPreference: 'high-performance' };

/** A GPU as the browser tells of it. */
export interface GpuKind {
  name: string;
  /** It is no GPU: the processor computes what a GPU would. */
  imitated: boolean;
}

/** The GPU that `requestGpu` would open; null where there is none. */
export async function describeGpu(gpu: Gpu | undefined): Promise<GpuKind | null> {
  const adapter = await gpu?.requestAdapter(FASTEST);
  return adapter ? { name: nameOf(adapter.info), imitated: isImitated(adapter) } : null;
}

/** Not every browser has the flag, and Linux has drivers that browsers take for a GPU. */
function isImitated({ info }: GPUAdapter): boolean {
  return info?.isFallbackAdapter === true || /swiftshader|llvmpipe|lavapipe/i.test(nameOf(info));
}

/**
 * The fastest GPU with all that it offers and onnxruntime can use, which is only what the device was created with.
 * Throws `GpuUnavailable`.
 */
export async function requestGpu(gpu: Gpu | undefined): Promise<{ device: GPUDevice; name: string }> {
  if (!gpu) throw new GpuUnavailable('This browser has no WebGPU.');
  const adapter = await gpu.requestAdapter(FASTEST);
  if (!adapter) throw new GpuUnavailable('The browser offers no GPU on this device.');
  return { device: await requestDevice(adapter), name: nameOf(adapter.info) };
}

async function requestDevice(adapter: GPUAdapter): Promise<GPUDevice> {
  try {
    return await adapter.requestDevice({
      requiredFeatures: WANTED_FEATURES.filter((feature) => isUsable(adapter, feature)),
      requiredLimits: allLimits(adapter.limits),
    });
  } catch (cause) {
    throw new GpuUnavailable('The GPU could not be opened.', { cause });
  }
}

function isUsable({ features, info }: GPUAdapter, feature: GPUFeatureName): boolean {
  if (!features.has(feature)) return false;
  return feature !== 'subgroups' || (info?.subgroupMinSize ?? 0) >= SMALLEST_SUBGROUP;
}

/** The limits are getters of the object's prototype, which spreading would miss. */
function allLimits(limits: GPUSupportedLimits): Record<string, number> {
  const all: Record<string, number> = {};
  for (const name in limits) {
    const value: unknown = Reflect.get(limits, name);
    if (typeof value === 'number') all[name] = value;
  }
  return all;
}

/** Browsers tell as much as they like; the description is the most readable. Safari 26.0 tells nothing at all. */
function nameOf(info: GPUAdapterInfo | undefined): string {
  const name = info?.description || [info?.vendor, info?.architecture].filter(Boolean).join(' ');
  return name || 'GPU';
}

const NO_ROOM = 'The GPU has too little memory for this model.';

const ERROR_KINDS = ['out-of-memory', 'internal', 'validation'] as const satisfies GPUErrorFilter[];

/**
 * Runs a job and throws what the GPU reports about it: the runtime checks nothing while it works, and would give
 * wrong results where, say, a shader could not be compiled.
 */
export async function watchGpu<T>(device: GPUDevice, job: () => Promise<T>): Promise<T> {
  for (const kind of ERROR_KINDS) device.pushErrorScope(kind);
  const [outcome] = await Promise.allSettled([job()]);
  const errors = await Promise.all(ERROR_KINDS.map(() => device.popErrorScope()));
  // The last scope that was opened is the first to be closed.
  const [, , outOfMemory] = errors;
  if (outOfMemory) throw new GpuOutOfMemory(NO_ROOM, { cause: outOfMemory.message });
  if (outcome.status === 'rejected') throw outcome.reason;
  const error = errors.find((each) => each !== null);
  if (error) throw new GpuUnavailable('The GPU could not run this model.', { cause: error.message });
  return outcome.value;
}

/** Resolves when the GPU has done what it was given; where there is none, the work is done already. */
export async function workDone(execution: Execution): Promise<void> {
  if (execution.backend === 'webgpu') await execution.device.queue.onSubmittedWorkDone();
}

/**
 * Tells when the device is lost, unless it was destroyed on purpose, and when it reports an error that `watchGpu` did
 * not hear: whatever is computed from then on is wrong. Tells once; what comes after it follows from it.
 */
export function onDeviceLost(
  device: Pick<GPUDevice, 'lost' | 'addEventListener'>,
  tell: (error: WireError) => void,
): void {
  let told = false;
  const tellOnce = (error: WireError) => {
    if (!told) tell(error);
    told = true;
  };
  void device.lost.then(({ reason, message }) => {
    if (reason !== 'destroyed')
      tellOnce({ code: 'gpu-lost', message: 'The GPU stopped working.', detail: message });
  });
  device.addEventListener('uncapturederror', ({ error }) => tellOnce(asWire(error)));
}

const USED_UP = 'The GPU ran out of memory. Close other tabs, or choose a smaller model.';

function asWire(error: GPUError): WireError {
  const detail = error.message;
  return error instanceof GPUOutOfMemoryError
    ? { code: 'out-of-memory', message: USED_UP, detail }
    : { code: 'gpu-lost', message: 'The GPU made a mistake, and what it computed is wrong.', detail };
}

import type { Backend, InstalledBundle } from '../../../../core/protocol';
import { chosenBackend, type ModelState } from '../active/model.slice';
import type { DeviceProfile } from '../install/dtypes';
import type { LibraryState } from '../library/library.slice';
import { captionerAmong } from '../library/uses';
import { benchmarkOf, type DeviceBenchmark, fasterBackend } from './benchmark';
import type { BenchmarkState } from './benchmark.slice';

type Known = Pick<ModelState, 'model' | 'backendChoice' | 'backendOverride' | 'activeCaptioner'> &
  Pick<LibraryState, 'library' | 'hasFp16'> &
  Pick<BenchmarkState, 'deviceBenchmarks'>;

/**
 * The device that models are made ready for. `target` is by default the chosen backend, else the one that was measured
 * to be faster, else the one in use, or the one that will be.
 */
export function deviceProfileOf(state: Known, target: Backend = targetOf(state)): DeviceProfile {
  const matmuls = benchmarkHere(state)?.matmuls[target] ?? null;
  return { target, hasFp16: state.hasFp16, freeBytes: freeBytes(state), matmuls };
}

/** The benchmark of the device in use. */
export function benchmarkHere({
  model,
  deviceBenchmarks,
}: Pick<Known, 'model' | 'deviceBenchmarks'>): DeviceBenchmark | null {
  return model && benchmarkOf(deviceBenchmarks, model.slowGpu ?? model.device);
}

function targetOf(state: Known): Backend {
  const benchmark = chosenBackend(state) === 'auto' ? benchmarkHere(state) : null;
  return (benchmark && fasterBackend(benchmark)) ?? backendOf(state);
}

/**
 * A model that was made for the CPU runs there on any device, so it does not decide. Nor does a GPU that was slower
 * with the demo model: that model is small, and larger ones are what GPUs are for.
 */
function backendOf(state: Known): Backend {
  const { model, library } = state;
  const captioner = captionerAmong(library?.bundles ?? [], state);
  if (model && (!captioner || captioner.target === 'webgpu')) return model.slowGpu ? 'webgpu' : model.backend;
  const choice = chosenBackend(state);
  if (choice !== 'auto') return choice;
  return 'gpu' in navigator ? 'webgpu' : 'wasm';
}

/** Bytes that the browser still allows; null where it does not report them. */
export function freeBytes({ library }: Pick<LibraryState, 'library'>): number | null {
  const { usageBytes, quotaBytes } = library ?? { usageBytes: null, quotaBytes: null };
  return usageBytes === null || quotaBytes === null ? null : Math.max(0, quotaBytes - usageBytes);
}

export const TARGET_NAMES: Readonly<Record<InstalledBundle['target'], string>> = {
  webgpu: 'the GPU',
  wasm: 'the CPU',
  node: 'the command line',
};

import type { Backend } from '../../../../core/protocol';
import type { State } from '../../../store/app-state';
import { chosenBackend } from '../active/model.selectors';
import type { DeviceProfile } from '../install/dtypes';
import { captionerAmong } from '../library/uses';
import { benchmarkOf, type DeviceBenchmark, fasterBackend } from './benchmark';

type Known = Pick<State, 'model' | 'library' | 'benchmark'>;

/**
 * The device that models are made ready for. `target` is by default the chosen backend, else the one that was measured
 * to be faster, else the one in use, or the one that will be.
 */
export function deviceProfileOf(state: Known, target: Backend = targetOf(state)): DeviceProfile {
  const matmuls = benchmarkHere(state)?.matmuls[target] ?? null;
  return { target, hasFp16: state.library.hasFp16, freeBytes: freeBytes(state), matmuls };
}

/** The benchmark of the device in use. */
export function benchmarkHere({
  model,
  benchmark,
}: Pick<Known, 'model' | 'benchmark'>): DeviceBenchmark | null {
  const { loaded } = model;
  return loaded && benchmarkOf(benchmark.devices, loaded.slowGpu ?? loaded.device);
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
  const { loaded } = state.model;
  const captioner = captionerAmong(state.library.contents?.bundles ?? [], state);
  if (loaded && (!captioner || captioner.target === 'webgpu'))
    return loaded.slowGpu ? 'webgpu' : loaded.backend;
  const choice = chosenBackend(state);
  if (choice !== 'auto') return choice;
  return 'gpu' in navigator ? 'webgpu' : 'wasm';
}

/** Bytes that the browser still allows; null where it does not report them. */
export function freeBytes({ library }: Pick<State, 'library'>): number | null {
  const { usageBytes, quotaBytes } = library.contents ?? { usageBytes: null, quotaBytes: null };
  return usageBytes === null || quotaBytes === null ? null : Math.max(0, quotaBytes - usageBytes);
}

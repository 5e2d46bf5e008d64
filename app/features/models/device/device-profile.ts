import type { Backend, InstalledBundle } from '../../../../core/protocol';
import { chosenBackend, type ModelState } from '../active/model.slice';
import type { DeviceProfile } from '../install/dtypes';
import type { LibraryState } from '../library/library.slice';
import { captionerAmong } from '../library/uses';
import { fasterBackend, type MeasuredSpeeds, speedsOn } from './speeds';
import type { SpeedsState } from './speeds.slice';

type Known = Pick<ModelState, 'model' | 'backendChoice' | 'backendOverride' | 'activeCaptioner'> &
  Pick<LibraryState, 'library' | 'hasFp16'> &
  Pick<SpeedsState, 'speeds'>;

/**
 * The profile that models are made ready for: what was chosen, else the backend that was measured to be faster, else
 * the one in use, or the one that will be.
 */
export function deviceProfileOf(state: Known, target: Backend = targetOf(state)): DeviceProfile {
  const speeds = measuredHere(state)?.backends[target] ?? null;
  return { target, hasFp16: state.hasFp16, freeBytes: freeBytes(state), speeds };
}

/** What was measured on the device in use. */
export function measuredHere({ model, speeds }: Pick<Known, 'model' | 'speeds'>): MeasuredSpeeds | null {
  return model && speedsOn(speeds, model.slowGpu ?? model.device);
}

function targetOf(state: Known): Backend {
  const measured = chosenBackend(state) === 'auto' ? measuredHere(state) : null;
  return (measured && fasterBackend(measured)) ?? backendOf(state);
}

/**
 * A model that was made for the CPU runs there whatever there is, and tells nothing of the profile. Nor does a GPU that
 * was slower at the demo model: that one is small, and those to be installed are what GPUs are for.
 */
function backendOf(state: Known): Backend {
  const { model, library } = state;
  const captioner = captionerAmong(library?.bundles ?? [], state);
  if (model && (!captioner || captioner.target === 'webgpu')) return model.slowGpu ? 'webgpu' : model.backend;
  const choice = chosenBackend(state);
  if (choice !== 'auto') return choice;
  return 'gpu' in navigator ? 'webgpu' : 'wasm';
}

/** Bytes that the browser still allows; null where it does not tell. */
export function freeBytes({ library }: Pick<LibraryState, 'library'>): number | null {
  const { usageBytes, quotaBytes } = library ?? { usageBytes: null, quotaBytes: null };
  return usageBytes === null || quotaBytes === null ? null : Math.max(0, quotaBytes - usageBytes);
}

export const TARGET_NAMES: Readonly<Record<InstalledBundle['target'], string>> = {
  webgpu: 'the GPU',
  wasm: 'the CPU',
  node: 'the command line',
};

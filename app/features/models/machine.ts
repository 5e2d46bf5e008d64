import type { Backend, InstalledBundle } from '../../../workers/protocol';
import type { ModelState } from '../model/model.slice';
import type { Machine } from './dtypes';
import type { LibraryState } from './library.slice';
import { captionerAmong } from './uses';

type Known = Pick<ModelState, 'model' | 'backendChoice' | 'backendOverride' | 'activeCaptioner'> &
  Pick<LibraryState, 'library' | 'halfPrecision'>;

/** The machine that models are made ready for: the backend in use, or the one that will be. */
export function machineOf(state: Known): Machine {
  const { halfPrecision } = state;
  return { target: backendOf(state), halfPrecision, freeBytes: freeBytes(state) };
}

/**
 * A model that was made for the CPU runs there whatever there is, and tells nothing of the machine. Nor does a GPU that
 * was slower at the demo model: that one is small, and those to be installed are what GPUs are for.
 */
function backendOf(state: Known): Backend {
  const { model, library } = state;
  const captioner = captionerAmong(library?.bundles ?? [], state);
  if (model && (!captioner || captioner.target === 'webgpu')) return model.slowGpu ? 'webgpu' : model.backend;
  const choice = state.backendOverride ?? state.backendChoice;
  if (choice !== 'auto') return choice;
  return 'gpu' in navigator ? 'webgpu' : 'wasm';
}

/** Bytes that the browser still allows; null where it does not tell. */
export function freeBytes({ library }: Pick<LibraryState, 'library'>): number | null {
  const { usageBytes, quotaBytes } = library ?? { usageBytes: null, quotaBytes: null };
  return usageBytes === null || quotaBytes === null ? null : Math.max(0, quotaBytes - usageBytes);
}

export const MACHINE_NAMES: Readonly<Record<InstalledBundle['target'], string>> = {
  webgpu: 'the GPU',
  wasm: 'the CPU',
  node: 'the command line',
};

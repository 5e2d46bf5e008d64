import type { LoadedModel, LoadRequest, ModelSource } from '../../core/protocol/index.ts';
import type { LoadServices } from './load-model.ts';

/** Where a model runs, and why not on the GPU. */
export type BackendChoice = Pick<LoadedModel, 'backend' | 'fallbacks' | 'slowGpu'>;

/** Chooses the backend for a request, before any runtime is loaded. @throws what opening the bundle throws. */
export async function chooseBackend(
  services: LoadServices,
  { backend, source, slowGpus = [] }: LoadRequest,
  signal: AbortSignal,
): Promise<BackendChoice> {
  const onCpu = { backend: 'wasm', fallbacks: [], slowGpu: null } as const;
  if (backend === 'wasm') return onCpu;
  if (await madeForCpu(services, source, signal)) {
    return backend === 'webgpu' ? { ...onCpu, fallbacks: ['made-for-cpu'] } : onCpu;
  }
  const gpu = backend === 'auto' ? await services.runtimes.gpu() : null;
  if (gpu?.imitated) return { ...onCpu, fallbacks: ['gpu-imitated'] };
  if (gpu && slowGpus.includes(gpu.name)) return { ...onCpu, slowGpu: gpu.name };
  return { ...onCpu, backend: 'webgpu' };
}

/** An installed bundle has one target; a folder has a bundle for each. */
async function madeForCpu(
  { openInstalledBundle }: LoadServices,
  source: ModelSource,
  signal: AbortSignal,
): Promise<boolean> {
  if (source.kind === 'url') return false;
  const { manifest } = await openInstalledBundle(source.key, { signal });
  return manifest.target !== 'webgpu';
}

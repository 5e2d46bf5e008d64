import type { LoadedModel } from '../../../../core/protocol';
import type { State } from '../../../store/app-state';
import type { ModelChoice } from './choice';

/** `blipscope/demo` is the model that comes with the app. */
export const DEMO_ID = 'blipscope/demo';

/** A model as a person calls it. */
export function modelName({ id }: Pick<LoadedModel, 'id'>): string {
  return id === DEMO_ID ? 'Demo model' : (id.split('/').at(-1) ?? id);
}

/** A chosen model inside a sentence, loaded or not. */
export function choiceName({ library }: Pick<State, 'library'>, choice: ModelChoice): string {
  if (choice.kind === 'demo') return 'the demo model';
  const bundle = library.contents?.bundles.find(({ key }) => key === choice.key);
  return bundle ? modelName(bundle) : 'the model';
}

/** What runs it: the GPU's name, or the processor and how. */
export function deviceName({ backend, device }: Pick<LoadedModel, 'backend' | 'device'>): string {
  return backend === 'webgpu' ? `GPU, ${device || 'WebGPU'}` : `CPU (WASM), ${device}`;
}

/** Bytes in the unit a download is told in. */
export function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

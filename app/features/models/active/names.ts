import type { LoadedModel } from '../../../../core/protocol';
import type { Messages } from '../../../i18n/messages';
import type { State } from '../../../store/app-state';
import { shortName } from '../install/wanted';
import type { ModelChoice } from './choice';

/** `blipscope/demo` is the model that comes with the app. */
export const DEMO_ID = 'blipscope/demo';

/** A model as a person calls it. */
export function modelName({ models }: Messages, { id }: Pick<LoadedModel, 'id'>): string {
  return id === DEMO_ID ? models.demo : shortName(id);
}

/** A chosen model inside a sentence, loaded or not. */
export function choiceName(
  { library, language }: Pick<State, 'library' | 'language'>,
  choice: ModelChoice,
): string {
  const { messages } = language;
  if (choice.kind === 'demo') return messages.models.demoInSentence;
  const bundle = library.contents?.bundles.find(({ key }) => key === choice.key);
  return bundle ? modelName(messages, bundle) : messages.models.modelInSentence;
}

/** What runs it: the GPU's name, or the processor and how. */
export function deviceName(
  { models }: Messages,
  { backend, device }: Pick<LoadedModel, 'backend' | 'device'>,
): string {
  return backend === 'webgpu'
    ? models.device.webgpu({ device: device || 'WebGPU' })
    : models.device.wasm({ threads: Number.parseInt(device, 10) });
}

import { excerpt, unsupportedFile } from '../errors.ts';
import { SAVE_AGAIN } from './formats.ts';
import { kindOf, PickledTensor, type PickleValue } from './values.ts';

/** BLIP and LAVIS save under `model`, Lightning under `state_dict`, DeepSpeed under `module`. */
const WRAPPERS = ['model', 'state_dict', 'module'];

type Dict = Map<PickleValue, PickleValue>;

/**
 * The named tensors of a file, by the rule of `readPyTorch`.
 * @throws {CheckpointError} ('unsupported-file') if there are none or one has no name
 */
export function stateDict(root: PickleValue, file: string): [string, PickledTensor][] {
  if (!(root instanceof Map)) throw noStateDict(`it holds ${kindOf(root)}`, file);
  const dict = [...WRAPPERS.map((key) => root.get(key)), root].find(holdsTensors);
  if (!dict) {
    const keys = [...root.keys()]
      .slice(0, 5)
      .map((key) => (typeof key === 'string' ? excerpt(key) : kindOf(key)));
    throw noStateDict(`its top level has ${keys.length > 0 ? keys.join(', ') : 'nothing'}`, file);
  }
  return [...dict].flatMap(([name, value]) =>
    value instanceof PickledTensor ? [named(name, value, file)] : [],
  );
}

function holdsTensors(value: PickleValue | undefined): value is Dict {
  return value instanceof Map && [...value.values()].some((item) => item instanceof PickledTensor);
}

function named(name: PickleValue, tensor: PickledTensor, file: string): [string, PickledTensor] {
  if (typeof name === 'string') return [name, tensor];
  throw unsupportedFile(
    file,
    `in its state dict, a tensor is called by ${kindOf(name)} and not by a text`,
    'Save the tensors by name: torch.save(model.state_dict(), file).',
  );
}

function noStateDict(what: string, file: string) {
  return unsupportedFile(file, `it has no state dict, ${what}`, SAVE_AGAIN);
}

import { excerpt, unsupportedFile } from '../errors.ts';
import { SAVE_AGAIN } from './formats.ts';
import { unknownGlobal } from './globals.ts';
import { kindOf, PickledTensor, type PickleValue, Skipped } from './values.ts';

/** BLIP and LAVIS save under `model`, Lightning under `state_dict`, DeepSpeed under `module`, and others under the rest. */
const WRAPPERS = ['model', 'state_dict', 'module', 'model_state_dict', 'model_state', 'weights'];
/** Such as `checkpoint["model"]["state_dict"]`. */
const MAX_DEPTH = 3;

type Dict = Map<PickleValue, PickleValue>;

/**
 * The named tensors of a file, by the rule of `readPyTorch`.
 * @throws {CheckpointError} ('unsupported-file') if there are none or one has no name
 */
export function stateDict(root: PickleValue, file: string): [string, PickledTensor][] {
  if (root instanceof Skipped && root.isUnknown) throw unknownGlobal(root.name, file);
  if (!(root instanceof Map)) throw noStateDict(`it holds ${kindOf(root)}`, file);
  const dict = find(root, MAX_DEPTH);
  if (!dict) {
    const keys = [...root.keys()]
      .slice(0, 5)
      .map((key) => (typeof key === 'string' ? excerpt(key) : kindOf(key)));
    throw noStateDict(`its top level has ${keys.length > 0 ? keys.join(', ') : 'nothing'}`, file);
  }
  return [...dict].flatMap(([name, value]) => {
    if (value instanceof PickledTensor) return [named(name, value, file)];
    // A weight that is an object of a class that is not read, such as a tensor of another library.
    if (value instanceof Skipped && value.isUnknown && String(name).includes('.'))
      throw unknownGlobal(value.name, file);
    return [];
  });
}

function find(dict: Dict, depth: number): Dict | undefined {
  for (const key of depth > 0 ? WRAPPERS : []) {
    const inner = dict.get(key);
    const found = inner instanceof Map ? find(inner, depth - 1) : undefined;
    if (found) return found;
  }
  return holdsTensors(dict) ? dict : undefined;
}

function holdsTensors(dict: Dict): boolean {
  return [...dict.values()].some((item) => item instanceof PickledTensor);
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

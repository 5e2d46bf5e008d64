/**
 * Names of tensors as training leaves them: the model is an attribute of something else, and wrappers add parts of
 * their own. Both are removed, so that names begin as BLIP's do.
 */
import { CheckpointError, excerpt } from './errors.ts';
import type { StoredTensor } from './safetensors.ts';

/** Of DataParallel, `torch.compile`, FSDP and activation checkpointing; no part of BLIP is called so. */
const WRAPPER = /(^|\.)(?:module|_orig_mod|_fsdp_wrapped_module|_checkpoint_wrapped_module)\./g;
/** One tensor that every BLIP has; what precedes its name is the attribute that the model was (`model.` in Lightning). */
const ANCHOR = /^(.*\.)?(?:vision_model\.embeddings\.class_embedding|visual_encoder\.cls_token)$/;

/**
 * Removes wrappers' parts and the common beginning from all names.
 * @throws {CheckpointError} for several models in one file, and for an adapter
 */
export function unwrapNames(tensors: readonly StoredTensor[], file: string): StoredTensor[] {
  refuseAdapter(tensors.map(({ name }) => name));
  const unwrapped = tensors.map((tensor) => ({ ...tensor, name: withoutWrappers(tensor.name) }));
  const prefix = prefixOf(unwrapped, file);
  const renamed = unwrapped.map((tensor) =>
    tensor.name.startsWith(prefix) ? { ...tensor, name: tensor.name.slice(prefix.length) } : tensor,
  );
  const names = new Set(renamed.map(({ name }) => name));
  if (names.size < renamed.length) throw severalModels(file, 'with and without a wrapper');
  return renamed;
}

function withoutWrappers(name: string): string {
  let [before, after] = ['', name];
  while (after !== before) [before, after] = [after, after.replace(WRAPPER, '$1')];
  return after;
}

function prefixOf(tensors: readonly StoredTensor[], file: string): string {
  const prefixes = tensors.flatMap(({ name }) => {
    const match = ANCHOR.exec(name);
    return match ? [match[1] ?? ''] : [];
  });
  const [prefix = '', other] = new Set(prefixes);
  if (other === undefined || prefix === '') return prefix;
  throw severalModels(file, `under "${excerpt(prefix)}" and "${excerpt(other)}"`);
}

function severalModels(file: string, where: string): CheckpointError {
  return new CheckpointError(
    'unsupported-model',
    `${file} holds more than one model, ${where}. Save the state dict of the one to convert.`,
  );
}

const ADAPTER =
  /\.lora_(?:A|B|embedding_A|embedding_B|magnitude_vector)\.|\.base_layer\.|^base_model\.model\..*\.modules_to_save\./;

function refuseAdapter(names: readonly string[]): void {
  if (names.some((name) => ADAPTER.test(name))) throw adapter();
}

/** Also for the files by which `peft` saves one. */
export function adapter(): CheckpointError {
  return new CheckpointError(
    'unsupported-model',
    'This is an adapter (LoRA or another of peft), not a model. Load it in Python with its base model, merge the two with merge_and_unload(), save the result with save_pretrained, and convert that.',
  );
}

const NLVR = /\.crossattention\.(?:self|output)[01]\.|^cls_head\./;

/** @throws {CheckpointError} for the BLIP that compares two pictures, which shares most names with the others */
export function refuseNlvr(tensors: readonly StoredTensor[]): void {
  if (!tensors.some(({ name }) => NLVR.test(name))) return;
  throw new CheckpointError(
    'unsupported-model',
    'This is the BLIP for NLVR2, which compares two pictures. Blipscope runs captioners, matchers and question answerers of one picture: choose another checkpoint.',
  );
}

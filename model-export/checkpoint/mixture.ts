/**
 * A captioner and a matcher that share a vision tower. In the original pre-training files both are in one file
 * (salesforce/BLIP `models/blip_pretrain.py`), with shared tensors under both names. In the hub's layout the
 * captioner is the checkpoint, and its sub-folder `matcher/` holds the matcher's config.json and the tensors that the
 * captioner lacks: a tensor that is missing there is the captioner's tensor of the same name, or, in the text tower,
 * the decoder's, because BLIP shares all of it except self-attention.
 */
import type { CheckpointFiles } from '../io/byte-source.ts';
import { type BlipConfig, parseConfig } from './config.ts';
import { CheckpointError } from './errors.ts';
import { MODEL_CLASS } from './infer-config.ts';
import type { Checkpoint } from './open.ts';
import { readSafetensors, type StoredTensor, sameBytes } from './safetensors.ts';
import { readTextFile } from './text-file.ts';
import type { Weights } from './weights.ts';
import { unwrapNames } from './wrappers.ts';

export const MATCHER_FOLDER = 'matcher';
const CONFIG = `${MATCHER_FOLDER}/config.json`;
const WEIGHTS = `${MATCHER_FOLDER}/model.safetensors`;
/** Its files. */
export const MATCHER_FILES: readonly string[] = [CONFIG, WEIGHTS];

const ENCODER = 'text_encoder.';
const DECODER = 'text_decoder.bert.';

export function hasMatcherFolder(files: CheckpointFiles): boolean {
  return files.list().includes(CONFIG);
}

/**
 * Adds the matcher's tensors to the captioner's checkpoint.
 * @throws {CheckpointError} if they do not fit together
 */
export async function withMatcher(files: CheckpointFiles, captioner: Checkpoint): Promise<Checkpoint> {
  if (!files.list().includes(WEIGHTS)) {
    throw new CheckpointError('missing-file', `There is a ${CONFIG} and no ${WEIGHTS}.`);
  }
  const matcher = parseConfig(await readTextFile(files, CONFIG));
  const config = mixtureConfig(captioner.config, matcher);
  const stored = unwrapNames(await readSafetensors(await files.open(WEIGHTS), WEIGHTS), WEIGHTS);
  return {
    ...captioner,
    config,
    tensors: await mergeTensors(captioner.tensors, stored),
    weightFiles: [...captioner.weightFiles, WEIGHTS],
  };
}

function mixtureConfig(captioner: BlipConfig, matcher: BlipConfig): BlipConfig {
  if (captioner.kind !== 'captioner' || matcher.kind !== 'retrieval') {
    throw new CheckpointError(
      'unsupported-model',
      `${CONFIG} is of a ${matcher.architecture.model} next to a ${captioner.architecture.model}; a ${MODEL_CLASS.retrieval} next to a ${MODEL_CLASS.captioner} can be one model.`,
    );
  }
  const { vision, text } = captioner.architecture;
  for (const [tower, own, other] of [
    ['vision', vision, matcher.architecture.vision],
    ['text', text, matcher.architecture.text],
  ] as const) {
    if (JSON.stringify(own) === JSON.stringify(other)) continue;
    throw new CheckpointError(
      'unsupported-model',
      `${CONFIG} describes another ${tower} tower than config.json. Convert captioner and matcher each by itself.`,
    );
  }
  const architecture = { ...captioner.architecture, model: MODEL_CLASS.mixture };
  return { ...captioner, kind: 'mixture', architecture, projectionSize: matcher.projectionSize };
}

/** Merges both lists. A tensor that is in both files must be identical. */
async function mergeTensors(
  captioner: readonly StoredTensor[],
  matcher: readonly StoredTensor[],
): Promise<StoredTensor[]> {
  const known = new Map(captioner.map((tensor) => [tensor.name, tensor]));
  const added: StoredTensor[] = [];
  for (const tensor of matcher) {
    const twin = known.get(tensor.name);
    if (!twin) added.push(tensor);
    else if (!(await sameBytes(twin, tensor))) {
      throw new CheckpointError(
        'unsupported-model',
        `${WEIGHTS} has another "${tensor.name}" than the captioner. Convert captioner and matcher each by itself.`,
      );
    }
  }
  return [...captioner, ...added];
}

export type IsShared = (weights: Weights, key: string, twin: string) => boolean | Promise<boolean>;

/** Aliases each tensor that the matcher's text tower shares with the captioner's. */
export async function shareTextTower(
  weights: Weights,
  isShared: IsShared = (_, key, twin) => weights.same(key, twin),
): Promise<void> {
  for (const key of weights.keys()) {
    if (!key.startsWith(DECODER)) continue;
    const twin = ENCODER + key.slice(DECODER.length);
    if (!weights.has(twin) || (await isShared(weights, key, twin))) weights.alias(twin, key);
  }
}

/**
 * Whether both towers project the picture to the same keys and values in every layer. Call it after `shareTextTower`.
 */
export function sharesKeysValues(weights: Weights): boolean {
  const pattern = /^text_decoder\.bert\.(.+\.crossattention\.self\.(?:key|value)\..+)$/;
  return weights.keys().every((key) => {
    const name = pattern.exec(key)?.[1];
    return name === undefined || weights.standsFor(ENCODER + name) === key;
  });
}

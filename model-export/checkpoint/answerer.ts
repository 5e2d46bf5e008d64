/**
 * A question answerer beside a captioner, with one vision tower and one set of keys and values of the picture. The
 * captioner is the checkpoint, and its sub-folder `answerer/` holds the answerer's config.json and tokenizer, and the
 * tensors that the captioner lacks: a tensor of the vision tower that is missing there is the captioner's of that name,
 * and a projection of the picture to keys or values is that of the captioner's decoder.
 */
import type { CheckpointFiles } from '../io/byte-source.ts';
import { type BlipConfig, parseConfig } from './config.ts';
import { CheckpointError } from './errors.ts';
import { MODEL_CLASS } from './infer-config.ts';
import { readSafetensors, type StoredTensor, sameBytes } from './safetensors.ts';
import { readTextFile } from './text-file.ts';
import { readTokenizer, TOKENIZER_FILES } from './tokenizer.ts';
import { unwrapNames } from './wrappers.ts';

export const ANSWERER_FOLDER = 'answerer';
const CONFIG = `${ANSWERER_FOLDER}/config.json`;
const WEIGHTS = `${ANSWERER_FOLDER}/model.safetensors`;
/** Its files. */
export const ANSWERER_FILES: readonly string[] = [
  CONFIG,
  WEIGHTS,
  ...TOKENIZER_FILES.map((name) => `${ANSWERER_FOLDER}/${name}`),
];

/** The answerer of a captioner's checkpoint. */
export interface AnswererCheckpoint {
  config: BlipConfig;
  /** All of a `BlipForQuestionAnswering`, the captioner's tensors among them. */
  tensors: StoredTensor[];
  /** The bytes of its `tokenizer.json`. */
  tokenizer: Uint8Array<ArrayBuffer>;
  weightFile: string;
}

interface Captioner {
  config: BlipConfig;
  tensors: readonly StoredTensor[];
}

/**
 * Reads the answerer of a captioner's checkpoint; null if there is none.
 * @throws {CheckpointError} if they do not fit together
 */
export async function readAnswerer(
  files: CheckpointFiles,
  captioner: Captioner,
): Promise<AnswererCheckpoint | null> {
  if (!files.list().includes(CONFIG)) return null;
  if (!files.list().includes(WEIGHTS)) {
    throw new CheckpointError('missing-file', `There is an ${CONFIG} and no ${WEIGHTS}.`);
  }
  const config = parseConfig(await readTextFile(files, CONFIG));
  requireFit(captioner.config, config);
  const own = unwrapNames(await readSafetensors(await files.open(WEIGHTS), WEIGHTS), WEIGHTS);
  return {
    config,
    tensors: await withShared(own, captioner.tensors),
    tokenizer: await readTokenizer(folderOf(files), config),
    weightFile: WEIGHTS,
  };
}

function requireFit(captioner: BlipConfig, answerer: BlipConfig): void {
  if (answerer.kind !== 'vqa' || !['captioner', 'mixture'].includes(captioner.kind)) {
    throw new CheckpointError(
      'unsupported-model',
      `${CONFIG} is of a ${answerer.architecture.model} next to a ${captioner.architecture.model}; a ${MODEL_CLASS.vqa} next to a ${MODEL_CLASS.captioner} can be one model.`,
    );
  }
  const [ours, theirs] = [captioner.architecture, answerer.architecture];
  const widths = ({ hiddenSize, layers, heads }: typeof ours.text) => ({ hiddenSize, layers, heads });
  for (const [tower, own, other] of [
    ['vision', ours.vision, theirs.vision],
    ['text', widths(ours.text), widths(theirs.text)],
  ] as const) {
    if (JSON.stringify(own) === JSON.stringify(other)) continue;
    throw new CheckpointError(
      'unsupported-model',
      `${CONFIG} describes another ${tower} tower than config.json. Convert captioner and answerer each by itself.`,
    );
  }
}

const VISION = 'vision_model.';
const KEYS_VALUES = /^text_decoder\.bert\.(.+\.crossattention\.self\.(?:key|value)\..+)$/;

/** The answerer's name of a tensor of the captioner's that it shares; null for all others. */
function sharedName(name: string): string | null {
  if (name.startsWith(VISION)) return name;
  const keysValues = KEYS_VALUES.exec(name)?.[1];
  return keysValues === undefined ? null : `text_encoder.${keysValues}`;
}

/** Adds the shared tensors. One that the answerer has too must be identical. */
async function withShared(
  own: readonly StoredTensor[],
  captioner: readonly StoredTensor[],
): Promise<StoredTensor[]> {
  const known = new Map(own.map((tensor) => [tensor.name, tensor]));
  const added: StoredTensor[] = [];
  for (const tensor of captioner) {
    const name = sharedName(tensor.name);
    if (name === null) continue;
    const twin = known.get(name);
    if (!twin) added.push({ ...tensor, name });
    else if (!(await sameBytes(twin, tensor))) {
      throw new CheckpointError(
        'unsupported-model',
        `${WEIGHTS} has another "${name}" than the captioner. Convert captioner and answerer each by itself.`,
      );
    }
  }
  return [...own, ...added];
}

function folderOf(files: CheckpointFiles): CheckpointFiles {
  const prefix = `${ANSWERER_FOLDER}/`;
  const inside = files.list().filter((name) => name.startsWith(prefix));
  return {
    list: () => inside.map((name) => name.slice(prefix.length)),
    open: (name) => files.open(prefix + name),
  };
}

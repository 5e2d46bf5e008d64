import type { CheckpointFiles } from '../io/byte-source.ts';
import { ANSWERER_FILES, type AnswererCheckpoint, readAnswerer } from './answerer.ts';
import { type BlipConfig, parseConfig } from './config.ts';
import { CheckpointError } from './errors.ts';
import { type Hints, inferConfig } from './infer-config.ts';
import { hasOriginalNames, TRAINING_LEFTOVERS, toHubNames } from './key-names.ts';
import { hasMatcherFolder, MATCHER_FILES, withMatcher } from './mixture.ts';
import { readPyTorch } from './pytorch/read.ts';
import { readSafetensors, type StoredTensor } from './safetensors.ts';
import { readSharded } from './sharded.ts';
import { readTextFile } from './text-file.ts';
import { adapter, refuseNlvr, unwrapNames } from './wrappers.ts';

export interface Checkpoint {
  config: BlipConfig;
  /** Under the hub's names. */
  tensors: StoredTensor[];
  /** Training tensors that the file may hold in addition to the model. */
  leftovers: readonly RegExp[];
  /** The files with the weights, those of sub-folders last. */
  weightFiles: string[];
  /** A question answerer beside the captioner. */
  answerer: AnswererCheckpoint | null;
  /** What was inferred from the shapes of tensors without a config.json; empty if there is one. */
  inferred: string[];
}

const CONFIG = 'config.json';
const VOCAB = 'vocab.txt';
/** In the order in which `transformers` looks for them. */
const WEIGHTS = [
  'model.safetensors',
  'model.safetensors.index.json',
  'pytorch_model.bin',
  'pytorch_model.bin.index.json',
];

/** The files of a checkpoint that are in sub-folders, with a slash. */
export const SUB_FOLDER_FILES: readonly string[] = [...MATCHER_FILES, ...ANSWERER_FILES];

export interface OpenOptions {
  /** For weights without a configuration whose head size is not 64, as in every published BLIP. */
  heads?: Hints['heads'];
}

/**
 * Reads the names, shapes and configuration of a checkpoint; no weight is read yet. Known file names come first, else
 * a single `.safetensors`, `.pth`, `.pt`, `.ckpt` or `.bin` of any name.
 * @throws {CheckpointError}
 */
export async function openCheckpoint(
  files: CheckpointFiles,
  { heads }: OpenOptions = {},
): Promise<Checkpoint> {
  const weights = findWeights(files.list());
  // Read first, so that another architecture is reported by name before its weights are inspected.
  const known = files.list().includes(CONFIG)
    ? { config: parseConfig(await readTextFile(files, CONFIG)), notes: [] }
    : null;
  const stored = unwrapNames(await readTensors(files, weights), weights);
  refuseNlvr(stored);
  const original = hasOriginalNames(stored);
  const tensors = original ? toHubNames(stored) : stored;
  const { config, notes } = known ?? inferConfig(tensors, { vocabulary: await readVocabulary(files), heads });
  const weightFiles = isIndex(weights) ? partsOf(files.list(), weights) : [weights];
  const leftovers = original ? TRAINING_LEFTOVERS : [];
  const checkpoint = { config, tensors, leftovers, weightFiles, answerer: null, inferred: notes };
  return withAnswerer(files, hasMatcherFolder(files) ? await withMatcher(files, checkpoint) : checkpoint);
}

async function withAnswerer(files: CheckpointFiles, captioner: Checkpoint): Promise<Checkpoint> {
  const answerer = await readAnswerer(files, captioner);
  const own = answerer ? [answerer.weightFile] : [];
  return { ...captioner, answerer, weightFiles: [...captioner.weightFiles, ...own] };
}

async function readVocabulary(files: CheckpointFiles): Promise<string[]> {
  if (files.list().includes(VOCAB)) return (await readTextFile(files, VOCAB)).split(/\r?\n/);
  throw new CheckpointError(
    'missing-vocabulary',
    `The weights come without ${CONFIG}, so the vocabulary is needed too. Put ${VOCAB} of bert-base-uncased next to them.`,
  );
}

/**
 * The file of a checkpoint that holds its weights, or their index.
 *
 * @throws {CheckpointError} if there is none, or several.
 */
export function findWeights(names: readonly string[]): string {
  const known = WEIGHTS.find((name) => names.includes(name));
  if (known) return known;
  const candidates = names.filter((name) => isWeights(name) && !TRAINING_FILES.test(name));
  const [only, ...others] = candidates.filter((name) => !ADAPTER_FILES.test(name));
  if (only !== undefined && others.length === 0) return only;
  if (only === undefined) throw noWeights(names);
  throw new CheckpointError(
    'missing-file',
    `The checkpoint has several files of weights (${candidates.join(', ')}). Leave only the one to convert.`,
  );
}

/** Whether a file of this name may hold weights. */
export function isWeights(name: string): boolean {
  return /\.(safetensors|pth|pt|bin|ckpt)$/i.test(name);
}

/** Of `transformers`' Trainer and of peft. */
const TRAINING_FILES = /^(training_args|optimizer|scheduler|scaler|rng_state(_\d+)?)\.(bin|pt|pth)$/;
const ADAPTER_FILES = /^adapter_(model|config)\./;
/** Weights that PyTorch does not read, by what made them. */
const FOREIGN: readonly [RegExp, string][] = [
  [/\.h5$|^saved_model\.pb$|\.ckpt\.index$|\.ckpt\.data-/, 'TensorFlow'],
  [/\.msgpack$/, 'Flax'],
  [/\.onnx$/, 'ONNX'],
  [/\.gguf$/, 'llama.cpp'],
  [/\.ot$/, 'Rust'],
];

function noWeights(names: readonly string[]): CheckpointError {
  if (names.some((name) => ADAPTER_FILES.test(name))) return adapter();
  const foreign = FOREIGN.find(([pattern]) => names.some((name) => pattern.test(name)));
  if (foreign) {
    return new CheckpointError(
      'unsupported-file',
      `The weights are ${foreign[1]}'s only. Blipscope reads those of PyTorch: take a model.safetensors or pytorch_model.bin of the model, or make one in Python (transformers up to 4: from_pretrained with from_tf=True or from_flax=True, then save_pretrained).`,
    );
  }
  return new CheckpointError(
    'missing-file',
    'The checkpoint has no weights: a model.safetensors, a pytorch_model.bin, or a .pth or .ckpt file is needed.',
  );
}

async function readTensors(files: CheckpointFiles, name: string): Promise<StoredTensor[]> {
  if (isIndex(name)) return readSharded(files, name);
  const source = await files.open(name);
  return name.endsWith('.safetensors') ? readSafetensors(source, name) : readPyTorch(source, name);
}

export function isIndex(name: string): boolean {
  return name.endsWith('.index.json');
}

/** `model.safetensors.index.json` → `model-00001-of-00002.safetensors`, … */
export function partsOf(names: readonly string[], index: string): string[] {
  const [base, extension] = index.split('.');
  return names.filter((name) => name.startsWith(`${base}-`) && name.endsWith(`.${extension}`)).sort();
}

/** Checkpoints on the disk: a folder, or one file of weights with the settings in its folder. */
import { basename, dirname, parse, resolve } from 'node:path';
import {
  bytesSource,
  type CheckpointFiles,
  findWeights,
  isIndex,
  isWeights,
  partsOf,
} from '../model-export/index.ts';
import { CheckpointFolder } from './checkpoint-folder.ts';
import { CliError } from './errors.ts';
import { pathKind } from './files.ts';
import { isStandardInput, readBytes } from './read-file.ts';

export interface LocalCheckpoint {
  /** The folder's name, or the file's without its extension. */
  id: string;
  files: CheckpointFiles;
  close(): Promise<void>;
}

const VOCAB = 'vocab.txt';
/** BERT's takes a quarter of a megabyte. */
const MAX_VOCAB_BYTES = 16 * 1024 * 1024;
const PART = /-\d+-of-\d+\.[a-z]+$/;

/**
 * Opens a folder, or a file of weights with the settings and the vocabulary in its folder. `vocab` is the path of a
 * vocabulary to use instead.
 * @throws {CliError | CheckpointError}
 */
export async function openLocal(source: string, vocab: string | undefined): Promise<LocalCheckpoint> {
  const { id, folder, includes } = await resolvePath(source);
  const opened = await CheckpointFolder.open(folder, includes);
  try {
    const given = vocab === undefined ? opened : await withVocabulary(opened, vocab);
    requireVocabulary(source, given.list());
    return { id, files: given, close: () => opened.close() };
  } catch (error) {
    await opened.close();
    throw error;
  }
}

interface CheckpointPath {
  id: string;
  folder: string;
  includes: (name: string, all: readonly string[]) => boolean;
}

async function resolvePath(source: string): Promise<CheckpointPath> {
  const path = resolve(source);
  switch (await pathKind(source)) {
    case 'folder':
      return { id: basename(path), folder: path, includes: () => true };
    case 'file':
      return { id: nameOf(path), folder: dirname(path), includes: filesOfOne(source) };
    case 'missing':
      throw new CliError(
        `There is no file or folder ${source}, and a model on the hub is called owner/name.`,
      );
  }
}

/** A file with a generic name such as `model.safetensors` is named after its folder. */
function nameOf(path: string): string {
  const { name, dir } = parse(path);
  return /^(model|pytorch_model)([.-]|$)/.test(name) ? basename(dir) : name;
}

/** Of a folder that may hold several models: selects the given weights, their parts, settings and vocabulary. */
function filesOfOne(source: string): CheckpointPath['includes'] {
  const chosen = basename(source);
  if (PART.test(chosen)) {
    throw new CliError(`${source} is one part of several. Pass the folder that holds all of them.`);
  }
  if (!isWeights(chosen) && !isIndex(chosen)) {
    throw new CliError(
      `${source} is not a checkpoint. Pass a .safetensors, .bin, .pth, .pt or .ckpt file, the folder of one, or a model on the hub.`,
    );
  }
  return (name, all) =>
    name === chosen ||
    (isIndex(chosen) && partsOf(all, chosen).includes(name)) ||
    !(isWeights(name) || isIndex(name) || name.includes('/'));
}

/** Replaces the checkpoint's vocabulary, and the tokenizer made from it. */
export async function withVocabulary(files: CheckpointFiles, path: string): Promise<CheckpointFiles> {
  if (!isStandardInput(path) && (await pathKind(path)) !== 'file')
    throw new CliError(`--vocab: there is no file ${path}.`);
  const bytes = await readBytes(path, { maxBytes: MAX_VOCAB_BYTES }).catch((error: unknown) => {
    throw error instanceof CliError ? new CliError(`--vocab ${path}: ${error.message}`) : error;
  });
  const others = files.list().filter((name) => name !== 'tokenizer.json' && name !== VOCAB);
  return {
    list: () => [...others, VOCAB],
    open: async (name) => (name === VOCAB ? bytesSource(bytes) : files.open(name)),
    sha256: (name) => (name === VOCAB ? null : (files.sha256?.(name) ?? null)),
  };
}

/** Checked before anything is read, so that the error can name the option. */
function requireVocabulary(source: string, names: readonly string[]): void {
  findWeights(names);
  if (names.includes(VOCAB) || (names.includes('config.json') && names.includes('tokenizer.json'))) return;
  throw new CliError(
    `${source} comes without a vocabulary. Put vocab.txt of bert-base-uncased next to it, or name it with --vocab.`,
  );
}

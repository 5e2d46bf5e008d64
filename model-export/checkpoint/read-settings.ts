import type { BundleManifest } from '../../core/manifest/manifest.ts';
import type { CheckpointFiles } from '../io/byte-source.ts';
import type { BlipConfig } from './config.ts';
import { PREPROCESSOR_FILE, PROCESSOR_FILE, parsePreprocessor } from './preprocessor.ts';
import { readTokenizer, TOKENIZER_FILES } from './tokenizer.ts';

/** The files of a checkpoint that are read besides its weights. */
export const SETTINGS_FILES: readonly string[] = [
  'config.json',
  PREPROCESSOR_FILE,
  PROCESSOR_FILE,
  ...TOKENIZER_FILES,
];

export interface Settings {
  image: BundleManifest['image'];
  /** The bundle's `tokenizer.json`. */
  tokenizer: Uint8Array<ArrayBuffer>;
}

/**
 * Reads what a checkpoint says of pictures and texts. `generation_config.json` is not read: `transformers`' BLIP does not
 * use it either.
 * @throws {CheckpointError} for settings that cannot be followed
 */
export async function readSettings(files: CheckpointFiles, config: BlipConfig): Promise<Settings> {
  const image = await parsePreprocessor(files, config.architecture.vision);
  return { image, tokenizer: await readTokenizer(files, config) };
}

import type { Architecture, BundleManifest } from '../../core/manifest/manifest.ts';
import type { CheckpointFiles } from '../io/byte-source.ts';
import { CheckpointError } from './errors.ts';
import { readTextFile } from './text-file.ts';

/** OpenAI's CLIP statistics, which BLIP was trained with (`transformers` OPENAI_CLIP_MEAN, OPENAI_CLIP_STD). */
const CLIP_MEAN = [0.48145466, 0.4578275, 0.40821073];
const CLIP_STD = [0.26862954, 0.26130258, 0.27577711];
const FILE = 'preprocessor_config.json';

/** The preprocessing settings; a checkpoint without the file gets BLIP's defaults. */
export async function parsePreprocessor(
  files: CheckpointFiles,
  { imageSize, patchSize }: Architecture['vision'],
): Promise<BundleManifest['image']> {
  const json = files.list().includes(FILE) ? await readTextFile(files, FILE) : '{}';
  const { image_mean: mean = CLIP_MEAN, image_std: std = CLIP_STD } = parse(json);
  if (!isTriple(mean) || !isTriple(std)) {
    throw new CheckpointError(
      'damaged-file',
      `${FILE}: image_mean and image_std must hold three numbers each.`,
    );
  }
  return { size: imageSize, patchSize, mean, std };
}

function parse(json: string): { image_mean?: unknown; image_std?: unknown } {
  try {
    const value: unknown = JSON.parse(json);
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // The error below covers everything that is not a JSON object.
  }
  throw new CheckpointError('damaged-file', `${FILE} is not a JSON object.`);
}

function isTriple(value: unknown): value is number[] {
  return Array.isArray(value) && value.length === 3 && value.every((item) => typeof item === 'number');
}

import { type BundleManifest, RESAMPLE_FILTERS, type ResampleFilter } from '../../core/manifest/manifest.ts';
import type { CheckpointFiles } from '../io/byte-source.ts';
import { CheckpointError, formatValue } from './errors.ts';
import {
  each,
  isObject,
  type Json,
  only,
  parseJsonObject,
  requireKnownSettings,
  type SettingsTable,
  unsupportedSetting,
} from './settings.ts';
import { readTextFile } from './text-file.ts';

/** OpenAI's CLIP statistics, which BLIP was trained with (`transformers` OPENAI_CLIP_MEAN, OPENAI_CLIP_STD). */
const CLIP_MEAN = [0.48145466, 0.4578275, 0.40821073];
const CLIP_STD = [0.26862954, 0.26130258, 0.27577711];
/** The layouts of `transformers` up to 4 and from 5 on; the newer one counts if both are there. */
export const PREPROCESSOR_FILE = 'preprocessor_config.json';
export const PROCESSOR_FILE = 'processor_config.json';
const SECTION = 'image_processor';

/** Of `BlipImageProcessor` and its base classes in `transformers`. */
const IMAGE_SETTINGS: SettingsTable = {
  ...each('read', 'image_mean image_std size resample do_normalize do_rescale rescale_factor'),
  do_resize: only(true),
  do_center_crop: only(false),
  do_pad: only(false),
  do_flip_channel_order: only(false),
  default_to_square: only(true),
  image_processor_type: only(
    'BlipImageProcessor',
    'BlipImageProcessorFast',
    'BlipImageProcessorPil',
    'BlipFeatureExtractor',
  ),
  feature_extractor_type: only('BlipFeatureExtractor', 'BlipImageProcessor'),
  // A picture that is not RGB cannot be normalised without the conversion, so `transformers` fails on it.
  ...each('no effect', 'do_convert_rgb'),
  // Sizes of crops and pads, which are off.
  ...each('no effect', 'crop_size pad_size size_divisor'),
  ...each('no effect', 'processor_class _processor_class auto_map use_fast _valid_processor_keys'),
  ...each(
    'no effect',
    'data_format input_data_format return_tensors device disable_grouping image_seq_length',
  ),
};

const PROCESSOR_SETTINGS: SettingsTable = {
  [SECTION]: 'read',
  ...each('no effect', 'processor_class auto_map _processor_class'),
};

/**
 * The preprocessing settings; a checkpoint without them gets BLIP's defaults. `size` is the model's `image_size`.
 * @throws {CheckpointError}
 */
export async function parsePreprocessor(
  files: CheckpointFiles,
  { imageSize, patchSize }: { imageSize: number; patchSize: number },
): Promise<BundleManifest['image']> {
  const { where, settings } = await readSettings(files);
  requireKnownSettings(where, settings, IMAGE_SETTINGS);
  requireSize(where, settings.size ?? imageSize, imageSize);
  const resample = filterOf(where, settings.resample ?? RESAMPLE_FILTERS.indexOf('bicubic'));
  const image = { size: imageSize, patchSize, ...statistics(where, settings) };
  return resample === 'bicubic' ? image : { ...image, resample };
}

async function readSettings(files: CheckpointFiles): Promise<{ where: string; settings: Json }> {
  const read = async (file: string): Promise<Json> =>
    files.list().includes(file) ? parseJsonObject(await readTextFile(files, file), file) : {};
  const processor = await read(PROCESSOR_FILE);
  requireKnownSettings(PROCESSOR_FILE, processor, PROCESSOR_SETTINGS);
  const { [SECTION]: nested } = processor;
  if (nested == null) return { where: PREPROCESSOR_FILE, settings: await read(PREPROCESSOR_FILE) };
  if (isObject(nested)) return { where: `${PROCESSOR_FILE} (${SECTION})`, settings: nested };
  throw new CheckpointError('damaged-file', `${PROCESSOR_FILE}: ${SECTION} is not an object.`);
}

/** A number, [height, width] or {height, width}: square, as the model takes it. */
function requireSize(where: string, size: unknown, imageSize: number): void {
  const sides = isObject(size) && Object.keys(size).length === 2 ? [size.height, size.width] : size;
  const [height, width] = Array.isArray(sides) && sides.length === 2 ? sides : [sides, sides];
  if (height === imageSize && width === imageSize) return;
  throw unsupportedSetting(
    where,
    'size',
    isObject(size) ? Object.entries(size).map(([key, value]) => `${key} ${formatValue(value)}`) : size,
    `the model's pictures are ${imageSize} × ${imageSize} (image_size in config.json), and size must be the same`,
  );
}

function filterOf(where: string, resample: unknown): ResampleFilter {
  const filter = typeof resample === 'number' ? RESAMPLE_FILTERS[resample] : undefined;
  if (filter) return filter;
  const known = RESAMPLE_FILTERS.map((name, number) => `${number} (${name})`).join(', ');
  throw unsupportedSetting(where, 'resample', resample, `Pillow's filters are ${known}`);
}

/**
 * Mean and deviation of values in 0 to 1, which express every scaling and normalisation: a byte b becomes
 * (b·factor − m)/s, where the engine computes (b/255 − mean)/std.
 */
function statistics(where: string, settings: Json): { mean: number[]; std: number[] } {
  const { do_rescale: rescales = true, do_normalize: normalises = true } = settings;
  if (typeof rescales !== 'boolean' || typeof normalises !== 'boolean') {
    throw new CheckpointError('damaged-file', `${where}: do_rescale and do_normalize must be true or false.`);
  }
  const factor = rescales ? positive(where, 'rescale_factor', settings.rescale_factor ?? 1 / 255) : 1;
  const scale = 255 * factor;
  const mean = normalises ? triple(where, 'image_mean', settings.image_mean ?? CLIP_MEAN) : [0, 0, 0];
  const std = normalises ? triple(where, 'image_std', settings.image_std ?? CLIP_STD) : [1, 1, 1];
  for (const value of std) positive(where, 'image_std', value);
  return { mean: mean.map((value) => value / scale), std: std.map((value) => value / scale) };
}

function positive(where: string, key: string, value: unknown): number {
  if (typeof value === 'number' && value > 0 && Number.isFinite(value)) return value;
  throw new CheckpointError('damaged-file', `${where}: ${key} must be greater than 0.`);
}

/** One number stands for all three channels. */
function triple(where: string, key: string, value: unknown): number[] {
  const list = typeof value === 'number' ? [value, value, value] : value;
  const isNumber = (item: unknown) => typeof item === 'number' && Number.isFinite(item);
  if (Array.isArray(list) && list.length === 3 && list.every(isNumber)) return list;
  throw new CheckpointError('damaged-file', `${where}: ${key} must hold three numbers.`);
}

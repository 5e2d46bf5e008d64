import type { BundleManifest } from '../../../core/manifest/manifest.ts';
import {
  type CaptionSettings,
  isPermitted,
  NUMERIC_KEYS,
  type NumericKey,
  type NumericRange,
  rangeAlone,
  SETTINGS,
} from '../../../core/settings/index.ts';
import { SettingsError } from '../errors.ts';

/**
 * Checks settings once, before any work. `promptLength` counts the start token. A minimum length above the maximum is
 * permitted, as in `transformers`: such a caption runs to the maximum.
 *
 * @throws {SettingsError} for the first setting out of range.
 */
export function checkSettings(
  settings: CaptionSettings,
  manifest: BundleManifest,
  promptLength: number,
): Readonly<CaptionSettings> {
  const { maxPositions } = manifest.text;
  if (promptLength >= maxPositions) {
    throw new SettingsError('prompt', settings.prompt, { kind: 'text', below: maxPositions - 1 });
  }
  const ranges = { ...SETTINGS, ...rangesOf(manifest, promptLength) };
  for (const key of NUMERIC_KEYS) {
    const range: NumericRange = ranges[key];
    if (!isPermitted(range, settings[key])) throw new SettingsError(key, settings[key], rangeAlone(range));
  }
  return Object.freeze({ ...settings });
}

/** The ranges that depend on the model and the prompt. */
function rangesOf({ text, architecture }: BundleManifest, promptLength: number) {
  const { minLength, beams } = SETTINGS;
  // Beam search takes the 2 · beams best tokens of a single beam.
  const maxBeams = Math.min(beams.max, Math.floor(architecture.text.vocabSize / 2));
  return {
    minLength: { ...minLength, max: text.maxPositions },
    maxLength: { kind: 'integer', min: promptLength + 1, max: text.maxPositions },
    beams: { ...beams, max: maxBeams },
  } satisfies Partial<Record<NumericKey, NumericRange>>;
}

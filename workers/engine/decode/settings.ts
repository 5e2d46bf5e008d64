import type { BundleManifest } from '../../../core/manifest/manifest.ts';
import type { CaptionSettings } from '../../../core/protocol/index.ts';
import { SettingsError } from '../errors.ts';

/** The most captions or beams decoded as one batch. */
export const MAX_BATCH = 32;

interface Check {
  permitted: string;
  accepts(value: number): boolean;
}

const positive: Check = {
  permitted: 'a number above 0',
  accepts: (value) => Number.isFinite(value) && value > 0,
};
const fraction: Check = { permitted: 'a number from 0 to 1', accepts: (value) => value >= 0 && value <= 1 };

function whole(low: number, high: number): Check {
  return {
    permitted: `a whole number from ${low} to ${high}`,
    accepts: (value) => Number.isInteger(value) && value >= low && value <= high,
  };
}

/**
 * Settings, checked once. `promptLength` counts the start token. A minimum length above the maximum is
 * permitted, as in `transformers`: such a caption runs to the maximum. Throws `SettingsError` for the first
 * field out of range.
 */
export function checkSettings(
  settings: CaptionSettings,
  manifest: BundleManifest,
  promptLength: number,
): Readonly<CaptionSettings> {
  const { maxPositions } = manifest.text;
  if (promptLength >= maxPositions) {
    throw new SettingsError('prompt', settings.prompt, `shorter than ${maxPositions - 1} tokens`);
  }
  const { vocabSize } = manifest.architecture.text;
  check('numCaptions', settings.numCaptions, whole(1, MAX_BATCH));
  check('topP', settings.topP, fraction);
  check('topK', settings.topK, whole(0, Number.MAX_SAFE_INTEGER));
  check('temperature', settings.temperature, positive);
  check('repetitionPenalty', settings.repetitionPenalty, positive);
  check('minLength', settings.minLength, whole(0, maxPositions));
  check('maxLength', settings.maxLength, whole(promptLength + 1, maxPositions));
  check('seed', settings.seed, whole(0, Number.MAX_SAFE_INTEGER));
  // Beam search takes the 2 · beams best tokens of a single beam.
  check('beams', settings.beams, whole(1, Math.min(MAX_BATCH, Math.floor(vocabSize / 2))));
  return Object.freeze({ ...settings });
}

function check(field: keyof CaptionSettings, value: number, { permitted, accepts }: Check): void {
  if (!accepts(value)) throw new SettingsError(field, value, permitted);
}

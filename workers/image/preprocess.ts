import type { ImageSettings } from '../../core/protocol/index.ts';
import { flattenOnWhite, type PixelRows } from './pixel-rows.ts';
import { resize } from './resize.ts';

/**
 * Preprocesses a picture as `BlipImageProcessor` does: composites it on white, resizes it to S×S without cropping,
 * scales to 0…1 and normalises. Returns `pixel_values` [3, S, S].
 */
export function preprocess(picture: PixelRows, { size, mean, std, resample }: ImageSettings): Float32Array {
  const rgb = resize(flattenOnWhite(picture), size, size, resample);
  const pixelValues = new Float32Array(3 * size * size);
  for (let channel = 0; channel < 3; channel++) {
    const normalised = normaliseBytes(mean[channel]!, std[channel]!);
    const plane = pixelValues.subarray(channel * size * size, (channel + 1) * size * size);
    for (let i = 0; i < plane.length; i++) plane[i] = normalised[rgb[3 * i + channel]!]!;
  }
  return pixelValues;
}

/** For several models; those with equal settings share one array. */
export function preprocessForAll(picture: PixelRows, settings: readonly ImageSettings[]): Float32Array[] {
  const bySettings = new Map<string, Float32Array>();
  return settings.map((each) => {
    const key = JSON.stringify(each);
    const values = bySettings.get(key) ?? preprocess(picture, each);
    bySettings.set(key, values);
    return values;
  });
}

/** The normalised value of each byte. */
function normaliseBytes(mean: number, std: number): Float32Array {
  return Float32Array.from({ length: 256 }, (_, value) => (value / 255 - mean) / std);
}

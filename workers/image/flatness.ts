/**
 * Tells drawings from photographs by how much of a picture is flat. Grain and compression are averaged away first;
 * what is left in a photograph is the texture of things.
 */
import { flattenOnWhite, type PixelRows } from './pixel-rows.ts';
import { resize } from './resize.ts';

/** The shorter side at which pictures are compared, in pixels. */
const SIDE = 192;
/** Neighbours that differ by less in every channel are alike. */
const ALIKE = 8;

/** Of scenes of the demo model's recipe 1 in 70 is less flat: `docs/decisions.md`, `bench/photographs.ts`. */
export const LEAST_FLAT = 0.82;

/** The share of pixels that are like their neighbours to the right and below, 0 to 1. */
export function flatness(picture: PixelRows): number {
  const scale = SIDE / Math.min(picture.width, picture.height);
  const width = Math.max(2, Math.round(picture.width * scale));
  const height = Math.max(2, Math.round(picture.height * scale));
  const rgb = resize(flattenOnWhite(picture), width, height, scale < 1 ? 'box' : 'bicubic');
  let flat = 0;
  for (let y = 0; y < height - 1; y++) {
    for (let x = 0; x < width - 1; x++) {
      const at = 3 * (width * y + x);
      if (areAlike(rgb, at, at + 3) && areAlike(rgb, at, at + 3 * width)) flat += 1;
    }
  }
  return flat / ((width - 1) * (height - 1));
}

function areAlike(rgb: Uint8Array, a: number, b: number): boolean {
  for (let channel = 0; channel < 3; channel++) {
    if (Math.abs(rgb[a + channel]! - rgb[b + channel]!) >= ALIKE) return false;
  }
  return true;
}

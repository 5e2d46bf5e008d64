/**
 * Tells drawings from photographs by how much of a picture is flat, and whether it has any colour. Grain and compression
 * are averaged away first; what is left in a photograph is the texture of things. Drawn scenes have colours, old
 * photographs may have none.
 */
import { flattenOnWhite, type PixelRows } from './pixel-rows.ts';
import { resize } from './resize.ts';

/** The shorter side at which pictures are compared, in pixels. */
const SIDE = 192;
/** Neighbours that differ by less in every channel are alike. */
const ALIKE = 8;

/** Of scenes of the demo model's recipe 1 in 80 is less flat: `docs/decisions.md`, `bench/photographs.ts`. */
const LEAST_FLAT = 0.82;
/** Of 2,000 scenes of the recipe none has less than twice that. */
const LEAST_COLOURED = 0.004;

/** Shares of a picture's pixels, 0 to 1. */
export interface Looks {
  /** They are like their neighbours to the right and below. */
  flat: number;
  /** Their channels differ. */
  coloured: number;
}

export function isDrawn({ flat, coloured }: Looks): boolean {
  return flat >= LEAST_FLAT && coloured >= LEAST_COLOURED;
}

export function looksOf(picture: PixelRows): Looks {
  const scale = SIDE / Math.min(picture.width, picture.height);
  const width = Math.max(2, Math.round(picture.width * scale));
  const height = Math.max(2, Math.round(picture.height * scale));
  const rgb = resize(flattenOnWhite(picture), width, height, scale < 1 ? 'box' : 'bicubic');
  let [flat, coloured] = [0, 0];
  for (let y = 0; y < height - 1; y++) {
    for (let x = 0; x < width - 1; x++) {
      const at = 3 * (width * y + x);
      if (areAlike(rgb, at, at + 3) && areAlike(rgb, at, at + 3 * width)) flat += 1;
      if (isColoured(rgb, at)) coloured += 1;
    }
  }
  const pixels = (width - 1) * (height - 1);
  return { flat: flat / pixels, coloured: coloured / pixels };
}

function isColoured(rgb: Uint8Array, at: number): boolean {
  const [red, green, blue] = [rgb[at]!, rgb[at + 1]!, rgb[at + 2]!];
  return Math.max(red, green, blue) - Math.min(red, green, blue) >= ALIKE;
}

function areAlike(rgb: Uint8Array, a: number, b: number): boolean {
  for (let channel = 0; channel < 3; channel++) {
    if (Math.abs(rgb[a + channel]! - rgb[b + channel]!) >= ALIKE) return false;
  }
  return true;
}

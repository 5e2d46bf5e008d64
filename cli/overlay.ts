/**
 * A map over its picture, as in the figures of ALBEF and BLIP. Source: LAVIS `lavis/common/gradcam.py` getAttMap: the
 * map normalised to 0…1, enlarged by cubic interpolation, blurred, normalised again, coloured with "jet", opacity is
 * the value to the power of 0.7.
 */
import sharp from 'sharp';

/** RGB, row by row. */
export interface Drawing {
  width: number;
  height: number;
  pixels: Buffer;
}

/** Standard deviation as a share of the longer side. */
const BLUR = 0.02;
const OPACITY_POWER = 0.7;
const MAX_UINT16 = 65535;

/** `map` is raw, `grid` [rows, columns]. A constant map marks nothing: the picture is unchanged. */
export async function overlay(
  { width, height, pixels }: Drawing,
  map: Float32Array,
  grid: readonly [number, number],
): Promise<Drawing> {
  const heat = await enlarged(map, grid, { width, height });
  const drawn = Buffer.alloc(pixels.length);
  for (const [pixel, value] of heat.entries()) {
    const opacity = value ** OPACITY_POWER;
    for (const [channel, colour] of jet(value).entries()) {
      const at = 3 * pixel + channel;
      drawn[at] = Math.round((1 - opacity) * pixels[at]! + opacity * 255 * colour);
    }
  }
  return { width, height, pixels: drawn };
}

async function enlarged(
  map: Float32Array,
  [rows, columns]: readonly [number, number],
  { width, height }: { width: number; height: number },
): Promise<Float32Array> {
  const levels = Uint16Array.from(stretched(map), (value) => Math.round(value * MAX_UINT16));
  const raw = { width: columns, height: rows, channels: 1 } as const;
  // With 8 bits, steps would be visible in a map that is much smaller than its picture.
  const large = await sharp(levels, { raw })
    .toColourspace('grey16')
    .resize(width, height, { kernel: 'cubic', fit: 'fill' })
    .blur(Math.max(0.3, BLUR * Math.max(width, height)))
    .raw({ depth: 'ushort' })
    .toBuffer();
  const values = new Uint16Array(large.buffer, large.byteOffset, large.byteLength / 2);
  return stretched(Float32Array.from(values));
}

/** From 0 to 1; zeros where all values are the same. */
function stretched(values: Float32Array): Float32Array {
  const least = values.reduce((a, b) => Math.min(a, b));
  const range = values.reduce((a, b) => Math.max(a, b)) - least;
  return values.map((value) => (range > 0 ? (value - least) / range : 0));
}

/** MATLAB's colours from blue by green to red; red, green and blue from 0 to 1. */
export function jet(value: number): [number, number, number] {
  const hill = (top: number) => Math.min(Math.max(1.5 - Math.abs(4 * value - top), 0), 1);
  return [hill(3), hill(2), hill(1)];
}

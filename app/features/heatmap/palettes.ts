import {
  interpolateCividis,
  interpolateInferno,
  interpolateTurbo,
  interpolateViridis,
} from 'd3-scale-chromatic';
import type { Lut } from './maps';

/** The order is the order of the menu; the first is the default. */
export const PALETTE_NAMES = ['inferno', 'viridis', 'cividis', 'turbo', 'jet'] as const;
export type PaletteName = (typeof PALETTE_NAMES)[number];

export interface Palette {
  /** Its proper name. */
  label: string;
  /** More heat is lighter, also for eyes that lack a cone: the order can be read without telling colours apart. */
  safe: boolean;
  /** CSS colour of a value 0…1. */
  color: (value: number) => string;
}

export const PALETTES: Readonly<Record<PaletteName, Palette>> = {
  inferno: {
    label: 'Inferno',
    safe: true,
    color: interpolateInferno,
  },
  viridis: { label: 'Viridis', safe: true, color: interpolateViridis },
  cividis: { label: 'Cividis', safe: true, color: interpolateCividis },
  turbo: { label: 'Turbo', safe: false, color: interpolateTurbo },
  jet: { label: 'Jet', safe: false, color: jet },
};

/** Perceptual, and in order for colour-blind eyes too. */
export const DEFAULT_PALETTE: PaletteName = 'inferno';

/** How fast opacity follows the value: the heat lies on the picture as in LAVIS `getAttMap`. */
const OPACITY_POWER = 0.7;

const luts = new Map<PaletteName, Lut>();

/** The palette's 256 colours, opacity v^0.7 in the fourth byte. The same table every time: not to be written to. */
export function lutOf(name: PaletteName): Lut {
  const lut = luts.get(name) ?? makeLut(PALETTES[name]);
  luts.set(name, lut);
  return lut;
}

/** How dark the picture gets where nothing was looked at, 0…1. */
const DARKEST = 0.92;

/** Black that clears where the heat is: the rest is darkened. */
export const SPOTLIGHT: Lut = Uint8ClampedArray.from({ length: 256 * 4 }, (_, index) =>
  index % 4 === 3 ? 255 * DARKEST * (1 - Math.floor(index / 4) / 255) : 0,
);

function makeLut({ color }: Palette): Lut {
  const lut = new Uint8ClampedArray(256 * 4);
  for (let entry = 0; entry < 256; entry++) {
    const value = entry / 255;
    lut.set([...parseColor(color(value)), 255 * value ** OPACITY_POWER], entry * 4);
  }
  return lut;
}

/** A CSS gradient along the palette, without its opacity. */
export function gradientOf(name: PaletteName): string {
  const stops = Array.from({ length: 9 }, (_, i) => PALETTES[name].color(i / 8));
  return `linear-gradient(to right, ${stops.join(', ')})`;
}

/** Matplotlib's `jet`: piecewise linear, each channel a trapezoid. */
function jet(value: number): string {
  const trapezoid = (centre: number) => Math.min(1, Math.max(0, 1.5 - Math.abs(4 * value - centre)));
  const bytes = [trapezoid(3), trapezoid(2), trapezoid(1)].map((channel) => Math.round(channel * 255));
  return `rgb(${bytes.join(', ')})`;
}

/** d3 writes a colour as `#rrggbb` or as `rgb(r, g, b)`. */
function parseColor(color: string): number[] {
  const hex = /^#(..)(..)(..)$/.exec(color);
  if (hex) return hex.slice(1).map((pair) => Number.parseInt(pair, 16));
  return (color.match(/\d+/g) ?? []).map(Number);
}

import { expect, test } from 'vitest';
import { DEFAULT_PALETTE, lutOf, PALETTE_NAMES, PALETTES, type PaletteName } from './palettes';

type Triple = readonly [number, number, number];
type Matrix = readonly [Triple, Triple, Triple];

/** Linear RGB as an eye without one kind of cone sees it: Machado et al. 2009, table 1, severity 1. */
const EYES: Readonly<Record<string, Matrix>> = {
  'all cones': [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

/** Steps along a palette that must be distinguishable. */
const STEPS = 16;
/** Of CIE L*, 0…100, from one step to the next; a just noticeable difference is about 1. */
const RISE = 1.5;
/** From least to most. */
const SPAN = 65;

/** L* of sixteen colours of a palette, from least to most, as those eyes see them. */
function lightness(name: PaletteName, eye: Matrix): number[] {
  const lut = lutOf(name);
  return Array.from({ length: STEPS }, (_, step) => {
    const entry = Math.round((255 * step) / (STEPS - 1)) * 4;
    const rgb = [lut[entry]!, lut[entry + 1]!, lut[entry + 2]!].map(linear);
    const [red, green, blue] = eye.map((row) =>
      Math.min(
        1,
        Math.max(
          0,
          row.reduce((sum, weight, channel) => sum + weight * rgb[channel]!, 0),
        ),
      ),
    );
    return lStar(0.2126 * red! + 0.7152 * green! + 0.0722 * blue!);
  });
}

function linear(byte: number): number {
  const value = byte / 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

function lStar(luminance: number): number {
  return luminance > 216 / 24389 ? 116 * Math.cbrt(luminance) - 16 : (24389 / 27) * luminance;
}

/** The smallest rise from step to step, and from the first to the last. */
function risesOf(values: readonly number[]): { least: number; span: number } {
  const rises = values.slice(1).map((value, index) => value - values[index]!);
  return { least: Math.min(...rises), span: values.at(-1)! - values[0]! };
}

const SAFE = PALETTE_NAMES.filter((name) => PALETTES[name].safe);
const cases = SAFE.flatMap((name) => Object.keys(EYES).map((eye) => [name, eye] as const));

test.each(cases)('%s rises in lightness at every step for eyes with %s', (name, eye) => {
  const { least, span } = risesOf(lightness(name, EYES[eye]!));
  expect(least).toBeGreaterThan(RISE);
  expect(span).toBeGreaterThan(SPAN);
});

test.each(PALETTE_NAMES.filter((name) => !PALETTES[name].safe))(
  '%s falls somewhere, and is not called safe',
  (name) => {
    expect(risesOf(lightness(name, EYES.protanopia!)).least).toBeLessThan(0);
  },
);

test('the default is a safe one, and the first of the menu', () => {
  expect(PALETTES[DEFAULT_PALETTE].safe).toBe(true);
  expect(PALETTE_NAMES[0]).toBe(DEFAULT_PALETTE);
  expect([...PALETTE_NAMES].sort()).toEqual(Object.keys(PALETTES).sort());
});

import type { GridSize } from './maps';

/** A ninth of the picture; the catalogue has its words. */
export type Place =
  | 'upper-left'
  | 'upper'
  | 'upper-right'
  | 'left'
  | 'centre'
  | 'right'
  | 'lower-left'
  | 'lower'
  | 'lower-right';

const PLACES: readonly (readonly [Place, Place, Place])[] = [
  ['upper-left', 'upper', 'upper-right'],
  ['left', 'centre', 'right'],
  ['lower-left', 'lower', 'lower-right'],
];

/** Where a map is strongest; null for a map without a peak. */
export function strongestPlace(map: Float32Array, [rows, columns]: GridSize): Place | null {
  let peak = 0;
  let flat = true;
  map.forEach((value, index) => {
    if (value !== map[0]) flat = false;
    if (value > map[peak]!) peak = index;
  });
  if (flat) return null;
  return placeAt(((peak % columns) + 0.5) / columns, (Math.floor(peak / columns) + 0.5) / rows);
}

/** The ninth of the picture that contains a point; across and down in shares 0…1 of its sides. */
export function placeAt(across: number, down: number): Place {
  const third = (share: number) => Math.min(2, Math.floor(share * 3));
  return PLACES[third(down)]![third(across)]!;
}

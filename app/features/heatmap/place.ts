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

const ROW_NAMES = ['upper', 'middle', 'lower'] as const;
const COLUMN_NAMES = ['left', 'centre', 'right'] as const;

/** Where a map is strongest, in words: "upper left", "centre", "lower right"; null for a map without a peak. */
export function strongestPlace(map: Float32Array, [rows, columns]: GridSize): string | null {
  let peak = 0;
  let flat = true;
  map.forEach((value, index) => {
    if (value !== map[0]) flat = false;
    if (value > map[peak]!) peak = index;
  });
  if (flat) return null;
  return placeAt(((peak % columns) + 0.5) / columns, (Math.floor(peak / columns) + 0.5) / rows);
}

/** A place on the picture in words; across and down in shares 0…1 of its sides. */
export function placeAt(across: number, down: number): string {
  const nameIn = <T>(names: readonly T[], share: number) => names[Math.min(2, Math.floor(share * 3))];
  const [row, column] = [nameIn(ROW_NAMES, down), nameIn(COLUMN_NAMES, across)];
  if (row === 'middle') return column === 'centre' ? 'centre' : `${column}, half way up`;
  return column === 'centre' ? `${row} middle` : `${row} ${column}`;
}

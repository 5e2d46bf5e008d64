import type { GridSize } from './maps';

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
  const row = ROW_NAMES[Math.floor(((Math.floor(peak / columns) + 0.5) / rows) * 3)];
  const column = COLUMN_NAMES[Math.floor((((peak % columns) + 0.5) / columns) * 3)];
  if (row === 'middle') return column === 'centre' ? 'centre' : `${column}, half way up`;
  return column === 'centre' ? `${row} middle` : `${row} ${column}`;
}

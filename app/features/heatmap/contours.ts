import { contours } from 'd3-contour';
import type { GridSize } from './maps';

/** A closed line of [x, y] in the field's pixels, the left upper corner at 0, 0. */
export type Ring = readonly (readonly [x: number, y: number])[];

/** Where the lines run, between least (0) and most (1). */
export const CONTOUR_LEVELS: readonly number[] = [0.25, 0.5, 0.75];

/** The lines around what reaches each level of a field [rows, columns], by marching squares; along edges they close. */
export function contourPaths(
  field: Float32Array,
  [rows, columns]: GridSize,
  levels: readonly number[] = CONTOUR_LEVELS,
): Ring[][] {
  const trace = contours()
    .size([columns, rows])
    .thresholds([...levels]);
  return trace([...field]).map(({ coordinates }) =>
    coordinates.flatMap((polygon) => polygon.map((ring) => ring.map(([x = 0, y = 0]) => [x, y] as const))),
  );
}

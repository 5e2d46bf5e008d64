import type { Ring } from '../heatmap/contours';
import type { GridSize } from '../heatmap/maps';
import type { Size } from '../stage/contain';

export interface ContourLook {
  /** The picture's, in which the lines are drawn. */
  size: Size;
  /** 0…1 */
  opacity: number;
  /** Width of a line, and of the dark casing around it. */
  line: number;
  casing: number;
}

/** Contour lines over a field [rows, columns] as SVG paths in the picture's pixels. */
export function contourMarkup(
  rings: readonly Ring[],
  [rows, columns]: GridSize,
  { size, opacity, line, casing }: ContourLook,
): string {
  const at = (value: number) => Math.round(10 * value) / 10;
  const path = rings
    .map((ring) => {
      const points = ring.map(
        ([x, y]) => `${at((x / columns) * size.width)} ${at((y / rows) * size.height)}`,
      );
      return `M${points.join('L')}Z`;
    })
    .join('');
  const stroke = (colour: string, width: number) =>
    `<path d="${path}" stroke="${colour}" stroke-width="${width}"/>`;
  return `<g fill="none" stroke-linejoin="round" stroke-opacity="${opacity}">${stroke('#000000', casing)}${stroke('#ffffff', line)}</g>`;
}

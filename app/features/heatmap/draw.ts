import { contourPaths, type Ring } from './contours';
import type { OverlayMode } from './heatmap.slice';
import { blur, colorize, type GridSize, type Lut, normalize, type Range, upsample } from './maps';
import { lutOf, type PaletteName, SPOTLIGHT } from './palettes';

/** A map and the grid it lies on. */
export interface Heat {
  values: Float32Array;
  grid: GridSize;
  /** What the scale reaches from and to; the map's own least and most unless given. */
  range?: Range | null;
}

export interface HeatLook {
  /** Where to draw, in CSS pixels of the canvas. */
  rect: { x: number; y: number; width: number; height: number };
  /** Canvas pixels per CSS pixel. */
  dpr: number;
  /** 0…1, over the palette's own opacity. */
  opacity: number;
  palette: PaletteName;
  /** `overlay` unless given. */
  mode?: OverlayMode;
}

/**
 * Longer side, in pixels, of the picture of heat that is computed; the canvas enlarges it smoothly to the size on
 * screen. It has more detail than the smoothing (σ = 2 %) lets through, at a cost far below one frame.
 */
const DETAIL = 160;

type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

/** Draws the heat over the rectangle, and nothing else: what was there before is cleared. */
export function drawHeatmap(ctx: Context, heat: Heat | null, look: HeatLook): void {
  ctx.setTransform(1, 0, 0, 1, 0, 0);
  ctx.clearRect(0, 0, ctx.canvas.width, ctx.canvas.height);
  addHeatmap(ctx, heat, look);
}

/** Draws the heat onto what the canvas shows: a second canvas of a large picture's size is a gigabyte. */
export function addHeatmap(ctx: Context, heat: Heat | null, look: HeatLook): void {
  const { rect, dpr, opacity, palette, mode } = look;
  const field = heat && rect.width > 0 && rect.height > 0 ? fieldOf(heat, rect) : null;
  if (!field) return;
  ctx.setTransform(dpr, 0, 0, dpr, 0, 0);
  ctx.globalAlpha = opacity;
  if (mode === 'contours') {
    drawContours(ctx, field, look);
    return;
  }
  ctx.imageSmoothingEnabled = true;
  ctx.imageSmoothingQuality = 'high';
  ctx.drawImage(
    stampOf(field, mode === 'spotlight' ? SPOTLIGHT : lutOf(palette)),
    rect.x,
    rect.y,
    rect.width,
    rect.height,
  );
}

/** Widths of a line and of the dark casing that keeps it visible on bright pictures. CSS pixels. */
export const LINE = 1.75;
export const CASING = 4;

function drawContours(ctx: Context, field: Field, { rect }: HeatLook): void {
  const [rows, columns] = field.size;
  ctx.lineJoin = 'round';
  ctx.beginPath();
  for (const ring of ringsOf(field)) {
    ring.forEach(([x, y], index) => {
      const at = [rect.x + (x / columns) * rect.width, rect.y + (y / rows) * rect.height] as const;
      if (index === 0) ctx.moveTo(...at);
      else ctx.lineTo(...at);
    });
    ctx.closePath();
  }
  strokeWith(ctx, '#000000', CASING);
  strokeWith(ctx, '#ffffff', LINE);
}

function strokeWith(ctx: Context, colour: string, width: number): void {
  ctx.strokeStyle = colour;
  ctx.lineWidth = width;
  ctx.stroke();
}

const rings = new WeakMap<Field, readonly Ring[]>();

/** The lines around the heat, those of all levels. */
export function ringsOf(field: Field): readonly Ring[] {
  const found = rings.get(field) ?? contourPaths(field.values, field.size).flat();
  rings.set(field, found);
  return found;
}

/** Smoothed heat 0…1, rows × columns of `size`. The same object as long as nothing of it changes. */
export interface Field {
  values: Float32Array;
  size: GridSize;
}

/** The newest fields of each map: the stage's, a panel's and a saved picture's sizes. */
const MAX_FIELDS = 4;

const fields = new WeakMap<Float32Array, Map<string, Field>>();

/** The heat in the proportions of the rectangle; null for a map without a preference. */
export function fieldOf(heat: Heat, { width, height }: { width: number; height: number }): Field | null {
  const { values, grid, range } = heat;
  if (isFlat(values)) return null;
  const scale = DETAIL / Math.max(width, height);
  const size: GridSize = [Math.max(1, Math.round(height * scale)), Math.max(1, Math.round(width * scale))];
  const known = fields.get(values) ?? new Map<string, Field>();
  fields.set(values, known);
  const key = [...grid, ...size, range?.least, range?.most].join();
  const field = known.get(key) ?? { values: smoothed(heat, size), size };
  keepNewest(known, key, field);
  return field;
}

function keepNewest(known: Map<string, Field>, key: string, field: Field): void {
  known.delete(key);
  known.set(key, field);
  for (const oldest of [...known.keys()].slice(0, -MAX_FIELDS)) known.delete(oldest);
}

function smoothed({ values, grid, range }: Heat, size: GridSize): Float32Array {
  const smooth = blur(upsample(normalize(values, range), grid, size), size);
  // On a scale of others, the top of this map is to stay below theirs.
  return range ? smooth : normalize(smooth);
}

function isFlat(values: Float32Array): boolean {
  return values.every((value) => value === values[0]);
}

/** Per field the picture in the colours that were asked for last: strength is the canvas's own affair. */
const stamps = new WeakMap<Field, { lut: Lut; canvas: OffscreenCanvas }>();

function stampOf(field: Field, lut: Lut): OffscreenCanvas {
  const known = stamps.get(field);
  if (known?.lut === lut) return known.canvas;
  const [height, width] = field.size;
  const canvas = new OffscreenCanvas(width, height);
  canvas.getContext('2d')?.putImageData(new ImageData(colorize(field.values, lut), width, height), 0, 0);
  stamps.set(field, { lut, canvas });
  return canvas;
}

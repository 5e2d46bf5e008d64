import { afterEach, expect, test, vi } from 'vitest';
import { drawHeatmap, fieldOf, type Heat } from './draw';
import { colorize, type Lut } from './maps';
import { lutOf, SPOTLIGHT } from './palettes';

afterEach(() => vi.unstubAllGlobals());

const HEAT = { values: Float32Array.from([0, 0, 0, 1]), grid: [2, 2] } as const;

type Rectangle = Parameters<typeof fieldOf>[1];

/** The field as pixels. */
function renderHeat(heat: Heat, rect: Rectangle, lut: Lut) {
  const { values, size } = fieldOf(heat, rect)!;
  return { data: colorize(values, lut), width: size[1], height: size[0] };
}

function opacityAt(picture: ReturnType<typeof renderHeat>, x: number, y: number): number {
  const column = Math.round(x * (picture.width - 1));
  const row = Math.round(y * (picture.height - 1));
  return picture.data[(row * picture.width + column) * 4 + 3]!;
}

test('the heat has the proportions of the rectangle', () => {
  const { width, height, data } = renderHeat(HEAT, { width: 900, height: 450 }, lutOf('turbo'));
  expect([width, height]).toEqual([160, 80]);
  expect(data).toHaveLength(160 * 80 * 4);
});

test('a 2 × 2 map is hot in its hot corner and clear in the opposite one', () => {
  const picture = renderHeat(HEAT, { width: 300, height: 300 }, lutOf('jet'));
  expect(opacityAt(picture, 1, 1)).toBeGreaterThan(245);
  expect(opacityAt(picture, 0, 0)).toBeLessThan(40);
  expect(opacityAt(picture, 1, 0)).toBeCloseTo(opacityAt(picture, 0, 1), -1);
});

test('a constant map leaves the picture clear', () => {
  const constant = { values: new Float32Array(6).fill(0.2), grid: [2, 3] } as const;
  expect(fieldOf(constant, { width: 30, height: 20 })).toBeNull();
});

/** Draws with canvases that count how often pixels are computed, and returns the opacities. */
function canvases() {
  const made = { stamps: 0, strengths: [] as number[] };
  class Canvas {
    getContext = () => ({ putImageData: () => made.stamps++ });
  }
  vi.stubGlobal('OffscreenCanvas', Canvas);
  vi.stubGlobal('ImageData', class {});
  const ctx = {
    canvas: { width: 30, height: 20 },
    globalAlpha: 1,
    setTransform: () => {},
    clearRect: () => {},
    drawImage: () => made.strengths.push(ctx.globalAlpha),
  };
  return { made, ctx: ctx as unknown as CanvasRenderingContext2D };
}

test('ten strengths need one field and one stamp', () => {
  const { made, ctx } = canvases();
  const heat = { values: Float32Array.from([0, 0, 0, 1]), grid: [2, 2] } as const;
  const rect = { x: 0, y: 0, width: 30, height: 20 };
  const field = fieldOf(heat, rect);
  const strengths = Array.from({ length: 10 }, (_, step) => (step + 1) / 10);
  for (const opacity of strengths) drawHeatmap(ctx, heat, { rect, dpr: 1, opacity, palette: 'jet' });
  expect(made).toEqual({ stamps: 1, strengths });
  expect(fieldOf({ ...heat }, rect)).toBe(field);
  drawHeatmap(ctx, heat, { rect, dpr: 1, opacity: 1, palette: 'viridis' });
  expect(made.stamps, 'other colours').toBe(2);
});

test('contours are light lines in a dark casing, and no picture of heat', () => {
  const { made, ctx } = canvases();
  const strokes: unknown[] = [];
  const lines = { beginPath: () => {}, moveTo: () => {}, lineTo: vi.fn(), closePath: () => {} };
  Object.assign(ctx, lines, { stroke: () => strokes.push([ctx.strokeStyle, ctx.lineWidth]) });
  const rect = { x: 0, y: 0, width: 30, height: 20 };
  drawHeatmap(ctx, HEAT, { rect, dpr: 1, opacity: 1, palette: 'jet', mode: 'contours' });
  expect(strokes).toEqual([
    ['#000000', 4],
    ['#ffffff', 1.75],
  ]);
  expect(lines.lineTo).toHaveBeenCalled();
  expect(made).toEqual({ stamps: 0, strengths: [] });
});

test('another scale, grid or size is another field', () => {
  const values = Float32Array.from([0, 0, 0, 1]);
  const square = { width: 30, height: 30 };
  const field = fieldOf({ values, grid: [2, 2] }, square);
  expect(fieldOf({ values, grid: [2, 2], range: { least: 0, most: 4 } }, square)).not.toBe(field);
  expect(fieldOf({ values, grid: [1, 4] }, square)).not.toBe(field);
  expect(fieldOf({ values, grid: [2, 2] }, { width: 30, height: 20 })).not.toBe(field);
});

test('a spotlight is clear where the heat is and dark elsewhere', () => {
  const picture = renderHeat(HEAT, { width: 300, height: 300 }, SPOTLIGHT);
  expect(opacityAt(picture, 1, 1)).toBeLessThan(5);
  expect(opacityAt(picture, 0, 0)).toBeGreaterThan(210);
});

test('on the scale of the whole sentence a weak word stays weak', () => {
  const range = { least: 0, most: 4 };
  const weak = renderHeat({ ...HEAT, range }, { width: 300, height: 300 }, lutOf('jet'));
  const alone = renderHeat(HEAT, { width: 300, height: 300 }, lutOf('jet'));
  expect(opacityAt(weak, 1, 1)).toBeLessThan(0.5 * opacityAt(alone, 1, 1));
  expect(opacityAt(weak, 1, 1)).toBeGreaterThan(opacityAt(weak, 0, 0));
});

import type { Region } from '../../../core/protocol';
import type { App } from '../../store/app-state';
import { addHeatmap } from '../heatmap/draw';
import { PALETTES } from '../heatmap/palettes';
import { maskOnStage } from '../mask/mask.selectors';
import { paintMask } from '../mask/paint';
import type { Size } from '../stage/contain';
import { bitmapOf, INK, INK_SOFT, LETTERS, pngOf, type Sheet, sheet, whiteSheet } from './canvas';
import { type Foot, type FootLine, footOf } from './foot';
import { type Pane, panesOf } from './panes';
import { ShareError } from './reasons';

export interface DrawnView {
  png: Blob;
  /** Of the picture within it, and of the picture as it is. Pixels. */
  size: Size;
  fullSize: Size;
}

/**
 * What is on the stage with all the pixels of the picture, or as many as the browser can draw, with caption and
 * legend underneath where the person wants them.
 * @throws {ShareError} when the browser has no canvas; else when the picture cannot be decoded.
 */
export async function viewPicture(picture: Blob, state: App): Promise<DrawnView> {
  const bitmap = await bitmapOf(picture);
  try {
    const fullSize = { width: bitmap.width, height: bitmap.height };
    for (const size of sizesToTry(fullSize)) {
      const page = drawPage(bitmap, size, state);
      if (page) return { png: await pngOf(page), size, fullSize };
    }
    throw new ShareError('no-canvas');
  } finally {
    bitmap.close();
  }
}

/** The picture's own size first, then smaller ones of its proportions. */
export function sizesToTry({ width, height }: Size): Size[] {
  return [1, Math.SQRT1_2, 1 / 2, Math.SQRT1_2 / 2, 1 / 4, 1 / 8].map((scale) => ({
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  }));
}

/** Longer side, in CSS pixels, of the stage that lines are drawn for: a larger picture has thicker ones. */
const STAGE = 1000;

/** Null where the page is larger than the browser draws. */
function drawPage(bitmap: ImageBitmap, size: Size, state: App): Sheet | null {
  const panes = panesOf(state);
  const unit = Math.max(14, Math.round(size.width / 36));
  const head = panes.length > 1 ? Math.round(1.6 * unit) : 0;
  const gap = unit;
  const width = panes.length * size.width + (panes.length - 1) * gap;
  const foot = wrapped(footOf(state), width - 2 * unit, unit);
  const page = whiteSheet({ width, height: head + size.height + footHeight(foot, unit) });
  if (!page) return null;
  for (const [index, pane] of panes.entries()) {
    const rect = { x: index * (size.width + gap), y: head, ...size };
    const masked = maskOnStage(state, panes.length > 1 && index === 0);
    drawPicture(page, bitmap, masked, rect);
    drawPane(page, pane, rect, state, unit);
  }
  drawFoot(page, foot, head + size.height, state, unit);
  return page;
}

interface Rect extends Size {
  x: number;
  y: number;
}

function drawPicture(
  page: Sheet,
  bitmap: ImageBitmap,
  masked: readonly Region[],
  { x, y, width, height }: Rect,
): void {
  page.save();
  page.translate(x, y);
  page.drawImage(bitmap, 0, 0, width, height);
  paintMask(page, bitmap, masked, { width, height });
  page.restore();
}

function drawPane(
  page: Sheet,
  { title, heat }: Pane,
  { x, y, width, height }: Rect,
  { heatmap: { opacity, palette, mode } }: App,
  unit: number,
): void {
  if (title) write(page, { text: title, size: 0.9, soft: false }, x + 0.4 * unit, y - 0.5 * unit, unit);
  const dpr = Math.max(1, Math.max(width, height) / STAGE);
  const rect = { x: x / dpr, y: y / dpr, width: width / dpr, height: height / dpr };
  page.save();
  addHeatmap(page, heat, { rect, dpr, opacity, palette, mode });
  page.restore();
}

function write(page: Sheet, { text, size, soft }: FootLine, x: number, y: number, unit: number): void {
  page.font = fontOf(size * unit);
  page.fillStyle = soft ? INK_SOFT : INK;
  page.fillText(text, x, y);
}

function fontOf(pixels: number): string {
  return `${pixels}px ${LETTERS}`;
}

/** The foot with its lines broken to fit. */
function wrapped({ lines, ramp }: Foot, widest: number, unit: number): Foot {
  const ruler = sheet({ width: 1, height: 1 });
  const broken = lines.flatMap((line) => {
    ruler.font = fontOf(line.size * unit);
    const parts = wrap(line.text, widest, (text) => ruler.measureText(text).width);
    return parts.map((text) => ({ ...line, text }));
  });
  return { lines: broken, ramp };
}

/** Breaks a text between words so that no line is wider than allowed, unless one word alone is. */
export function wrap(text: string, widest: number, widthOf: (line: string) => number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const longer = lines.length ? `${lines.at(-1)} ${word}` : word;
    if (lines.length && widthOf(longer) <= widest) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

/** Of a line, as a share of its letters. */
const LINE_HEIGHT = 1.4;
/** Above and below the lines, and of the scale, as shares of the largest font size. */
const MARGIN = 0.6;
const RAMP_HEIGHT = 1.2;

function footHeight({ lines, ramp }: Foot, unit: number): number {
  if (lines.length === 0) return 0;
  const letters = lines.reduce((sum, { size }) => sum + size * LINE_HEIGHT, 0);
  return Math.round((2 * MARGIN + letters + (ramp ? RAMP_HEIGHT : 0)) * unit);
}

function drawFoot(page: Sheet, { lines, ramp }: Foot, top: number, state: App, unit: number): void {
  let y = top + MARGIN * unit;
  for (const line of lines) {
    y += line.size * LINE_HEIGHT * unit;
    write(page, line, unit, y - 0.3 * line.size * unit, unit);
  }
  if (ramp) drawRamp(page, y + 0.9 * unit, state, unit);
}

/** The scale's length, in largest letters, and its steps. */
const RAMP_LENGTH = 12;
const STEPS = 256;

/** "least", the colours, "most". @param y the words' baseline. */
function drawRamp(page: Sheet, y: number, { heatmap, language }: App, unit: number): void {
  const { mode, palette } = heatmap;
  const m = language.messages.heatmap;
  const words = (text: string) => ({ text, size: 0.6, soft: true });
  const colour = mode === 'overlay' ? PALETTES[palette].color : grey;
  const [left, length] = [3.2 * unit, RAMP_LENGTH * unit];
  write(page, words(m.least), unit, y, unit);
  for (let step = 0; step < STEPS; step++) {
    page.fillStyle = colour(step / (STEPS - 1));
    page.fillRect(left + (step / STEPS) * length, y - 0.4 * unit, length / STEPS + 1, 0.4 * unit);
  }
  write(page, words(m.most), left + length + 0.6 * unit, y, unit);
}

/** Where the rest is darkened, what was looked at least is black. */
function grey(value: number): string {
  const level = Math.round(255 * value);
  return `rgb(${level}, ${level}, ${level})`;
}

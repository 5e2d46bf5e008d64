import type { App } from '../../store/app-state';
import { captionAt, textOf } from '../captions/run';
import { drawHeatmap } from '../heatmap/draw';
import { currentCaption, currentRun } from '../heatmap/heatmap.slice';
import { shownHeat } from '../heatmap/shown-heat';
import type { Picture } from '../pictures/pictures.slice';
import type { Size } from './contain';

/** Longer side of a saved picture: enough for a slide. Pixels. */
const LONGEST = 1920;

/** What is saved is for slides and paper, whatever the page looks like. */
export const PAPER = '#ffffff';
export const INK = '#1c1c1a';

/**
 * Downloads the picture as it is on the stage, heat included, with its caption underneath.
 * @throws when the picture cannot be decoded or the canvas not be made.
 */
export async function savePicture({ blob, name }: Picture, state: App): Promise<void> {
  const bitmap = await createImageBitmap(blob);
  const scale = Math.min(1, LONGEST / Math.max(bitmap.width, bitmap.height));
  const size = { width: Math.round(bitmap.width * scale), height: Math.round(bitmap.height * scale) };
  const picture = sheet(size);
  picture.drawImage(bitmap, 0, 0, size.width, size.height);
  bitmap.close();
  picture.drawImage(heatLayer(state, size), 0, 0);
  const page = withCaption(picture.canvas, captionText(state));
  download(await page.convertToBlob({ type: 'image/png' }), pngName(name, 'blipscope'));
}

/** A canvas to draw on. @throws where the browser gives none. */
export function sheet({ width, height }: Size): OffscreenCanvasRenderingContext2D {
  const ctx = new OffscreenCanvas(width, height).getContext('2d');
  if (!ctx) throw new Error('This browser gives no canvas to draw on.');
  return ctx;
}

function heatLayer(state: App, size: Size): OffscreenCanvas {
  const layer = sheet(size);
  drawHeatmap(layer, state.heat ? shownHeat(state) : null, {
    rect: { x: 0, y: 0, ...size },
    dpr: 1,
    opacity: state.opacity,
    palette: state.palette,
    view: state.view,
  });
  return layer.canvas;
}

/** The caption in view, kept and typed ones among them; empty when there is none. */
export function captionText(state: App): string {
  const run = currentRun(state);
  const index = currentCaption(state);
  const caption = run && index !== null ? captionAt(run, index) : undefined;
  return caption ? textOf(caption) : '';
}

/** The picture on a white sheet with the caption below it, wrapped. */
function withCaption(picture: OffscreenCanvas, text: string): OffscreenCanvas {
  if (!text) return picture;
  const { width, height } = picture;
  const fontSize = Math.max(14, Math.round(width / 36));
  const font = `${fontSize}px system-ui, sans-serif`;
  const ruler = sheet({ width: 1, height: 1 });
  ruler.font = font;
  const lines = wrap(text, width - 2 * fontSize, (line) => ruler.measureText(line).width);
  const page = sheet({ width, height: Math.round(height + (lines.length * 1.4 + 1.2) * fontSize) });
  page.fillStyle = PAPER;
  page.fillRect(0, 0, page.canvas.width, page.canvas.height);
  page.drawImage(picture, 0, 0);
  page.fillStyle = INK;
  page.font = font;
  for (const [index, line] of lines.entries())
    page.fillText(line, fontSize, height + (index * 1.4 + 1.6) * fontSize);
  return page.canvas;
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

/** The picture's name with an ending of its own. */
export function pngName(name: string, ending: string): string {
  return `${name.replace(/\.[^.]*$/, '')}-${ending}.png`;
}

export function download(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 0);
}

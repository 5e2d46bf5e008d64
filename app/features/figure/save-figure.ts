import { drawHeatmap } from '../heatmap/draw';
import type { Picture } from '../pictures/pictures.slice';
import type { Size } from '../stage/contain';
import { download, INK, PAPER, pngName, sheet } from '../stage/save-picture';
import { type Figure, type FigureLook, layout, type Panel } from './panels';

/** Width of one picture in the figure, and the space around it. Pixels. */
const PANEL_WIDTH = 480;
const GAP = 24;
const FONT = 22;
const LABEL_HEIGHT = 3 * FONT;
/** For the line below that says what the maps are. */
const FOOT_HEIGHT = 2 * FONT;

/**
 * Downloads the figure as one PNG: every panel with its word, on white.
 * @throws when the picture cannot be decoded or the canvas not be made.
 */
export async function saveFigure({ blob, name }: Picture, figure: Figure, look: FigureLook): Promise<void> {
  const bitmap = await createImageBitmap(blob);
  const size = { width: PANEL_WIDTH, height: Math.round((PANEL_WIDTH * bitmap.height) / bitmap.width) };
  const cell = { width: size.width, height: size.height + LABEL_HEIGHT };
  const { width, height, places } = layout(figure.panels.length, cell, GAP);
  const page = sheet({ width, height: height + FOOT_HEIGHT });
  page.fillStyle = PAPER;
  page.fillRect(0, 0, page.canvas.width, page.canvas.height);
  for (const [index, panel] of figure.panels.entries()) {
    const { x, y } = places[index]!;
    page.drawImage(bitmap, x, y, size.width, size.height);
    page.drawImage(heatOf(panel, size, look), x, y);
    label(page, panel, x, y + size.height);
  }
  bitmap.close();
  page.font = `${0.7 * FONT}px system-ui, sans-serif`;
  page.fillText(figure.term, GAP, height + FONT, width - 2 * GAP);
  download(await page.canvas.convertToBlob({ type: 'image/png' }), pngName(name, 'words'));
}

function heatOf({ heat }: Panel, size: Size, look: FigureLook): OffscreenCanvas {
  const layer = sheet(size);
  drawHeatmap(layer, heat, { rect: { x: 0, y: 0, ...size }, dpr: 1, ...look });
  return layer.canvas;
}

function label(page: OffscreenCanvasRenderingContext2D, { title, note }: Panel, x: number, y: number): void {
  page.fillStyle = INK;
  page.font = `600 ${FONT}px system-ui, sans-serif`;
  page.fillText(title, x, y + 1.3 * FONT, PANEL_WIDTH);
  page.font = `${0.7 * FONT}px system-ui, sans-serif`;
  page.fillText(note, x, y + 2.3 * FONT, PANEL_WIDTH);
}

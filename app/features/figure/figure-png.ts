import { addHeatmap } from '../heatmap/draw';
import { paintMask } from '../mask/paint';
import { bitmapOf, INK, LETTERS, pngOf, type Sheet, whiteSheet } from '../share/canvas';
import { FONT, figurePage, type Line, SMALL_FONT } from './figure-page';
import type { Figure, FigureLook } from './panels';

/**
 * The figure as one picture: every panel with its word, on white.
 * @throws when the picture cannot be decoded or the browser has no canvas.
 */
export async function figurePng(picture: Blob, figure: Figure, look: FigureLook): Promise<Blob> {
  const bitmap = await bitmapOf(picture);
  try {
    const page = figurePage(figure, bitmap);
    const ctx = whiteSheet(page);
    if (!ctx) throw new Error('The figure is larger than this browser draws.');
    for (const { panel, x, y, title, note } of page.panels) {
      ctx.save();
      ctx.translate(x, y);
      ctx.drawImage(bitmap, 0, 0, page.picture.width, page.picture.height);
      paintMask(ctx, bitmap, figure.masked, page.picture);
      ctx.restore();
      ctx.save();
      addHeatmap(ctx, panel.heat, { rect: { x, y, ...page.picture }, dpr: 1, ...look });
      ctx.restore();
      write(ctx, title, `600 ${FONT}px`);
      write(ctx, note, `${SMALL_FONT}px`);
    }
    write(ctx, page.foot, `${SMALL_FONT}px`);
    return await pngOf(ctx);
  } finally {
    bitmap.close();
  }
}

function write(ctx: Sheet, { text, x, y, widest }: Line, font: string): void {
  ctx.fillStyle = INK;
  ctx.font = `${font} ${LETTERS}`;
  ctx.fillText(text, x, y, widest);
}

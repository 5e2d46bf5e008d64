/** What the figure's SVG is made of: the picture and the heats as embedded images, or the heats as lines. */
import { CASING, drawHeatmap, fieldOf, LINE, ringsOf } from '../heatmap/draw';
import { paintMask } from '../mask/paint';
import { dataUrl } from '../share/base64';
import { bitmapOf, sheet, whiteSheet } from '../share/canvas';
import type { Size } from '../stage/contain';
import { contourMarkup } from './contour-markup';
import { figurePage, PANEL_WIDTH } from './figure-page';
import { figureSvg } from './figure-svg';
import type { Figure, FigureLook, Panel } from './panels';

/** The picture is embedded so much larger than it is shown, for print. */
const PRINT = 2;
const JPEG_QUALITY = 0.92;
/** Smoothed heat has no detail that more pixels would show. */
const HEAT_SHARE = 0.5;

/**
 * The figure as a self-contained SVG. The picture is embedded upright, since programs that draw SVG
 * differ in whether they turn an embedded one.
 * @throws when the picture cannot be decoded or the browser has no canvas.
 */
export async function figureSvgFile(picture: Blob, figure: Figure, look: FigureLook): Promise<Blob> {
  const bitmap = await bitmapOf(picture);
  try {
    const page = figurePage(figure, bitmap);
    const heats = await Promise.all(figure.panels.map((panel) => heatMarkup(panel, page.picture, look)));
    const parts = { picture: await embedded(bitmap, figure.masked), heats, sentence: figure.sentence };
    return new Blob([figureSvg(page, parts)], { type: 'image/svg+xml' });
  } finally {
    bitmap.close();
  }
}

async function embedded(bitmap: ImageBitmap, masked: Figure['masked']): Promise<string> {
  const scale = Math.min(1, (PRINT * PANEL_WIDTH) / bitmap.width);
  const size = { width: Math.round(bitmap.width * scale), height: Math.round(bitmap.height * scale) };
  const ctx = whiteSheet(size);
  if (!ctx) throw new Error('The picture is larger than this browser draws.');
  ctx.imageSmoothingQuality = 'high';
  ctx.drawImage(bitmap, 0, 0, size.width, size.height);
  paintMask(ctx, bitmap, masked, size);
  return dataUrl(await ctx.canvas.convertToBlob({ type: 'image/jpeg', quality: JPEG_QUALITY }));
}

async function heatMarkup({ heat }: Panel, size: Size, look: FigureLook): Promise<string> {
  const field = fieldOf(heat, size);
  if (!field) return '';
  if (look.mode === 'contours') {
    const rings = ringsOf(field);
    return contourMarkup(rings, field.size, { size, opacity: look.opacity, line: LINE, casing: CASING });
  }
  const small = { width: HEAT_SHARE * size.width, height: Math.round(HEAT_SHARE * size.height) };
  const layer = sheet(small);
  drawHeatmap(layer, heat, { rect: { x: 0, y: 0, ...small }, dpr: 1, ...look });
  const png = await dataUrl(await layer.canvas.convertToBlob({ type: 'image/png' }));
  return `<image width="${size.width}" height="${size.height}" preserveAspectRatio="none" xlink:href="${png}"/>`;
}

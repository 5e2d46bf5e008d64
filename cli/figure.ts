/** Small multiples: one panel for the sentence and one per word, with captions below, as in BLIP's figure. */
import sharp, { type OverlayOptions } from 'sharp';
import type { PixelRows } from '../workers/image/index.ts';
import { type Drawing, overlay } from './overlay.ts';

export interface Panel {
  title: string;
  map: Float32Array;
}

/** Maximum length of a panel's longer side, in pixels. */
const PANEL = 480;
const TITLE_HEIGHT = 44;
const GAP = 12;
const MAX_COLUMNS = 5;

const SIGNATURE = '\x89PNG\r\n\x1a\n';
/** Stored in the metadata, so that a figure is never taken for a person's own picture. */
const SOFTWARE = 'blipscope figure';

/** Whether a file that begins with `start` is a figure of this program. */
export function isFigure(start: Buffer): boolean {
  const text = start.toString('latin1');
  return text.startsWith(SIGNATURE) && text.includes(SOFTWARE);
}

/** The bytes of a PNG of `panels` of one picture. `grid` is [rows, columns] of a map. */
export async function figurePng(
  picture: PixelRows,
  grid: readonly [number, number],
  panels: readonly Panel[],
): Promise<Buffer> {
  const base = await shrunk(picture);
  const columns = Math.min(panels.length, MAX_COLUMNS);
  const [cellWidth, cellHeight] = [base.width + GAP, base.height + TITLE_HEIGHT + GAP];
  const layers: OverlayOptions[] = [];
  for (const [index, { title, map }] of panels.entries()) {
    const left = GAP + (index % columns) * cellWidth;
    const top = GAP + Math.floor(index / columns) * cellHeight;
    const { pixels, width, height } = await overlay(base, map, grid);
    layers.push({ input: pixels, raw: { width, height, channels: 3 }, left, top });
    layers.push({ input: titleSvg(title, width), left, top: top + height });
  }
  const width = GAP + columns * cellWidth;
  const height = GAP + Math.ceil(panels.length / columns) * cellHeight;
  return sharp({ create: { width, height, channels: 3, background: 'white' } })
    .composite(layers)
    .png()
    .withExif({ IFD0: { Software: SOFTWARE } })
    .toBuffer();
}

async function shrunk({ width, height, rows }: PixelRows): Promise<Drawing> {
  const size = { width: PANEL, height: PANEL, fit: 'inside', withoutEnlargement: true } as const;
  const { data, info } = await sharp(rows(0, height), { raw: { width, height, channels: 4 } })
    .flatten({ background: 'white' })
    .resize(size)
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, pixels: data };
}

function titleSvg(title: string, width: number): Buffer {
  const text = title.replaceAll(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
  // Long words are drawn narrower instead of cut.
  const size = Math.min(24, (1.6 * width) / Math.max(title.length, 1));
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${TITLE_HEIGHT}"><text x="50%" y="30" text-anchor="middle" font-family="sans-serif" font-size="${size}">${text}</text></svg>`,
  );
}

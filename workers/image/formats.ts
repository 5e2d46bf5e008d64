/**
 * How each format is read, decided once: the page and the command line follow this table, so that both read the same
 * files. `docs/parity.md` compares their pixels with Pillow's.
 */
import { parseBmp } from './bmp.ts';
import { parseGif } from './gif.ts';
import type { PixelRows } from './pixel-rows.ts';
import type { PictureFormat } from './sniff.ts';

/** Decodes all bytes of a file. @throws {PictureError} */
type Decoder = (file: Uint8Array) => PixelRows | Promise<PixelRows>;

/**
 * - `platform`: by the browser in the page, by sharp on the command line.
 * - `refused`: by neither, with an error that names the format.
 * - a decoder: the same code in both.
 */
export type FormatReader = 'platform' | 'refused' | Decoder;

export const FORMATS: Readonly<Record<PictureFormat, FormatReader>> = {
  JPEG: 'platform',
  PNG: 'platform',
  WebP: 'platform',
  AVIF: 'platform',
  // Browsers and sharp differ in what surrounds the first frame of a GIF, and sharp reads no BMP.
  GIF: parseGif,
  BMP: parseBmp,
  TIFF: 'platform',
  HEIC: 'refused',
  ICO: 'refused',
  'JPEG XL': 'refused',
  'JPEG 2000': 'refused',
  Photoshop: 'refused',
};

/**
 * How each format is read, decided once: the page and the command line follow this table, so that both read the same
 * files. `docs/parity.md` compares their pixels with Pillow's.
 */
import { importChunk } from '../../core/import-chunk.ts';
import { parseBmp } from './bmp.ts';
import { parseGif } from './gif.ts';
import { loadFailed } from './picture-error.ts';
import type { PixelRows } from './pixel-rows.ts';
import type { PictureFormat } from './sniff.ts';

/** Decodes all bytes of a file. @throws {PictureError} */
type Decoder = (file: Uint8Array) => PixelRows | Promise<PixelRows>;

/**
 * - `platform`: by the browser in the page, by sharp on the command line.
 * - `refused`: not at all, with an error that names the format.
 * - a decoder: by our own code, or by a library that is loaded when the first such picture is read.
 */
export type FormatReader = 'platform' | 'refused' | Decoder;

interface Readers {
  page: FormatReader;
  commandLine: FormatReader;
  /** Browsers cannot show it, or show another frame: the page shows what its reader decodes, in this type. */
  displayedAs?: 'image/jpeg' | 'image/png';
}

export const FORMATS: Readonly<Record<PictureFormat, Readers>> = {
  JPEG: both('platform'),
  PNG: both('platform'),
  WebP: both('platform'),
  AVIF: both('platform'),
  // Browsers and sharp differ in what surrounds the first frame of a GIF, and sharp reads no BMP.
  GIF: { ...both(parseGif), displayedAs: 'image/png' },
  BMP: both(parseBmp),
  TIFF: { page: decodeTiff, commandLine: 'platform', displayedAs: 'image/png' },
  HEIC: { ...both(decodeHeic), displayedAs: 'image/jpeg' },
  ICO: both('refused'),
  'JPEG XL': both('refused'),
  'JPEG 2000': both('refused'),
  Photoshop: both('refused'),
};

function both(reader: FormatReader): Readers {
  return { page: reader, commandLine: reader };
}

async function decodeTiff(file: Uint8Array): Promise<PixelRows> {
  const { parseTiff } = await loaded('TIFF', () => import('./tiff.ts'));
  return parseTiff(file);
}

async function decodeHeic(file: Uint8Array): Promise<PixelRows> {
  const { parseHeic } = await loaded('HEIC', () => import('./heic.ts'));
  return parseHeic(file);
}

async function loaded<Module>(format: PictureFormat, load: () => Promise<Module>): Promise<Module> {
  try {
    return await importChunk(load);
  } catch (cause) {
    throw loadFailed(format, { cause });
  }
}

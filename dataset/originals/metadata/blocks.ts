/** Where pictures hold EXIF and IPTC. */

import { APP1, APP13, jpeg, jpegSegments } from '../../formats/embed/jpeg.ts';
import { hasAscii } from '../../formats/embed/piece.ts';
import { png, pngChunks } from '../../formats/embed/png.ts';
import { webp, webpChunks } from '../../formats/embed/webp.ts';
import { type ByteSource, bytesSource, concatBytes } from '../../io/source.ts';
import { startsAsTiff } from './exif.ts';

const EXIF = 'Exif\0\0';
const PHOTOSHOP = 'Photoshop 3.0\0';
/** Longer ones are no texts. */
const MAX_BLOCK_BYTES = 4 << 20;

export interface MetadataBlocks {
  /** A TIFF file: EXIF data, or the picture itself. */
  exif: ByteSource | null;
  /** Photoshop's resources. */
  resources: Uint8Array | null;
}

const NOTHING: MetadataBlocks = { exif: null, resources: null };

/** Of JPEG, PNG, WebP and TIFF; nothing in other files. @throws {FormatError} if the file is damaged. */
export async function metadataBlocks(source: ByteSource): Promise<MetadataBlocks> {
  const head = await source.read(0, Math.min(12, source.size));
  if (startsAsTiff(head)) return { exif: source, resources: null };
  if (jpeg.starts(head)) return jpegBlocks(source);
  if (png.starts(head)) return exifIn(source, pngChunks(source), 'eXIf');
  if (webp.starts(head)) return exifIn(source, await webpChunks(source), 'EXIF');
  return NOTHING;
}

/** Resources may be spread over several segments. */
async function jpegBlocks(source: ByteSource): Promise<MetadataBlocks> {
  let exif: ByteSource | null = null;
  const resources: Uint8Array[] = [];
  for await (const { marker, head, start, end } of jpegSegments(source)) {
    const content = start + 4;
    if (marker === APP1 && hasAscii(head, 0, EXIF))
      exif ??= bytesSource(await source.read(content + EXIF.length, end));
    if (marker === APP13 && hasAscii(head, 0, PHOTOSHOP))
      resources.push(await source.read(content + PHOTOSHOP.length, end));
  }
  return { exif, resources: resources.length > 0 ? concatBytes(resources) : null };
}

interface Chunk {
  type: string;
  start: number;
  size: number;
}

/** Contents begin after eight bytes in both forms. Some programs put the mark of JPEG before the EXIF of a WebP. */
async function exifIn(
  source: ByteSource,
  chunks: AsyncIterable<Chunk> | Iterable<Chunk>,
  type: string,
): Promise<MetadataBlocks> {
  for await (const chunk of chunks) {
    if (chunk.type !== type || chunk.size > MAX_BLOCK_BYTES) continue;
    const content = await source.read(chunk.start + 8, chunk.start + 8 + chunk.size);
    return {
      exif: bytesSource(hasAscii(content, 0, EXIF) ? content.subarray(EXIF.length) : content),
      resources: null,
    };
  }
  return NOTHING;
}

/** Detects file formats by their first bytes: names and media types are unreliable. */
import { notAPicture, PictureError } from './picture-error.ts';

export type PictureFormat =
  | 'JPEG'
  | 'PNG'
  | 'GIF'
  | 'WebP'
  | 'BMP'
  | 'AVIF'
  | 'ICO'
  | 'HEIC'
  | 'TIFF'
  | 'JPEG XL'
  | 'JPEG 2000'
  | 'Photoshop';

/** Bytes that `pictureFormat` needs: enough to find the `<svg` after a licence comment. */
export const HEAD_BYTES = 4096;

/**
 * The format of the picture that starts with `head`.
 * @throws {PictureError} if it is not a picture
 */
export function pictureFormat(head: Uint8Array): PictureFormat {
  const start = latin1(head.subarray(0, 64));
  const format = detectFormat(head, start);
  if (format !== null) return format;
  if (head.length === 0) throw new PictureError('not-an-image', 'The file is empty. Choose another picture.');
  if (isSvg(head)) {
    const message = 'An SVG drawing has no pixels. Convert it to PNG and try again.';
    throw new PictureError('not-an-image', message);
  }
  throw notAPicture(otherKind(head, start));
}

const MAGIC: readonly [PictureFormat, string][] = [
  ['JPEG', '\xff\xd8\xff'],
  ['PNG', '\x89PNG\r\n\x1a\n'],
  ['GIF', 'GIF87a'],
  ['GIF', 'GIF89a'],
  ['ICO', '\0\0\x01\0'],
  ['TIFF', 'II*\0'],
  ['TIFF', 'MM\0*'],
  ['JPEG XL', '\xff\x0a'],
  ['JPEG XL', '\0\0\0\x0cJXL '],
  ['JPEG 2000', '\0\0\0\x0cjP  '],
  ['JPEG 2000', '\xffO\xffQ'],
  ['Photoshop', '8BPS'],
];

function detectFormat(head: Uint8Array, start: string): PictureFormat | null {
  const magic = MAGIC.find(([, bytes]) => start.startsWith(bytes));
  if (magic) return magic[0];
  if (start.startsWith('RIFF') && start.startsWith('WEBP', 8)) return 'WebP';
  if (isBmp(head, start)) return 'BMP';
  return isobmffFormat(start);
}

/** Two letters alone would match ordinary text, so the header's length is checked too. */
function isBmp(head: Uint8Array, start: string): boolean {
  const HEADER_LENGTHS = [12, 40, 52, 56, 64, 108, 124];
  return start.startsWith('BM') && start.startsWith('\0\0\0', 15) && HEADER_LENGTHS.includes(head[14] ?? 0);
}

/** AVIF and HEIC share a container. The major brand may be the neutral `mif1`; the compatible brands decide. */
function isobmffFormat(start: string): PictureFormat | null {
  if (!start.startsWith('ftyp', 4)) return null;
  const brands = start.slice(8);
  if (/avif|avis/.test(brands)) return 'AVIF';
  return /hei[cxms]|hev[cxms]|mif1|msf1/.test(brands) ? 'HEIC' : null;
}

function isSvg(head: Uint8Array): boolean {
  const text = new TextDecoder().decode(head.subarray(0, HEAD_BYTES)).trimStart();
  return /^<(svg|\?xml|!--|!doctype svg)/i.test(text) && /<svg[\s>]/i.test(text);
}

const OTHERS: readonly [string, string][] = [
  ['a PDF document', '%PDF'],
  ['a ZIP archive or an office document', 'PK\x03\x04'],
  ['a compressed archive', '\x1f\x8b'],
  ['a PostScript document', '%!PS'],
];

function otherKind(head: Uint8Array, start: string): string {
  const other = OTHERS.find(([, bytes]) => start.startsWith(bytes));
  if (other) return other[0];
  if (start.startsWith('ftyp', 4) || start.startsWith('\x1a\x45\xdf\xa3')) return 'a video';
  return isText(head.subarray(0, HEAD_BYTES)) ? 'a text file' : 'an unknown kind of file';
}

/** UTF-8 without control characters that do not occur in text. */
function isText(head: Uint8Array): boolean {
  const TEXT_CONTROLS = ['\t', '\n', '\f', '\r', '\x1b'].map((control) => control.charCodeAt(0));
  try {
    // As a stream, because the cut may split a character.
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true });
  } catch {
    return false;
  }
  return head.every((byte) => byte >= 0x20 || TEXT_CONTROLS.includes(byte));
}

function latin1(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}

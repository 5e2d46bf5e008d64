/**
 * What a TIFF states about itself, checked before utif2 relies on it: utif2 reads as many values as a tag claims,
 * follows every directory, and decodes without looking at what a picture of this size needs.
 */
import type { Directory } from './libraries/utif.ts';
import { corruptPicture, unsupportedFormat } from './picture-error.ts';
import type { PictureSize } from './picture-size.ts';

export const TAG = {
  width: 256,
  height: 257,
  bits: 258,
  compression: 259,
  colours: 262,
  fillOrder: 266,
  stripOffsets: 273,
  orientation: 274,
  samples: 277,
  rowsPerStrip: 278,
  stripBytes: 279,
  planes: 284,
  faxOptions: 292,
  predictor: 317,
  palette: 320,
  tileWidth: 322,
  tileHeight: 323,
  tileOffsets: 324,
  tileBytes: 325,
  extra: 338,
  sampleFormat: 339,
  jpegTables: 347,
};
const USED_TAGS: readonly number[] = Object.values(TAG);

export const COLOURS = { whiteIsZero: 0, blackIsZero: 1, rgb: 2, palette: 3, cmyk: 5, yCbCr: 6 };
export const DEFLATE: readonly number[] = [8, 32946];
const LZW = 5;
const JPEG = 7;
/** None, three of fax machines, LZW, JPEG, two of deflate, PackBits. */
const COMPRESSIONS = [1, 2, 3, 4, LZW, JPEG, ...DEFLATE, 32773];
const FLOAT = 3;

/** Bytes of a value by the number of its type: SHORT and LONG; for JPEG tables BYTE and UNDEFINED. */
const NUMBER_TYPES: Readonly<Record<number, number>> = { 3: 2, 4: 4 };
const BYTE_TYPES: Readonly<Record<number, number>> = { 1: 1, 7: 1 };
/** Far more strips, tiles or colours than any picture has. */
const MAX_VALUES = 1 << 20;
/** Colours, alpha, and some that are not shown. */
const MAX_SAMPLES = 8;

/**
 * A copy with one directory, of only the tags that are used.
 * @throws {PictureError} if a tag has values beyond the end of the file, or of an unusual type
 * @throws {RangeError} if the directory is beyond the end of the file
 */
export function safeCopy(file: Uint8Array): Uint8Array<ArrayBuffer> {
  const copy = Uint8Array.from(file);
  const view = new DataView(copy.buffer);
  const little = view.getUint16(0) === 0x4949;
  const directory = view.getUint32(4, little);
  const end = directory + 2 + 12 * view.getUint16(directory, little);
  const seen = new Set<number>();
  for (let entry = directory + 2; entry < end; entry += 12) {
    const tag = view.getUint16(entry, little);
    if (USED_TAGS.includes(tag) && !seen.has(tag)) checkEntry(view, entry, little);
    else clearEntry(view, entry, little);
    seen.add(tag);
  }
  view.setUint32(end, 0);
  return copy;
}

function checkEntry(view: DataView, entry: number, little: boolean): void {
  const tag = view.getUint16(entry, little);
  const type = view.getUint16(entry + 2, little);
  const count = view.getUint32(entry + 4, little);
  const valueBytes = (tag === TAG.jpegTables ? BYTE_TYPES : NUMBER_TYPES)[type];
  if (valueBytes === undefined) throw unsupportedFormat(`TIFF (tag ${tag} of type ${type})`);
  if (count > MAX_VALUES) throw unsupportedFormat(`TIFF (${count} values of tag ${tag})`);
  const bytes = count * valueBytes;
  if (bytes > 4 && view.getUint32(entry + 8, little) + bytes > view.byteLength) throw corruptPicture();
}

/** Makes an entry one of tag 0, without values. */
function clearEntry(view: DataView, entry: number, little: boolean): void {
  const SHORT = 3;
  view.setUint16(entry, 0);
  view.setUint16(entry + 2, SHORT, little);
  view.setUint32(entry + 4, 0);
}

/** The values of a tag; empty if the file has none. */
export function numbersOf(directory: Directory, tag: number): number[] {
  const values = directory[`t${tag}`];
  return Array.isArray(values) ? values.map(Number) : [];
}

export function numberOf(directory: Directory, tag: number, absent = 0): number {
  return numbersOf(directory, tag)[0] ?? absent;
}

export function isTiled(directory: Directory): boolean {
  return directory[`t${TAG.tileWidth}`] !== undefined;
}

/** Samples of a pixel without those of alpha. */
export function channelsOf(colours: number): number {
  return { [COLOURS.cmyk]: 4, [COLOURS.rgb]: 3, [COLOURS.yCbCr]: 3 }[colours] ?? 1;
}

/** @throws {PictureError} for kinds of pixels that are not decoded */
export function requireKnown(directory: Directory): void {
  const compression = numberOf(directory, TAG.compression, 1);
  const colours = numberOf(directory, TAG.colours);
  const bits = numberOf(directory, TAG.bits, 1);
  const samples = numberOf(directory, TAG.samples, 1);
  const predictor = numberOf(directory, TAG.predictor, 1);
  const isFloat = numberOf(directory, TAG.sampleFormat, 1) === FLOAT;
  const isKnown =
    COMPRESSIONS.includes(compression) &&
    Object.values(COLOURS).includes(colours) &&
    (colours !== COLOURS.yCbCr || compression === JPEG) &&
    // utif2 makes three samples of 8 bits of every JPEG.
    (compression !== JPEG || (bits === 8 && samples === 3 && channelsOf(colours) === 3)) &&
    (isFloat ? bits === 32 : [1, 2, 4, 8, 16].includes(bits)) &&
    numbersOf(directory, TAG.bits).every((each) => each === bits) &&
    samples >= channelsOf(colours) &&
    samples <= MAX_SAMPLES &&
    (numberOf(directory, TAG.planes, 1) === 1 || samples === 1);
  if (!isKnown) {
    throw unsupportedFormat(
      `TIFF (compression ${compression}, ${samples} × ${bits} bits, colours ${colours})`,
    );
  }
  if (!isPredictable(predictor, compression, bits)) throw unsupportedFormat(`TIFF (predictor ${predictor})`);
}

/** Predictor 1 is none; 2 stores differences, which utif2 adds up again for whole bytes. */
function isPredictable(predictor: number, compression: number, bits: number): boolean {
  const hasPredictor = compression === LZW || DEFLATE.includes(compression);
  return predictor === 1 || (predictor === 2 && hasPredictor && (bits === 8 || bits === 16));
}

/**
 * Checks strips or tiles: utif2 leaves black what lies beyond the end of the file, and decodes what is too many.
 * @throws {PictureError}
 */
export function requireLayout(directory: Directory, size: PictureSize, fileBytes: number): void {
  const tiled = isTiled(directory);
  const expected = tiled ? tilesOf(directory, size) : stripsOf(directory, size);
  const offsets = numbersOf(directory, tiled ? TAG.tileOffsets : TAG.stripOffsets);
  const lengths = numbersOf(directory, tiled ? TAG.tileBytes : TAG.stripBytes);
  const isPlain = numberOf(directory, TAG.compression, 1) === 1;
  // The length of a single strip without compression follows from the size, and utif2 reads that many bytes.
  if (!tiled && isPlain && offsets.length === 1)
    lengths.splice(0, 1, rowBytes(directory, size) * size.height);
  if (offsets.length !== expected || lengths.length !== expected) throw corruptPicture();
  let total = 0;
  for (const [i, offset] of offsets.entries()) {
    total += lengths[i]!;
    // Together they are more than the file if they share bytes, each decoded again.
    if (offset + lengths[i]! > fileBytes || total > fileBytes) throw corruptPicture();
  }
}

function pixelBits(directory: Directory): number {
  return numberOf(directory, TAG.bits, 1) * numberOf(directory, TAG.samples, 1);
}

/** Bytes of a row of the picture. */
export function rowBytes(directory: Directory, { width }: Pick<PictureSize, 'width'>): number {
  return Math.ceil((width * pixelBits(directory)) / 8);
}

/** Bytes of a tile, without compression. */
export function tileBytes(directory: Directory): number {
  const pixels = numberOf(directory, TAG.tileWidth) * numberOf(directory, TAG.tileHeight);
  return Math.ceil((pixels * pixelBits(directory)) / 8);
}

function stripsOf(directory: Directory, { height }: PictureSize): number {
  return Math.ceil(height / Math.min(numberOf(directory, TAG.rowsPerStrip, height), height));
}

/** @throws {PictureError} for tiles without pixels, or much larger than the picture */
function tilesOf(directory: Directory, { width, height }: PictureSize): number {
  const ROOM = 4096 * 4096;
  const [tileWidth, tileHeight] = [numberOf(directory, TAG.tileWidth), numberOf(directory, TAG.tileHeight)];
  if (tileWidth < 1 || tileHeight < 1) throw corruptPicture();
  const [across, down] = [Math.ceil(width / tileWidth), Math.ceil(height / tileHeight)];
  if (across * tileWidth * down * tileHeight > 4 * width * height + ROOM) {
    throw unsupportedFormat(`TIFF (tiles of ${tileWidth} × ${tileHeight})`);
  }
  return across * down;
}

/// <reference path="./libraries.d.ts" />
/** TIFF in the page: utif2 unpacks the samples, which become pixels here as in Pillow. */
import './pako-global.ts';
import utif, { type Directory } from 'utif2';
import { turnUpright } from './orientation.ts';
import { corruptPicture, unsupportedFormat } from './picture-error.ts';
import { checkPictureSize } from './picture-size.ts';
import { lazyRows, type PixelRows } from './pixel-rows.ts';

const TAG = {
  width: 256,
  height: 257,
  bits: 258,
  compression: 259,
  colours: 262,
  stripOffsets: 273,
  orientation: 274,
  samples: 277,
  stripBytes: 279,
  planes: 284,
  palette: 320,
  tileOffsets: 324,
  tileBytes: 325,
  extra: 338,
  sampleFormat: 339,
};

/** None, three of fax machines, LZW, JPEG, two of deflate, PackBits. */
const COMPRESSIONS = [1, 2, 3, 4, 5, 7, 8, 32946, 32773];
const COLOURS = { whiteIsZero: 0, blackIsZero: 1, rgb: 2, palette: 3, cmyk: 5, yCbCr: 6 };
const JPEG = 7;
const FLOAT = 3;

/**
 * Decodes the bytes of the first picture.
 * @throws {PictureError}
 */
export function parseTiff(file: Uint8Array): PixelRows {
  const bytes = withoutNextDirectories(file);
  try {
    const directory = utif.decode(bytes.buffer)[0];
    if (!directory) throw corruptPicture();
    const size = { width: numberOf(directory, TAG.width), height: numberOf(directory, TAG.height) };
    checkPictureSize(size);
    requireKnown(directory);
    requireComplete(directory, bytes.length);
    utif.decodeImage(bytes.buffer, directory);
    const picture = rowsOf(directory, size);
    return turnUpright(picture, numberOf(directory, TAG.orientation, 1));
  } catch (cause) {
    if (cause instanceof Error && cause.name === 'PictureError') throw cause;
    throw corruptPicture({ cause });
  }
}

/** A copy whose first directory is the last: a chain may be endless. */
function withoutNextDirectories(file: Uint8Array): Uint8Array<ArrayBuffer> {
  const copy = Uint8Array.from(file);
  const view = new DataView(copy.buffer);
  try {
    const little = view.getUint16(0) === 0x4949;
    const directory = view.getUint32(4, little);
    view.setUint32(directory + 2 + 12 * view.getUint16(directory, little), 0);
  } catch (cause) {
    throw corruptPicture({ cause });
  }
  return copy;
}

/** The values of a tag; empty if the file has none. */
function numbersOf(directory: Directory, tag: number): number[] {
  const values = directory[`t${tag}`];
  return Array.isArray(values) ? values.map(Number) : [];
}

function numberOf(directory: Directory, tag: number, absent = 0): number {
  return numbersOf(directory, tag)[0] ?? absent;
}

function requireKnown(directory: Directory): void {
  const compression = numberOf(directory, TAG.compression, 1);
  const colours = numberOf(directory, TAG.colours);
  const bits = numberOf(directory, TAG.bits, 1);
  const isFloat = numberOf(directory, TAG.sampleFormat, 1) === FLOAT;
  const isPlain = numberOf(directory, TAG.planes, 1) === 1 || numberOf(directory, TAG.samples, 1) === 1;
  const isKnown =
    COMPRESSIONS.includes(compression) &&
    Object.values(COLOURS).includes(colours) &&
    (colours !== COLOURS.yCbCr || compression === JPEG) &&
    (isFloat ? bits === 32 : [1, 2, 4, 8, 16].includes(bits)) &&
    isPlain;
  if (!isKnown)
    throw unsupportedFormat(`TIFF (compression ${compression}, ${bits} bits, colours ${colours})`);
}

/** utif2 leaves black what lies beyond the end of the file. */
function requireComplete(directory: Directory, fileBytes: number): void {
  for (const [offsetTag, bytesTag] of [
    [TAG.stripOffsets, TAG.stripBytes],
    [TAG.tileOffsets, TAG.tileBytes],
  ] as const) {
    const lengths = numbersOf(directory, bytesTag);
    for (const [i, offset] of numbersOf(directory, offsetTag).entries()) {
      if (offset + (lengths[i] ?? 0) > fileBytes) throw corruptPicture();
    }
  }
}

function rowsOf(directory: Directory, { width, height }: { width: number; height: number }): PixelRows {
  const bits = numberOf(directory, TAG.bits, 1);
  const samples = numberOf(directory, TAG.samples, 1);
  const stride = Math.ceil((width * samples * bits) / 8);
  const { data } = directory;
  if (!data || data.length < stride * height) throw corruptPicture();
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const sampleAt = sampleReader(directory, view, bits);
  const toRgba = pixelWriter(directory, bits, samples);
  const values = new Array<number>(samples);
  return lazyRows(width, height, (y, rgba, at) => {
    for (let x = 0; x < width; x++) {
      for (let i = 0; i < samples; i++) values[i] = sampleAt(stride * y, samples * x + i);
      toRgba(values, rgba, at + 4 * x);
    }
  });
}

/** Sample `i` of the row that starts at a byte. 16 bits give the high byte, floats are clipped, as in Pillow. */
function sampleReader(directory: Directory, view: DataView, bits: number) {
  if (bits === 16) return (row: number, i: number) => view.getUint8(row + 2 * i + 1);
  if (bits === 32) {
    const little = Boolean(directory.isLE);
    return (row: number, i: number) =>
      Math.trunc(Math.min(Math.max(view.getFloat32(row + 4 * i, little), 0), 255));
  }
  const last = (1 << bits) - 1;
  return (row: number, i: number) => {
    const bit = i * bits;
    return (view.getUint8(row + (bit >> 3)) >> (8 - bits - (bit & 7))) & last;
  };
}

/** Turns the samples of a pixel into RGBA. */
function pixelWriter(directory: Directory, bits: number, samples: number) {
  const colours = numberOf(directory, TAG.colours);
  const scale = bits < 8 ? 255 / ((1 << bits) - 1) : 1;
  const palette = numbersOf(directory, TAG.palette).map((value) => value >> 8);
  const channels = { [COLOURS.cmyk]: 4, [COLOURS.rgb]: 3, [COLOURS.yCbCr]: 3 }[colours] ?? 1;
  const alpha = samples > channels ? numberOf(directory, TAG.extra) : 0;
  return (values: readonly number[], rgba: Uint8Array, at: number) => {
    for (let i = 0; i < 3; i++) rgba[at + i] = colour(values, i);
    rgba[at + 3] = alpha === 0 ? 255 : values[channels]!;
    if (alpha === ASSOCIATED) unmultiply(rgba, at);
  };

  function colour(values: readonly number[], channel: number): number {
    switch (colours) {
      case COLOURS.palette:
        return palette[(channel << bits) + values[0]!] ?? 0;
      case COLOURS.cmyk:
        return Math.round(((255 - values[channel]!) * (255 - values[3]!)) / 255);
      case COLOURS.whiteIsZero:
        return 255 - values[0]! * scale;
      case COLOURS.blackIsZero:
        return values[0]! * scale;
      default:
        return values[channel]!;
    }
  }
}

/** The colours of a pixel are stored multiplied by its alpha. */
const ASSOCIATED = 1;

function unmultiply(rgba: Uint8Array, at: number): void {
  const alpha = rgba[at + 3]!;
  if (alpha === 0) return;
  for (let i = at; i < at + 3; i++) rgba[i] = Math.min(255, Math.trunc((rgba[i]! * 255) / alpha));
}

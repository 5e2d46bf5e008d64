/** TIFF in the page: utif2 unpacks the samples, which become pixels here as in Pillow. */
import utif, { type Directory, limitInflated, TooMuchInflated } from './libraries/utif.ts';
import { turnUpright } from './orientation.ts';
import { corruptPicture, decoderFailed, unsupportedFormat } from './picture-error.ts';
import { checkPictureSize, type PictureSize } from './picture-size.ts';
import { lazyRows, type PixelRows } from './pixel-rows.ts';
import {
  COLOURS,
  channelsOf,
  DEFLATE,
  isTiled,
  numberOf,
  numbersOf,
  requireKnown,
  requireLayout,
  rowBytes,
  safeCopy,
  TAG,
  tileBytes,
} from './tiff-directory.ts';

/**
 * Decodes the bytes of the first picture.
 * @throws {PictureError}
 */
export function parseTiff(file: Uint8Array): PixelRows {
  try {
    const bytes = safeCopy(file);
    // The options: no notes of camera makers, nothing printed.
    const directory = utif.decode(bytes.buffer, { parseMN: false, debug: false })[0];
    if (!directory) throw corruptPicture();
    const size = { width: numberOf(directory, TAG.width), height: numberOf(directory, TAG.height) };
    checkPictureSize(size);
    requireKnown(directory);
    requireLayout(directory, size, bytes.length);
    if (DEFLATE.includes(numberOf(directory, TAG.compression, 1))) makeRoom(directory, size);
    utif.decodeImage(bytes.buffer, directory);
    const picture = rowsOf(directory, size);
    return turnUpright(picture, numberOf(directory, TAG.orientation, 1));
  } catch (cause) {
    if (cause instanceof TooMuchInflated) throw unsupportedFormat('TIFF (more data than pixels)', { cause });
    throw decoderFailed(cause);
  }
}

/** utif2 drops a deflated strip with more rows than are left, as the last one may have: a higher picture takes it. */
function makeRoom(directory: Directory, size: PictureSize): void {
  const { height } = size;
  const rows = numberOf(directory, TAG.rowsPerStrip, height);
  const isPadded = !isTiled(directory) && rows <= 2 * height;
  const padded = isPadded ? Math.ceil(height / rows) * rows : height;
  directory[`t${TAG.height}`] = [padded];
  limitInflated(
    isTiled(directory) ? tileBytes(directory) : rowBytes(directory, size) * Math.min(rows, padded),
  );
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
  const channels = channelsOf(colours);
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

/** Decodes the bytes of a picture with sharp, as Pillow does. */
import sharp from 'sharp';
import {
  checkPictureSize,
  corruptPicture,
  FORMATS,
  PictureError,
  type PixelRows,
  pictureFormat,
  pictureSize,
  pixelRows,
  prepareFile,
  turnUpright,
  unsupportedFormat,
} from '../workers/image/index.ts';

/**
 * Decodes a picture with EXIF orientation applied; the first frame of an animation.
 * @throws {PictureError}
 */
export async function decodePicture(file: Uint8Array): Promise<PixelRows> {
  const format = pictureFormat(file);
  const reader = FORMATS[format].commandLine;
  if (reader === 'refused') throw unsupportedFormat(format);
  const size = pictureSize(format, file);
  if (size !== null) checkPictureSize(size);
  if (reader !== 'platform') return reader(file);
  const { orientation, parts } = prepareFile(format, file);
  return turnUpright(await decodeWithSharp(Buffer.concat(parts)), orientation);
}

async function decodeWithSharp(file: Uint8Array): Promise<PixelRows> {
  const open = () =>
    sharp(file, {
      failOn: 'error',
      // `checkPictureSize` refuses large pictures with a better message.
      limitInputPixels: false,
      // The model was trained on pixels as they are stored: PIL ignores colour profiles.
      ignoreIcc: true,
    });
  try {
    const metadata = await open().metadata();
    checkPictureSize(metadata);
    const upright = open().autoOrient();
    const isCmyk = metadata.space === 'cmyk';
    const stored = isCmyk
      ? upright.pipelineColourspace('cmyk').toColourspace('cmyk')
      : upright.toColourspace('srgb').ensureAlpha();
    const { data, info } = await stored.raw().toBuffer({ resolveWithObject: true });
    return pixelRows(isCmyk ? cmykToRgba(data) : data, info.width, info.height);
  } catch (cause) {
    if (cause instanceof PictureError) throw cause;
    throw corruptPicture({ cause });
  }
}

/** Pillow's conversion, which ignores profiles (`src/libImaging/Convert.c`, `cmyk2rgb`). Overwrites `pixels`. */
function cmykToRgba(pixels: Uint8Array): Uint8Array {
  for (let i = 0; i < pixels.length; i += 4) {
    const light = 255 - pixels[i + 3]!;
    for (let channel = i; channel < i + 3; channel++) {
      const ink = pixels[channel]! * light + 128;
      pixels[channel] = light - (((ink >> 8) + ink) >> 8);
    }
    pixels[i + 3] = 255;
  }
  return pixels;
}

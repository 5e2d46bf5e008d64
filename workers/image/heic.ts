/// <reference path="./libraries.d.ts" />
/** HEIC by libheif, compiled to WebAssembly, which turns and crops as the file says. */
import createLibheif from 'libheif-js/libheif-wasm/libheif-bundle.mjs';
import { corruptPicture } from './picture-error.ts';
import { checkPictureSize } from './picture-size.ts';
import { type PixelRows, pixelRows } from './pixel-rows.ts';

let library: ReturnType<typeof createLibheif> | null = null;

/**
 * Decodes the bytes of the primary picture.
 * @throws {PictureError}
 */
export async function parseHeic(file: Uint8Array): Promise<PixelRows> {
  library ??= createLibheif();
  await library.ready;
  const images = new library.HeifDecoder().decode(file);
  const image = images.find((each) => each.is_primary()) ?? images[0];
  try {
    if (!image) throw corruptPicture();
    const size = { width: image.get_width(), height: image.get_height() };
    checkPictureSize(size);
    const data = new Uint8ClampedArray(4 * size.width * size.height);
    const isDecoded = await new Promise<boolean>((resolve) => {
      image.display({ ...size, data }, (result) => resolve(result !== null));
    });
    if (!isDecoded) throw corruptPicture();
    return pixelRows(data, size.width, size.height);
  } finally {
    for (const each of images) each.free();
  }
}

/** HEIC by libheif, which turns and crops as the file says. */
import createLibheif, { type Libheif } from './libraries/libheif.ts';
import {
  corruptPicture,
  decoderFailed,
  isAllocationFailure,
  loadFailed,
  outOfMemory,
  PictureError,
} from './picture-error.ts';
import { checkPictureSize } from './picture-size.ts';
import { type PixelRows, pixelRows } from './pixel-rows.ts';

let library: Libheif | null = null;

/**
 * Decodes the bytes of the primary picture. `HeifDecoder` of libheif-js is not used: it prints errors to stdout.
 * @throws {PictureError}
 */
export async function parseHeic(file: Uint8Array): Promise<PixelRows> {
  try {
    const heif = await readyLibrary();
    const context = heif.heif_context_alloc();
    try {
      return await decodePrimary(heif, context, file);
    } finally {
      heif.heif_context_free(context);
    }
  } catch (cause) {
    if (cause instanceof PictureError) throw cause;
    // After a trap, the heap of the library is inconsistent: the next picture gets a new one.
    library = null;
    throw decoderFailed(cause);
  }
}

async function readyLibrary(): Promise<Libheif> {
  try {
    library ??= createLibheif();
    await library.ready;
    return library;
  } catch (cause) {
    library = null;
    throw isAllocationFailure(cause) ? outOfMemory({ cause }) : loadFailed('HEIC', { cause });
  }
}

async function decodePrimary(heif: Libheif, context: object, file: Uint8Array): Promise<PixelRows> {
  const { code } = heif.heif_context_read_from_memory(context, file);
  if (code !== heif.heif_error_code.heif_error_Ok) throw corruptPicture();
  const ids = heif.heif_js_context_get_list_of_top_level_image_IDs(context);
  const handles = Array.isArray(ids)
    ? ids.map((id) => heif.heif_js_context_get_image_handle(context, id)).filter((handle) => !handle.code)
    : [];
  try {
    const primary = handles.find((handle) => heif.heif_image_handle_is_primary_image(handle)) ?? handles[0];
    if (!primary) throw corruptPicture();
    return await decodeHandle(heif, primary);
  } finally {
    for (const handle of handles) heif.heif_image_handle_release(handle);
  }
}

async function decodeHandle(heif: Libheif, handle: object): Promise<PixelRows> {
  const width = heif.heif_image_handle_get_width(handle);
  const height = heif.heif_image_handle_get_height(handle);
  checkPictureSize({ width, height });
  const { heif_colorspace, heif_chroma, heif_channel } = heif;
  const image = await heif.heif_js_decode_image2(
    handle,
    heif_colorspace.heif_colorspace_RGB,
    heif_chroma.heif_chroma_interleaved_RGBA,
  );
  if (!image || image.code) throw corruptPicture();
  try {
    const plane = image.channels.find(({ id }) => id === heif_channel.heif_channel_interleaved);
    if (!plane || plane.width !== width || plane.height !== height) throw corruptPicture();
    const rgba = new Uint8Array(4 * width * height);
    for (let y = 0; y < height; y++) {
      rgba.set(plane.data.subarray(plane.stride * y, plane.stride * y + 4 * width), 4 * width * y);
    }
    return pixelRows(rgba, width, height);
  } finally {
    heif.heif_image_release(image.image);
  }
}

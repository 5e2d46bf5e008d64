import { decodePicture, readBytes } from '../image/decode.ts';
import { HEAD_BYTES, isDrawn, looksOf, pictureFormat } from '../image/index.ts';

/**
 * Whether a picture is as flat and as coloured as drawn scenes are.
 * @throws {PictureError} if it cannot be decoded
 */
export async function looksDrawn(file: Blob): Promise<boolean> {
  // Cameras write HEIC, and decoding it takes long.
  if (pictureFormat(await readBytes(file.slice(0, HEAD_BYTES))) === 'HEIC') return false;
  const picture = await decodePicture(file);
  try {
    return isDrawn(looksOf(picture));
  } finally {
    picture.close();
  }
}

import { decodePicture, readBytes } from '../image/decode.ts';
import { flatness, HEAD_BYTES, LEAST_FLAT, pictureFormat } from '../image/index.ts';

/**
 * Whether a picture is as flat as drawn scenes are.
 * @throws {PictureError} if it cannot be decoded
 */
export async function looksDrawn(file: Blob): Promise<boolean> {
  // Cameras write HEIC, and decoding it takes long.
  if (pictureFormat(await readBytes(file.slice(0, HEAD_BYTES))) === 'HEIC') return false;
  const picture = await decodePicture(file);
  try {
    return flatness(picture) >= LEAST_FLAT;
  } finally {
    picture.close();
  }
}

import { createHash } from 'node:crypto';
import type { ImageSettings, PreparedPicture } from '../../core/protocol/index.ts';
import { bytesSource, embeddedTexts } from '../../dataset/formats/index.ts';
import { perceptualHash } from '../../dataset/index.ts';
import { checkFileSize, preprocessForAll } from '../../workers/image/index.ts';
import { decodePicture } from '../decode-picture.ts';

/** From a file to pixel values for several models: `PicturePreparer` of the page, in Node. @throws {PictureError} */
export async function preparePicture(
  file: Uint8Array,
  settings: readonly ImageSettings[],
): Promise<PreparedPicture> {
  checkFileSize(file.length);
  const picture = await decodePicture(file);
  const { width, height } = picture;
  const pixelValues = preprocessForAll(picture, settings);
  // Damaged texts do not make a damaged picture.
  const texts = await embeddedTexts(bytesSource(file)).catch(() => []);
  const sha256 = createHash('sha256').update(file).digest('hex');
  const hash = perceptualHash(pixelValues[0]!, settings[0]!);
  return { width, height, pixelValues, texts, sha256, perceptualHash: hash };
}

import type { ImageSettings, PreparedPicture } from '../../core/protocol/index.ts';
import { type decodePicture, readBytes } from './decode.ts';
import { preprocess } from './preprocess.ts';

/** From a file to pixel values for several models. @throws {PictureError} */
export type PicturePreparer = (file: Blob, settings: readonly ImageSettings[]) => Promise<PreparedPicture>;

/** A preparer in this thread. @param sha256 hexadecimal. */
export function prepareWith(
  decode: typeof decodePicture,
  sha256: (bytes: Uint8Array<ArrayBuffer>) => Promise<string>,
): PicturePreparer {
  return async (file, settings) => {
    const picture = await decode(file);
    try {
      const { width, height } = picture;
      const bySettings = new Map<string, Float32Array>();
      const pixelValues = settings.map((each) => {
        const key = JSON.stringify(each);
        const values = bySettings.get(key) ?? preprocess(picture, each);
        bySettings.set(key, values);
        return values;
      });
      return { width, height, pixelValues, sha256: await sha256(await readBytes(file)) };
    } finally {
      picture.close();
    }
  };
}

import type { OriginalText } from '../../core/collection.ts';
import type { ImageSettings, PreparedPicture } from '../../core/protocol/index.ts';
import { perceptualHash } from '../../dataset/index.ts';
import { type decodePicture, readBytes } from './decode.ts';
import { preprocess } from './preprocess.ts';

/** From a file to pixel values for several models. @throws {PictureError} */
export type PicturePreparer = (file: Blob, settings: readonly ImageSettings[]) => Promise<PreparedPicture>;

export interface PrepareTools {
  decode: typeof decodePicture;
  /** Hexadecimal. */
  sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string>;
  /** The texts that are embedded in a file. A rejection means that they are damaged, which the picture need not be. */
  textsIn(file: Blob): Promise<OriginalText[]>;
}

/** A preparer in this thread. */
export function prepareWith({ decode, sha256, textsIn }: PrepareTools): PicturePreparer {
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
      const texts = await textsIn(file).catch(() => []);
      return {
        width,
        height,
        pixelValues,
        texts,
        sha256: await sha256(await readBytes(file)),
        perceptualHash: perceptualHash(pixelValues[0]!, settings[0]!),
      };
    } finally {
      picture.close();
    }
  };
}

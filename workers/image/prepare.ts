import type { OriginalText } from '../../core/collection.ts';
import type { ImageSettings, PreparedPicture } from '../../core/protocol/index.ts';
import { perceptualHash } from '../../dataset/index.ts';
import { type decodePicture, readBytes } from './decode.ts';
import { preprocessForAll } from './preprocess.ts';

/** From a file to pixel values for several models. @throws {PictureError} */
export type PicturePreparer = (file: Blob, settings: readonly ImageSettings[]) => Promise<PreparedPicture>;

export interface PrepareTools {
  decode: typeof decodePicture;
  /** Hexadecimal. */
  sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string>;
  /** The texts that are embedded in a file. A rejection means that they are damaged, which the picture need not be. */
  textsIn(file: Blob | Uint8Array<ArrayBuffer>): Promise<OriginalText[]>;
}

/** Larger files are not read before their start shows a picture. */
const MAX_AT_ONCE = 2 ** 26;

/** A preparer in this thread. */
export function prepareWith({ decode, sha256, textsIn }: PrepareTools): PicturePreparer {
  return async (file, settings) => {
    // Each reading is a round trip to another process, which costs as much as decoding a small picture.
    const loaded = file.size <= MAX_AT_ONCE ? await readBytes(file) : undefined;
    const picture = await decode(file, loaded);
    try {
      const { width, height } = picture;
      const pixelValues = preprocessForAll(picture, settings);
      const texts = await textsIn(loaded ?? file).catch(() => []);
      return {
        width,
        height,
        pixelValues,
        texts,
        sha256: await sha256(loaded ?? (await readBytes(file))),
        perceptualHash: perceptualHash(pixelValues[0]!, settings[0]!),
      };
    } finally {
      picture.close();
    }
  };
}

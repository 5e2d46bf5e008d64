import type { ImageSettings, ReadPicture } from '../../core/protocol/index.ts';
import { decodePicture } from './decode.ts';
import { preprocess } from './preprocess.ts';

/** From a file to pixel values. @throws {PictureError} */
export type PictureReader = (file: Blob, settings: ImageSettings) => Promise<ReadPicture>;

/** Reads in this thread. */
export function readWith(decode: typeof decodePicture): PictureReader {
  return async (file, settings) => {
    const picture = await decode(file);
    try {
      const { width, height } = picture;
      return { width, height, pixelValues: preprocess(picture, settings) };
    } finally {
      picture.close();
    }
  };
}

export const readPicture = readWith(decodePicture);

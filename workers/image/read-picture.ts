import { decodePicture } from './decode.ts';
import { type ImageSettings, preprocess } from './preprocess.ts';

/** A picture as a model takes it. */
export interface ReadPicture {
  /** Of the picture itself, in pixels. */
  width: number;
  height: number;
  /** [3, S, S], normalised. */
  pixelValues: Float32Array;
}

/** From a file to pixel values. Throws `PictureError`. */
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

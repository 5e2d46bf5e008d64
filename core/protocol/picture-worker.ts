/** What the picture worker answers. The caption worker is its only caller. */

import type { OriginalText } from '../collection.ts';
import type { ResampleFilter } from '../manifest/manifest.ts';

/** A manifest's `image`, as far as pixels are concerned. */
export interface ImageSettings {
  size: number;
  /** Red, green, blue, of values in 0 to 1. */
  mean: readonly number[];
  std: readonly number[];
  resample?: ResampleFilter | undefined;
}

export interface ReadPictureRequest {
  file: Blob;
  settings: ImageSettings;
}

/** A picture as a model takes it. */
export interface ReadPicture {
  /** Of the picture itself, in pixels. */
  width: number;
  height: number;
  /** [3, S, S], normalised. */
  pixelValues: Float32Array;
}

export interface PreparePictureRequest {
  file: Blob;
  /** Of each model that takes the picture. */
  settings: readonly ImageSettings[];
}

/** A picture with what names its bytes. */
export interface PreparedPicture extends Pick<ReadPicture, 'width' | 'height'> {
  /** Of the file, hexadecimal. */
  sha256: string;
  /** See `PictureRecord`. */
  perceptualHash: string;
  /** Embedded in the file. */
  texts: OriginalText[];
  /** For each of the settings. Equal settings share an array. */
  pixelValues: Float32Array[];
}

export interface PictureRequests {
  readPicture: { in: ReadPictureRequest; progress: never; out: ReadPicture };
  /** Reads a picture of a collection, decoded once for all models. */
  preparePicture: { in: PreparePictureRequest; progress: never; out: PreparedPicture };
}

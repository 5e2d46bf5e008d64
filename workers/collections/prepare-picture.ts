import { blobSource, embeddedTexts } from '../../dataset/formats/index.ts';
import { decodePicture } from '../image/decode.ts';
import { prepareWith } from '../image/prepare.ts';
import { sha256 } from '../storage/sha256.ts';

/** Reads a picture of a collection in this thread. */
export const preparePicture = prepareWith({
  decode: decodePicture,
  sha256,
  textsIn: (file) => embeddedTexts(blobSource(file)),
});

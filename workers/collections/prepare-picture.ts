import { importChunk } from '../../core/import-chunk.ts';
import { sha256 } from '../../core/sha256.ts';
import { decodePicture } from '../image/decode.ts';
import { prepareWith } from '../image/prepare.ts';

/** Reads a picture of a collection in this thread. The readers of texts are imported for the first one. */
export const preparePicture = prepareWith({
  decode: decodePicture,
  sha256,
  textsIn: async (file) => {
    const { blobSource, bytesSource, embeddedTexts } = await importChunk(
      () => import('../../dataset/formats/index.ts'),
    );
    return embeddedTexts(file instanceof Blob ? blobSource(file) : bytesSource(file));
  },
});

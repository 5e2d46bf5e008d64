/** What other rooms may use in Node and in workers alike. `decode.ts` and `picture-thread.ts` need a worker. */

export { blurPixels, maskRegions, mixPixels, patchMask } from './mask.ts';
export { corruptPicture, PictureError, unsupportedFormat } from './picture-error.ts';
export { checkPictureSize, pictureSize } from './picture-size.ts';
export { type PixelRows, pixelRows } from './pixel-rows.ts';
export { preprocess } from './preprocess.ts';
export { HEAD_BYTES, isRare, type PictureFormat, pictureFormat } from './sniff.ts';

/** What other rooms may use in Node and in workers alike. `decode.ts`, `picture-thread.ts` and `prepare.ts` need a worker. */

export { FORMATS } from './formats.ts';
export { isDrawn, type Looks, looksOf } from './looks.ts';
export { blurPixels, maskRegions, mixPixels, patchMask } from './mask.ts';
export { prepareFile, turnUpright } from './orientation.ts';
export {
  corruptPicture,
  isFromPicture,
  outOfMemory,
  PictureError,
  unsupportedFormat,
} from './picture-error.ts';
export { checkFileSize, checkPictureSize, type PictureSize, pictureSize } from './picture-size.ts';
export { flattenOnWhite, lazyRows, type PixelRows, pixelRows } from './pixel-rows.ts';
export { preprocess, preprocessForAll } from './preprocess.ts';
export { resize } from './resize.ts';
export { HEAD_BYTES, type PictureFormat, pictureFormat } from './sniff.ts';

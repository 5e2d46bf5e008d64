import type { ErrorCode } from '../../core/protocol/index.ts';

export type PictureErrorCode = Extract<
  ErrorCode,
  'not-an-image' | 'corrupt-image' | 'image-too-large' | 'decoder-missing'
>;

/** The picture cannot be used. The message says in one sentence what is wrong and what to do. */
export class PictureError extends Error {
  override name = 'PictureError';
  constructor(
    readonly code: PictureErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Whether it was thrown for a picture, here or in the thread that reads pictures. */
export function isFromPicture(error: unknown): boolean {
  return error instanceof Error && ['PictureError', 'ThreadFailure'].includes(error.name);
}

const READABLE = 'Choose a JPEG, PNG, WebP, GIF, AVIF, HEIC, TIFF or BMP picture.';

export function notAPicture(whatItIs: string): PictureError {
  return new PictureError('not-an-image', `This is ${whatItIs}, not a picture. ${READABLE}`);
}

/** A picture in a format that this decoder does not support. */
export function unsupportedFormat(name: string, options?: ErrorOptions): PictureError {
  const message = `${name} pictures cannot be read here. Convert the picture to JPEG or PNG and try again.`;
  return new PictureError('not-an-image', message, options);
}

export function corruptPicture(options?: ErrorOptions): PictureError {
  const message = 'The picture is damaged or cut short. Try another copy of it.';
  return new PictureError('corrupt-image', message, options);
}

/** The picture itself takes the memory: fewer captions would not help. */
export function outOfMemory(options?: ErrorOptions): PictureError {
  const message = 'There is not enough memory for this picture. Make it smaller and try again.';
  return new PictureError('image-too-large', message, options);
}

/** The browser does not decode a picture with such a side. */
export function tooLong(size: { width: number; height: number }, options?: ErrorOptions): PictureError {
  const message = `This browser cannot read a picture of ${size.width} × ${size.height}. Make it smaller and try again.`;
  return new PictureError('image-too-large', message, options);
}

/** The decoder is a separate file, which could not be loaded. Once it was, it is there without a network too. */
export function loadFailed(format: string, options?: ErrorOptions): PictureError {
  const message = `The decoder of ${format} pictures could not be loaded. Go online and try again: once loaded, it works offline too. If that does not help, reload the page, or convert the picture to JPEG.`;
  return new PictureError('decoder-missing', message, options);
}

/** Browsers and libheif have no code for this; their messages agree. */
const ALLOCATION_FAILED = /out of memory|allocat|enlarge memory|\boom\b|invalid .*length/i;

export function isAllocationFailure(error: unknown): boolean {
  return error instanceof Error && ALLOCATION_FAILED.test(error.message);
}

/** What an exception inside a decoder means for the picture: no memory for it, or a damaged file. */
export function decoderFailed(cause: unknown): PictureError {
  if (cause instanceof PictureError) return cause;
  return isAllocationFailure(cause) ? outOfMemory({ cause }) : corruptPicture({ cause });
}

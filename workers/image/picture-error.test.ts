import { expect, test } from 'vitest';
import { parseBmp } from './bmp.ts';
import { parseGif } from './gif.ts';
import { corruptPicture, decoderFailed, isFromPicture, loadFailed, PictureError } from './picture-error.ts';

test.each([
  ['no memory in a browser', new RangeError('Array buffer allocation failed'), 'image-too-large'],
  ['no memory in V8', new RangeError('Invalid typed array length: 400000000'), 'image-too-large'],
  ['no memory in libheif', new WebAssembly.RuntimeError('Aborted(OOM)'), 'image-too-large'],
  ['a trap', new WebAssembly.RuntimeError('memory access out of bounds'), 'corrupt-image'],
  ['the end of the bytes', new RangeError('Offset is outside the bounds of the DataView'), 'corrupt-image'],
  ['what is no error', 'boom', 'corrupt-image'],
])('%s in a decoder', (_, cause, code) => {
  expect(decoderFailed(cause)).toMatchObject({ code, cause });
});

test('an error that names the picture stays', () => {
  const error = corruptPicture();
  expect(decoderFailed(error)).toBe(error);
});

test('a decoder that could not be loaded may be asked for again', () => {
  expect(loadFailed('TIFF').code).toBe('decoder-missing');
});

test('errors of pictures are known by their names', () => {
  expect(isFromPicture(new PictureError('decoder-missing', ''))).toBe(true);
  expect(isFromPicture(new Error('boom'))).toBe(false);
});

test.each([
  ['GIF', parseGif],
  ['BMP', parseBmp],
])('a %s for which there is no memory is not called damaged', (_, parse) => {
  const file = new Uint8Array(100);
  Object.defineProperty(file, 'buffer', {
    get: () => {
      throw new RangeError('Array buffer allocation failed');
    },
  });
  expect(() => parse(file)).toThrow(expect.objectContaining({ code: 'image-too-large' }));
});

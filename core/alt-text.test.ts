import { expect, test } from 'vitest';
import { altLength, withoutPictureOf } from './alt-text';

test.each([
  [125, 'short'],
  [126, 'long'],
  [250, 'long'],
  [251, 'too-long'],
] as const)('%i characters are %s', (length, expected) => {
  expect(altLength('x'.repeat(length))).toBe(expected);
});

test.each([
  ['a picture of a red bus', 'a red bus'],
  ['An image showing two whales', 'two whales'],
  ['Photograph of my aunt', 'my aunt'],
  ['this is a photo of snow', 'snow'],
  ['a red bus', null],
  ['a picture of', null],
  ['a picture frame on a wall', null],
])('%j without saying that it is a picture: %j', (text, rest) => {
  expect(withoutPictureOf(text)).toBe(rest);
});

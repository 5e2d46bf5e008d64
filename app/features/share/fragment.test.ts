import { expect, test } from 'vitest';
import { isViewFile } from './fragment';

test.each([
  ['dog.blipscope-view.json', true],
  ['dog.blipscope-view (2).json', true],
  ['dog.BLIPSCOPE-VIEW.JSON', true],
  ['blipscope.json', false],
  ['dog.json', false],
  ['dog.blipscope-view.json.png', false],
])('%s: %s', (name, is) => {
  expect(isViewFile({ name })).toBe(is);
});

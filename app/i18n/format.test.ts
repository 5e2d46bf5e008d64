import { expect, test } from 'vitest';
import { formatsOf } from './format';

const { percent } = formatsOf('en');

test.each([
  [0, '0%'],
  [0.001, '<1%'],
  [0.006, '1%'],
  [0.424, '42%'],
  [0.994, '99%'],
  [0.995, '>99%'],
  [1, '100%'],
])('%f is %s', (share, text) => {
  expect(percent(share)).toBe(text);
});

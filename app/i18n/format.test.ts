import { expect, test } from 'vitest';
import { formatsOf } from './format';

const { percent, bytes, wait, list, number } = formatsOf('en');

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

test.each([
  [0, '0 kB'],
  [12, '1 kB'],
  [274_308, '274 kB'],
  [5_200_000, '5.2 MB'],
  [990_345_061, '990 MB'],
  [1_880_000_000, '1.88 GB'],
  [64_000_000_000, '64.0 GB'],
])('%d bytes', (count, text) => {
  expect(bytes(count)).toBe(text);
});

test.each([
  [0.2, '1 s'],
  [42.4, '42 s'],
  [150, '3 min'],
  [7300, '2 h'],
])('%d seconds', (seconds, text) => {
  expect(wait(seconds)).toBe(text);
});

test('German has its own separators and spaces', () => {
  const de = formatsOf('de');
  expect([number(1234.5, 1), de.number(1234.5, 1)]).toEqual(['1,234.5', '1.234,5']);
  expect([bytes(5.2e6), de.bytes(5.2e6)]).toEqual(['5.2 MB', '5,2 MB']);
  expect(de.percent(0.424)).toBe('42\u00a0%');
  expect([list(['a', 'b', 'c']), de.list(['a', 'b'])]).toEqual(['a, b, and c', 'a und b']);
});
